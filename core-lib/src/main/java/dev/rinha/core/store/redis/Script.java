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
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The atomic steps of the store. What each takes and answers stands at the top of its file. */
enum Script {
  TERMS(false, "terms"),
  INIT("begin", "init"),
  ACCEPT("accept"),
  TAKE_OVER("guard", "parked", "takeover"),
  CLAIMED("guard", "claimed"),
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
  REPLAY_IDS("replayids"),
  REPLAY_LIST("replays", "replaylist"),
  REPLAY_NEXT("replays", "replaynext"),
  REPLAY_STEP("guard", "outbox", "deadletters", "replays", "replaystep"),
  MINUTES("minutes"),
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
  ACCESS("access"),
  TRAFFIC_ADD("guard", "trafficadd"),
  TRAFFIC_READ("trafficread"),
  BEGUN("begun"),
  WRITTEN("written"),
  ANNOUNCE("announce"),
  PAUSES("pauses"),
  PAUSE("pause"),
  RESUME("resume"),
  OPERATOR_LOG_APPEND("operatorlogappend"),
  OPERATOR_LOG("operatorlog"),
  OPERATOR_LOG_FORGET("operatorlogforget"),
  OUTBOX_SUBSCRIBE("guard", "outbox", "outboxsubscribe"),
  OUTBOX_UNSUBSCRIBE("guard", "outbox", "outboxunsubscribe"),
  OUTBOX_TAKE("guard", "outbox", "outboxtake"),
  OUTBOX_DONE("guard", "outbox", "outboxdone"),
  OUTBOX_TAIL("guard", "outbox", "outboxtail"),
  OUTBOX_SUBSCRIBERS("guard", "outbox", "outboxsubscribers"),
  OUTBOX_LIST("guard", "outbox", "outboxlist"),
  OUTBOX_DROP("guard", "outbox", "outboxdrop"),
  OUTBOX_SET("guard", "outbox", "outboxset");

  /**
   * Begins a line that names keys, as {@link RedisPartition} does; a name with a part in capitals
   * tells of many.
   */
  private static final String KEYS = "-- KEYS: ";

  /** Begins the name of a key of the generation. */
  private static final String DATA = "7:";

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
          ACCESS,
          OPERATOR_LOG_APPEND,
          OPERATOR_LOG_FORGET,
          WRITTEN);

  private final boolean checked;
  private final List<String> files;
  private volatile @Nullable Keys keys;

  /** Names of keys that each call touches. */
  private record Keys(List<String> ofStore, List<String> ofData) {

    static Keys in(String text) {
      List<String> all = names(text).filter(key -> key.matches("[^A-Z]*")).toList();
      return new Keys(
          all.stream().filter(key -> !key.startsWith(DATA)).toList(),
          all.stream()
              .filter(key -> key.startsWith(DATA))
              .map(key -> key.substring(DATA.length()))
              .toList());
    }
  }

  Script(String... files) {
    this(true, files);
  }

  /**
   * @param checked whether it refuses callers with other terms than the store's
   */
  Script(boolean checked, String... files) {
    this.checked = checked;
    this.files = List.of(files);
  }

  /** The name of the operation. */
  String operation() {
    return files.getLast();
  }

  /**
   * Whether replicas must have what it writes before its caller goes on, where they must at all.
   */
  boolean isPromised() {
    return PROMISED.contains(this);
  }

  /**
   * As it is for a store with those {@link StoreTerms terms}; read anew each time, because Redis
   * wants it once, and all of them together are large.
   */
  byte[] text(String terms) {
    return (constants(terms) + body()).getBytes(StandardCharsets.UTF_8);
  }

  private String body() {
    StringBuilder whole = new StringBuilder(checked ? read("prelude") : "");
    for (String file : files) {
      whole.append(read(file));
    }
    return whole.toString();
  }

  /** Names of keys that survive a purge and that each call touches. */
  List<String> storeKeys() {
    return known().ofStore();
  }

  /** Names of keys of the generation that each call touches. */
  List<String> dataKeys() {
    return known().ofData();
  }

  /** Whoever comes first reads them; two at once read the same. */
  private Keys known() {
    Keys read = keys;
    if (read == null) {
      read = Keys.in(body());
      keys = read;
    }
    return read;
  }

  /** The names in its files of keys that it touches. */
  Stream<String> keys() {
    return names(body());
  }

  private static Stream<String> names(String text) {
    return text.lines()
        .filter(line -> line.startsWith(KEYS))
        .flatMap(line -> Stream.of(line.substring(KEYS.length()).split(", ")))
        .distinct();
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
