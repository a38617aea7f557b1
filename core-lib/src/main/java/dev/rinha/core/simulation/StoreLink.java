package dev.rinha.core.simulation;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Write;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One process's connection to the store. Calls under way at the same time are executed in any
 * order; a call that is made after another one was reported as failed is executed after it, as on a
 * real connection.
 */
final class StoreLink {

  private static final long USUAL_MILLIS = 4;
  private static final long TAKE_WAIT_MILLIS = 1_000;
  private static final double PART_DONE = 0.7;

  private final World world;
  private final Faults faults;

  /** Calls that are made now are not executed before. */
  private long notBeforeMillis;

  StoreLink(World world) {
    this.world = world;
    this.faults = world.scenario.faults();
  }

  private enum Fate {
    ANSWERED,
    NOT_DONE,
    ANSWER_LOST,
    DONE_LATE
  }

  private Fate fate() {
    if (world.storeAway() || world.mishap(faults.store().fails())) {
      return Fate.NOT_DONE;
    }
    if (world.mishap(faults.store().answerLost())) {
      return Fate.ANSWER_LOST;
    }
    return world.mishap(faults.store().late()) ? Fate.DONE_LATE : Fate.ANSWERED;
  }

  private long duration() {
    return world.mishap(faults.store().slow())
        ? world.dice.upTo(world.scenario.execution().claimTimeoutMillis() * 3 / 2)
        : world.dice.upTo(USUAL_MILLIS);
  }

  /** Makes a call that is executed in whole or not at all. */
  <T> void call(Supplier<T> execution, Consumer<T> answered, Runnable failed) {
    call(execution, execution, answered, failed);
  }

  /** Makes a call whose elements are executed one by one: when it fails, some may have been. */
  <W> void write(
      List<W> writes,
      Function<List<W>, List<Write>> execution,
      Consumer<List<Write>> answered,
      Runnable failed) {
    call(
        () -> execution.apply(writes),
        () -> execution.apply(writes.stream().filter(_ -> world.dice.chance(PART_DONE)).toList()),
        answered,
        failed);
  }

  private <T> void call(
      Supplier<T> execution, Supplier<T> whenItFails, Consumer<T> answered, Runnable failed) {
    Timeline timeline = world.timeline;
    long executedAt = Math.max(notBeforeMillis, world.nowMillis() + duration());
    switch (fate()) {
      case ANSWERED ->
          timeline.at(
              executedAt,
              () -> {
                T answer = execution.get();
                timeline.after(duration(), () -> answered.accept(answer));
              });
      case NOT_DONE -> timeline.after(duration(), failed);
      case ANSWER_LOST ->
          timeline.at(
              executedAt,
              () -> {
                T _ = whenItFails.get();
                timeline.after(duration(), failed);
              });
      case DONE_LATE ->
          timeline.after(
              duration(),
              () -> {
                notBeforeMillis = Math.max(notBeforeMillis, world.nowMillis() + duration());
                timeline.at(
                    notBeforeMillis,
                    () -> {
                      T _ = whenItFails.get();
                    });
                failed.run();
              });
    }
  }

  /** Takes payments on a connection of its own, and waits for the first one if there is none. */
  void take(Supplier<List<Claim>> execution, Consumer<List<Claim>> answered, Runnable failed) {
    world.timeline.after(
        duration(),
        () -> {
          if (world.storeAway() || world.mishap(faults.store().fails())) {
            failed.run();
          } else {
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
        world.timeline.after(TAKE_WAIT_MILLIS, this::giveUp);
      }
    }

    /** There may be a payment now. */
    void tryAgain() {
      if (over) {
        return;
      }
      List<Claim> claims = execution.get();
      if (claims.isEmpty()) {
        world.waitingTakes.add(this);
      } else {
        over = true;
        world.timeline.after(
            duration(),
            world.mishap(faults.store().answerLost()) ? failed : () -> answered.accept(claims));
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
