package dev.rinha.core.store.redis;

import dev.rinha.core.summary.TimeBuckets.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** The atomic steps of the store. What each takes and answers stands at the top of its file. */
enum Script {
  TERMS(false, "terms"),
  INIT("begin", "init"),
  ACCEPT("accept"),
  TAKE_OVER("guard", "parked", "takeover"),
  PARK("guard", "parked", "park"),
  IDLE("guard", "idle"),
  ERA("begin", "era"),
  TOLD("guard", "told"),
  LEAVE("guard", "leave"),
  RECALL("guard", "outbox", "recall"),
  MOVE("guard", "move"),
  GIVE_UP("guard", "outbox", "giveup"),
  SETTLE("guard", "outbox", "totals", "settle"),
  REPLAY("guard", "outbox", "deadletters", "replay"),
  DISCARD("guard", "outbox", "deadletters", "discard"),
  REPLAY_BEGIN("replays", "replaybegin"),
  REPLAY_SELECT("guard", "outbox", "deadletters", "replays", "replayselect"),
  REPLAY_FREEZE("replays", "replayfreeze"),
  REPLAY_LIST("replays", "replaylist"),
  REPLAY_NEXT("replays", "replaynext"),
  REPLAY_STEP("guard", "outbox", "deadletters", "replays", "replaystep"),
  OLDEST("oldest"),
  FORGET_SETTLED("totals", "forgetsettled"),
  FORGET_DEAD_LETTERS("forgetdeadletters"),
  FREE("guard", "outbox", "free"),
  DEAD_LETTER_NAMES("deadletternames"),
  DOUBTS("doubts"),
  SUMMARY("summary"),
  LEDGER("ledger"),
  RECORDS("records"),
  QUEUE("queue"),
  SET_ASIDE("guard", "setaside"),
  ASIDE_DROP("asidedrop"),
  REQUEUE("guard", "requeue"),
  CORRECT("guard", "correct"),
  FIND("find"),
  CONFLICTS("conflicts"),
  CENSUS("census"),
  PURGE("begin", "purge"),
  LEASE("lease"),
  PUBLISH("publish"),
  BOARD("board"),
  ENVIRONMENT("environment"),
  TRAFFIC_ADD("guard", "trafficadd"),
  TRAFFIC_READ("trafficread"),
  BEGUN("begun"),
  WRITTEN("written"),
  ANNOUNCE("announce"),
  PAUSES("pauses"),
  PAUSE("pause"),
  RESUME("resume"),
  OUTBOX_SUBSCRIBE("guard", "outbox", "outboxsubscribe"),
  OUTBOX_UNSUBSCRIBE("guard", "outbox", "outboxunsubscribe"),
  OUTBOX_TAKE("guard", "outbox", "outboxtake"),
  OUTBOX_DONE("guard", "outbox", "outboxdone"),
  OUTBOX_TAIL("guard", "outbox", "outboxtail"),
  OUTBOX_LIST("guard", "outbox", "outboxlist"),
  OUTBOX_SET("guard", "outbox", "outboxset");

  /** What somebody is told that it will hold, or goes on from. */
  private static final Set<Script> PROMISED =
      EnumSet.of(
          ACCEPT,
          MOVE,
          GIVE_UP,
          SETTLE,
          RECALL,
          REPLAY,
          DISCARD,
          REPLAY_STEP,
          FREE,
          REQUEUE,
          CORRECT,
          PURGE,
          WRITTEN);

  private final String operation;
  private final String body;
  private final byte[] text;
  private final String digest;

  Script(String... files) {
    this(true, files);
  }

  /**
   * @param checked whether it refuses callers with other terms than the store's
   */
  Script(boolean checked, String... files) {
    StringBuilder whole = new StringBuilder(checked ? read("prelude") : "");
    for (String file : files) {
      whole.append(read(file));
    }
    operation = files[files.length - 1];
    body = whole.toString();
    text = text(StoreTerms.ONE.text());
    digest = sha1(text);
  }

  /** The name of the operation. */
  String operation() {
    return operation;
  }

  /**
   * Whether replicas must have what it writes before its caller goes on, where they must at all.
   */
  boolean isPromised() {
    return PROMISED.contains(this);
  }

  /** As it is for a store that is not parted. */
  byte[] text() {
    return text;
  }

  /** As it is for a store with those {@link StoreTerms terms}. */
  byte[] text(String terms) {
    return (constants(terms) + body).getBytes(StandardCharsets.UTF_8);
  }

  /** What Redis knows it by once it has seen it; for a store that is not parted. */
  String digest() {
    return digest;
  }

  /** The constants that scripts take over from this side. */
  private static String constants(String terms) {
    return "local KILODAY_DAYS, TERMS = %s, '%s'\n".formatted(Level.DAY.bucketsPerPage(), terms);
  }

  private static String read(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("script " + file + ".lua is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
