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
final class HeldPayments {

  private final CoreState state;
  private final Map<Long, Execution> byTicket = new LinkedHashMap<>();
  private final Map<UUID, Execution> byPayment = new HashMap<>();
  private final Map<String, Integer> doubts = new HashMap<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong(Alarm::atMillis).thenComparingLong(Alarm::ticket));
  private long nextTicket = 1;

  /** Those that wait to be sent, the earliest first. */
  final TreeSet<Execution> waiting =
      new TreeSet<>(
          Comparator.<Execution>comparingLong(e -> e.turnMillis).thenComparingLong(e -> e.ticket));

  /** Those of them of which the store may still have the intent of an attempt that is over. */
  final List<Execution> staleIntents = new ArrayList<>();

  /** Until when those that wait are held, if nothing happens. */
  long holdUntilMillis = Long.MIN_VALUE;

  /** Those in doubt that there is no room for. */
  final Map<String, List<Claim>> toPark = new LinkedHashMap<>();

  private record Alarm(long atMillis, long ticket) {}

  HeldPayments(CoreState state) {
    this.state = state;
  }

  /** Holds a payment from now on; answers under which ticket. */
  Execution add(Claim claim, Now now) {
    Execution execution = new Execution(nextTicket(), claim, now);
    byTicket.put(execution.ticket, execution);
    byPayment.put(claim.payment().correlationId(), execution);
    return execution;
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

  Collection<Execution> all() {
    return byTicket.values();
  }

  boolean holds(long ticket) {
    return byTicket.containsKey(ticket);
  }

  @Nullable Execution get(long ticket) {
    return byTicket.get(ticket);
  }

  @Nullable Execution ofPayment(UUID correlationId) {
    return byPayment.get(correlationId);
  }

  Execution required(long ticket) {
    Execution execution = byTicket.get(ticket);
    if (execution == null) {
      throw new IllegalStateException("nothing is held under ticket " + ticket);
    }
    return execution;
  }

  static <S extends Stage> S awaiting(Class<S> kind, Execution execution) {
    if (kind.isInstance(execution.stage)) {
      return kind.cast(execution.stage);
    }
    throw new IllegalStateException(
        "expected " + kind.getSimpleName() + " but was " + execution.stage);
  }

  static boolean idle(Execution execution) {
    return execution.stage instanceof Stage.Idle;
  }

  /**
   * Lets go of a payment with nothing out if it is another's now, or if this worker is stopping.
   */
  boolean mayNotKeep(Execution execution) {
    if (execution.claimLost || state.stopped) {
      if (!execution.claimLost) {
        state.commands.add(new Command.Release(List.of(execution.claim)));
      }
      drop(execution);
      return true;
    }
    return false;
  }

  /**
   * It is another's now, or the store has gone back in time and this worker has not noticed yet:
   * then it will want to be told.
   */
  void lose(Execution execution) {
    state.eras.remember(execution.recollection(state.decidedAt), state.decidedAt.monotonicMillis());
    drop(execution);
  }

  void drop(Execution execution) {
    byTicket.remove(execution.ticket);
    byPayment.remove(execution.payment().correlationId(), execution);
    waiting.remove(execution);
    noLongerInDoubt(execution);
  }

  void countDoubt(Execution execution, Stage.InDoubt doubt) {
    if (execution.doubtfulAt.isEmpty()) {
      execution.doubtfulAt = doubt.intent().processor();
      doubts.merge(execution.doubtfulAt, 1, Integer::sum);
    }
  }

  void noLongerInDoubt(Execution execution) {
    execution.noLongerInDoubt();
    doubts.computeIfPresent(execution.doubtfulAt, (_, count) -> count - 1);
    execution.doubtfulAt = "";
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
  void wakeAt(long atMillis, Execution execution) {
    alarms.add(new Alarm(atMillis, execution.ticket));
  }

  long wakeAtMillis() {
    return alarms.isEmpty() ? Long.MAX_VALUE : alarms.peek().atMillis();
  }

  /** The next one whose time has come, of those that are still held. */
  Optional<Execution> awoken(Now now) {
    while (!alarms.isEmpty() && alarms.peek().atMillis() <= now.monotonicMillis()) {
      Execution execution = byTicket.get(alarms.remove().ticket());
      if (execution != null) {
        return Optional.of(execution);
      }
    }
    return Optional.empty();
  }
}
