package dev.rinha.simulation;

import dev.rinha.core.engine.Effects;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.StoreException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One process's connection to the store. Calls under way at the same time are executed in any
 * order; a call that is made after another one failed or was cancelled is executed after it, as on
 * a real connection. What is neither answered nor cancelled is repeated by whoever carries calls,
 * much later; and a connection that breaks may leave behind what comes later still.
 */
final class StoreLink {

  private static final long USUAL_MILLIS = 4;
  private static final long TAKE_WAIT_MILLIS = 1_000;
  private static final double PART_DONE = 0.7;
  private static final int STRAYS_FOR_CALLS = 4;

  private final World world;
  private final FaultRates faults;

  /** Calls that are made now are not executed before. */
  private long notBeforeMillis;

  StoreLink(World world) {
    this.world = world;
    this.faults = world.scenario.faults();
  }

  private long duration() {
    return world.mishap(faults.store().slow()) ? slow() : world.random.upTo(USUAL_MILLIS);
  }

  private long slow() {
    return world.random.upTo(world.scenario.longestClaimTimeoutMillis() * 3 / 2);
  }

  /** One call; {@link #begin} makes it. */
  final class Attempt<W, A> implements Effects.Call {

    private final List<W> elements;
    private final Function<List<W>, A> execution;
    private final Consumer<A> answered;
    private final Runnable failed;
    private boolean begun;
    private boolean cancelled;
    private boolean executed;
    private long storeRun;

    /**
     * @param elements are executed one by one: when a call fails, some may have been. A call
     *     without elements is executed in whole or not at all
     */
    Attempt(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      this.elements = elements;
      this.execution = execution;
      this.answered = answered;
      this.failed = failed;
    }

    void begin() {
      if (cancelled) {
        return;
      }
      begun = true;
      storeRun = world.storeRuns();
      if (world.storeAway()
          || (world.storeFull() && !elements.isEmpty())
          || world.mishap(faults.store().fails())) {
        executed = true;
        world.virtualClock.after(duration(), failed);
      } else if (!elements.isEmpty() && world.mishap(faults.store().strays())) {
        executed = true;
        world.virtualClock.after(duration(), failed);
        world.virtualClock.after(slow() * STRAYS_FOR_CALLS, this::executeInPart);
      } else if (world.mishap(faults.store().kept())) {
        world.virtualClock.after(
            world.scenario.storeBoundMillis() + slow(), () -> unlessOver(() -> execute(_ -> {})));
      } else {
        world.virtualClock.at(
            Math.max(notBeforeMillis, world.nowMillis() + duration()),
            () -> unlessOver(this::reach));
      }
    }

    private void reach() {
      if (world.mishap(faults.store().answerLost())) {
        executeInPart();
        world.virtualClock.after(duration(), failed);
      } else {
        execute(answer -> world.virtualClock.after(duration(), () -> answered.accept(answer)));
      }
    }

    private void unlessOver(Runnable action) {
      if (cancelled || executed) {
        return;
      }
      if (storeRun == world.storeRuns()) {
        action.run();
      } else {
        executed = true;
        failed.run();
      }
    }

    /** A partition of the store may not answer. */
    private void execute(Consumer<A> then) {
      executed = true;
      A answer;
      try {
        answer = execution.apply(elements);
      } catch (StoreException e) {
        world.virtualClock.after(duration(), failed);
        return;
      }
      then.accept(answer);
    }

    private void executeInPart() {
      if (storeRun != world.storeRuns()) {
        return;
      }
      executed = true;
      List<W> some = elements.stream().filter(_ -> world.random.chance(PART_DONE)).toList();
      try {
        A _ = execution.apply(some);
      } catch (StoreException e) {
        world.note("store", "does not answer what nobody waits for");
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      if (begun && !executed && world.random.chance(0.5)) {
        notBeforeMillis = Math.max(notBeforeMillis, world.nowMillis() + duration());
        world.virtualClock.at(notBeforeMillis, this::executeInPart);
      }
    }
  }

  /** Takes payments on a connection of its own, and waits for the first one if there is none. */
  void take(Supplier<List<Claim>> execution, Consumer<List<Claim>> answered, Runnable failed) {
    world.virtualClock.after(
        duration(),
        () -> {
          if (world.storeAway() || world.mishap(faults.store().fails())) {
            failed.run();
          } else if (!world.mishap(faults.store().kept())) {
            new WaitingTake(execution, answered, failed).begin();
          }
        });
  }

  /** A take that the store keeps until there is a payment, even if its caller has died since. */
  final class WaitingTake {

    private final Supplier<List<Claim>> execution;
    private final Consumer<List<Claim>> answered;
    private final Runnable failed;
    private boolean over;

    private WaitingTake(
        Supplier<List<Claim>> execution, Consumer<List<Claim>> answered, Runnable failed) {
      this.execution = execution;
      this.answered = answered;
      this.failed = failed;
    }

    private void begin() {
      tryAgain();
      if (!over) {
        world.virtualClock.after(TAKE_WAIT_MILLIS, this::giveUp);
      }
    }

    /** There may be a payment now. */
    void tryAgain() {
      if (over) {
        return;
      }
      List<Claim> claims;
      try {
        claims = execution.get();
      } catch (StoreException e) {
        breakOff();
        return;
      }
      if (claims.isEmpty()) {
        world.waitingTakes.add(this);
      } else {
        over = true;
        world.virtualClock.after(
            duration(),
            world.mishap(faults.store().answerLost()) ? failed : () -> answered.accept(claims));
      }
    }

    /** The connection is lost. */
    void breakOff() {
      if (!over) {
        over = true;
        world.virtualClock.after(duration(), failed);
      }
    }

    private void giveUp() {
      if (!over) {
        over = true;
        world.waitingTakes.remove(this);
        answered.accept(List.of());
      }
    }
  }
}
