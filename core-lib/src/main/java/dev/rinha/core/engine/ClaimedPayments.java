package dev.rinha.core.engine;

import dev.rinha.core.store.Claim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payments that a worker holds: by ticket, in the order in which they wait, by when they wake
 * up, and how many are in doubt at each processor.
 */
final class ClaimedPayments {

  private final CoreState state;
  private final Map<Long, ClaimedPayment> byTicket = new LinkedHashMap<>();
  private final Map<UUID, ClaimedPayment> byPayment = new HashMap<>();
  private final Map<String, Integer> doubts = new HashMap<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong(Alarm::atMillis).thenComparingLong(Alarm::ticket));
  private long nextTicket = 1;

  /** Those that wait to be sent, the earliest first. */
  final TreeSet<ClaimedPayment> waiting =
      new TreeSet<>(
          Comparator.<ClaimedPayment>comparingLong(e -> e.turnMillis)
              .thenComparingLong(e -> e.ticket));

  /** Those of them of which the store may still have the intent of an attempt that is over. */
  final List<ClaimedPayment> staleIntents = new ArrayList<>();

  /** Until when those that wait are held, if nothing happens. */
  long holdUntilMillis = Long.MIN_VALUE;

  /** Those in doubt that there is no room for. */
  final Map<String, List<Claim>> toPark = new LinkedHashMap<>();

  private record Alarm(long atMillis, long ticket) {}

  ClaimedPayments(CoreState state) {
    this.state = state;
  }

  /** Holds a payment from now on; answers under which ticket. */
  ClaimedPayment add(Claim claim, Now now) {
    ClaimedPayment claimed = new ClaimedPayment(nextTicket(), claim, now);
    byTicket.put(claimed.ticket, claimed);
    byPayment.put(claim.payment().correlationId(), claimed);
    return claimed;
  }

  /** No two payments or questions share one. */
  long nextTicket() {
    return nextTicket++;
  }

  int size() {
    return byTicket.size();
  }

  boolean isEmpty() {
    return byTicket.isEmpty();
  }

  Collection<ClaimedPayment> all() {
    return byTicket.values();
  }

  boolean holds(long ticket) {
    return byTicket.containsKey(ticket);
  }

  @Nullable ClaimedPayment get(long ticket) {
    return byTicket.get(ticket);
  }

  @Nullable ClaimedPayment ofPayment(UUID correlationId) {
    return byPayment.get(correlationId);
  }

  ClaimedPayment required(long ticket) {
    ClaimedPayment claimed = byTicket.get(ticket);
    if (claimed == null) {
      throw new IllegalStateException("nothing is held under ticket " + ticket);
    }
    return claimed;
  }

  static <S extends Stage> S awaiting(Class<S> kind, ClaimedPayment claimed) {
    if (kind.isInstance(claimed.stage)) {
      return kind.cast(claimed.stage);
    }
    throw new IllegalStateException(
        "expected " + kind.getSimpleName() + " but was " + claimed.stage);
  }

  static boolean idle(ClaimedPayment claimed) {
    return claimed.stage instanceof Stage.Idle;
  }

  /**
   * Lets go of a payment with nothing out if it is another's now, or if this worker is stopping.
   */
  boolean mayNotKeep(ClaimedPayment claimed) {
    if (claimed.claimLost || state.stopped) {
      if (!claimed.claimLost) {
        state.commands.add(new Command.Release(List.of(claimed.claim)));
      }
      drop(claimed);
      return true;
    }
    return false;
  }

  /**
   * It is another's now, or the store has gone back in time and this worker has not noticed yet:
   * then it will want to be told.
   */
  void lose(ClaimedPayment claimed) {
    state.eras.remember(claimed.recollection(state.decidedAt), state.decidedAt.monotonicMillis());
    drop(claimed);
  }

  void drop(ClaimedPayment claimed) {
    byTicket.remove(claimed.ticket);
    byPayment.remove(claimed.payment().correlationId(), claimed);
    waiting.remove(claimed);
    noLongerInDoubt(claimed);
  }

  void countDoubt(ClaimedPayment claimed, Stage.InDoubt doubt) {
    if (claimed.doubtfulAt.isEmpty()) {
      claimed.doubtfulAt = doubt.intent().processor();
      doubts.merge(claimed.doubtfulAt, 1, Integer::sum);
    }
  }

  void noLongerInDoubt(ClaimedPayment claimed) {
    claimed.noLongerInDoubt();
    doubts.computeIfPresent(claimed.doubtfulAt, (_, count) -> count - 1);
    claimed.doubtfulAt = "";
  }

  int roomForDoubts(String processor) {
    return maxDoubts() - doubts.getOrDefault(processor, 0);
  }

  /**
   * As many payments in doubt are kept at one processor, so that at least half of what is held is
   * work; what is more is left in the store, and taken back when there is room again.
   */
  int maxDoubts() {
    return Math.max(1, state.settings.maxHeld() / (2 * state.router.monitors().size()));
  }

  /** It is looked at again then, if it still waits for that. */
  void wakeAt(long atMillis, ClaimedPayment claimed) {
    alarms.add(new Alarm(atMillis, claimed.ticket));
  }

  long wakeAtMillis() {
    return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atMillis();
  }

  /** The next one whose time has come, of those that are still held. */
  Optional<ClaimedPayment> awoken(Now now) {
    while (!alarms.isEmpty() && alarms.peek().atMillis() <= now.monotonicMillis()) {
      ClaimedPayment claimed = byTicket.get(alarms.remove().ticket());
      if (claimed != null) {
        return Optional.of(claimed);
      }
    }
    return Optional.empty();
  }
}
