package dev.rinha.simulation;

import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Remark;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;

/** A human who pauses, replays and discards, and sometimes leaves a replay in the middle. */
final class SimulatedOperator {

  private static final Remark REASON = new Remark("simulated");
  private static final int MOST_LETTERS = 20;
  private static final long STEP_MILLIS = 50;
  private static final double INTERRUPTED = 0.3;

  private final World world;
  private final Operator operator;
  private int replays;

  SimulatedOperator(World world) {
    this.world = world;
    this.operator = new Operator(world.store, world.clientClock);
  }

  /** Pauses the queue or a processor until then. */
  void pauseUntil(long untilMillis) {
    PauseScope scope =
        world.dice.chance(0.3)
            ? new PauseScope.Queue()
            : new PauseScope.Processor(world.dice.pick(List.copyOf(world.processors.keySet())));
    world.note("operator", "pauses ", scope);
    operator.pause(scope, REASON);
    world.timeline.at(
        untilMillis,
        () -> {
          world.note("operator", "resumes ", scope);
          operator.resume(scope);
        });
  }

  /** Looks what is missing in the queue and, a while later, queues it again. */
  void repairQueue() {
    Books books = world.sabotage.books(world.memory.books());
    QueueRepair repair = new QueueRepair();
    new InternalAudit(world.store, books).run(TimeWindow.ALL, repair, _ -> {});
    world.timeline.after(
        world.dice.upTo(STEP_MILLIS),
        () -> {
          world.note("operator", "queues again ", repair.repair(books, world.clientClock.millis()));
          world.queued();
        });
  }

  /** Does something about dead letters, or goes on with what was left. */
  void tidyUp() {
    if (world.dice.chance(0.3)) {
      discard();
    } else {
      operator.replays().stream()
          .filter(replay -> !replay.finished())
          .findFirst()
          .ifPresentOrElse(replay -> goOn(replay.id()), this::replay);
    }
  }

  private void discard() {
    List<DeadLetter> letters = operator.deadLetters(DeadLetterFilter.ALL, MOST_LETTERS);
    if (!letters.isEmpty()) {
      world.note("operator", "discards ", letters.getFirst());
      operator.discard(letters.subList(0, 1), REASON);
    }
  }

  private void replay() {
    FrozenReplay replay =
        operator.freeze("r" + ++replays, "all", REASON, DeadLetterFilter.ALL, MOST_LETTERS, false);
    world.note("operator", "replays ", replay);
    goOn(replay.id());
  }

  private void goOn(String id) {
    if (world.healed() || world.dice.chance(INTERRUPTED)) {
      return;
    }
    operator
        .replay(id)
        .filter(replay -> !replay.finished())
        .ifPresent(
            replay -> {
              operator.step(replay, world.dice.between(1, 3));
              world.queued();
              world.timeline.after(world.dice.upTo(STEP_MILLIS), () -> goOn(id));
            });
  }
}
