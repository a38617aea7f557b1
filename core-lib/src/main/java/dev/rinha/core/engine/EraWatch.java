package dev.rinha.core.engine;

import static java.util.Objects.requireNonNullElseGet;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a worker knows of the present {@link Era} of its store, and what it would tell a store that
 * went back in time. Times are monotonic.
 *
 * <p>What was settled last is remembered for the store that forgets it: 8 192 payments, for ten
 * minutes at most. That is more than a second without an fsync can hold, or some seconds by which a
 * replica lags, at a thousand payments per second; and little enough to be told within a second,
 * and to take some 1 MB. What is older is asked for. As many are remembered of those that this
 * worker has let go of without knowing their end.
 */
final class EraWatch {

  private static final int MOST_REMEMBERED = 8_192;

  /** Of one payment. */
  private static final int MOST_ATTEMPTS = 4;

  /**
   * Before the store was last heard of: one that is away for long may come back without what it
   * confirmed just before.
   */
  private static final long REMEMBERED_MILLIS = 600_000;

  private static final long TELL_AGAIN_MILLIS = 500;

  /** How soon a worker that gets no payments learns of a new era, for which others wait. */
  private static final long LOOK_AGAIN_MILLIS = 2_000;

  /**
   * How long a payment may be the repetition of one that was lost: clients that got no answer
   * repeat within minutes.
   */
  private static final long SUSPICION_MILLIS = 300_000;

  private final long boundMillis;
  private final RecentSettlements settled =
      new RecentSettlements(MOST_REMEMBERED, REMEMBERED_MILLIS);
  private final Map<UUID, List<Remembered>> unfinished = new LinkedHashMap<>();

  private record Remembered(Recollection recollection, long atMillis) {
    private Optional<Intent> attempt() {
      return recollection.state().openAttempt();
    }
  }

  private long number;
  private boolean told;
  private boolean complete;
  private boolean wentBack;

  /** In an era before, and nobody can say yet that all of it has been told since. */
  private boolean wentBackBefore;

  private boolean suspicious;
  private boolean telling;
  private long sinceMillis;

  /** When the store was last heard of in this era. */
  private long heardMillis = Long.MIN_VALUE / 2;

  private long tellAtMillis = Long.MIN_VALUE;

  /**
   * @param boundMillis how long a request can be on its way, above 0
   */
  EraWatch(long boundMillis) {
    this.boundMillis = boundMillis;
  }

  long number() {
    return number;
  }

  /** A new era has begun: everything is to be told. */
  void begin(long newNumber, long nowMillis) {
    wentBackBefore = suspects(nowMillis) && (wentBack || wentBackBefore);
    suspicious = number != 0;
    number = newNumber;
    told = false;
    complete = false;
    sinceMillis = nowMillis;
    tellAtMillis = nowMillis;
  }

  /** Takes note of a settlement that the store has. */
  void settled(Settlement settlement, long nowMillis) {
    ended(settlement.claim().payment().correlationId());
    settled.add(settlement, nowMillis, heardMillis);
  }

  /**
   * Takes note of what is known of an unfinished payment. Each of its attempts may be the one that
   * was executed; that it is queued is worth telling only where nothing else is known.
   */
  void remember(Recollection recollection, long nowMillis) {
    UUID correlationId = recollection.claim().payment().correlationId();
    List<Remembered> known =
        requireNonNullElseGet(unfinished.remove(correlationId), () -> new ArrayList<>());
    Optional<Intent> attempt = recollection.state().openAttempt();
    known.removeIf(one -> one.attempt().isEmpty() || one.attempt().equals(attempt));
    if (attempt.isPresent() || known.isEmpty()) {
      known.add(new Remembered(recollection, nowMillis));
    }
    if (known.size() > MOST_ATTEMPTS) {
      known.removeFirst();
    }
    unfinished.put(correlationId, known);
    Iterator<List<Remembered>> oldest = unfinished.values().iterator();
    while (heardMillis - oldest.next().getLast().atMillis() > REMEMBERED_MILLIS
        || unfinished.size() > MOST_REMEMBERED) {
      oldest.remove();
    }
  }

  /** What was known of it before is over: the store has its end, or that it is as new. */
  void ended(UUID correlationId) {
    unfinished.remove(correlationId);
  }

  boolean tellDue(long nowMillis) {
    return !telling && nowMillis >= tellAtMillis;
  }

  /** What is told now: all that is remembered, unless it has been told in this era. */
  Command.Tell tell(long nowMillis) {
    telling = true;
    List<Recollection> all = new ArrayList<>();
    if (!told) {
      all.addAll(settled.all(heardMillis));
      unfinished.values().stream()
          .flatMap(List::stream)
          .filter(one -> heardMillis - one.atMillis() <= REMEMBERED_MILLIS)
          .forEach(one -> all.add(one.recollection()));
    }
    return new Command.Tell(number, all, suspects(nowMillis) || !told);
  }

  /** The store was told in that era, and says which one it is now. */
  void told(long then, Era era, long nowMillis) {
    telling = false;
    if (number == 0) {
      number = era.number();
      sinceMillis = nowMillis;
    }
    if (era.number() == number && then != number && then != 0) {
      tellAtMillis = nowMillis;
    } else if (era.number() == number) {
      suspicious |= !told && (!era.complete() || era.wentBack());
      told = true;
      heardMillis = nowMillis;
      complete = era.complete();
      wentBack = era.wentBack();
      tellAtMillis = nowMillis + (complete ? LOOK_AGAIN_MILLIS : TELL_AGAIN_MILLIS);
    } else {
      tellAtMillis = nowMillis + TELL_AGAIN_MILLIS;
    }
  }

  void notTold(long nowMillis) {
    telling = false;
    tellAtMillis = nowMillis + TELL_AGAIN_MILLIS;
  }

  /** Whether the store knows that this worker knows nothing more. */
  boolean allTold() {
    return number == 0 || told;
  }

  long wakeAtMillis() {
    return telling ? Long.MAX_VALUE : tellAtMillis;
  }

  /**
   * Whether a payment that is queued may have been executed, or be on its way, all the same: some
   * worker that may know of it has not told.
   */
  boolean doubtsQueued(long nowMillis) {
    return suspects(nowMillis) && told && !complete;
  }

  /**
   * Whether a payment that is in doubt at one processor may be at another one: the attempt that is
   * recorded may be older than what was told, or what nobody has told.
   */
  boolean doubtsDoubts(long nowMillis) {
    return suspects(nowMillis) && !(told && complete && !wentBack && !wentBackBefore);
  }

  private boolean suspects(long nowMillis) {
    return suspicious && nowMillis - sinceMillis < Math.max(SUSPICION_MILLIS, 2 * boundMillis);
  }

  /** From when on what was begun before this era can not be on its way any more. */
  long nothingOnItsWayAtMillis() {
    return sinceMillis + boundMillis;
  }
}
