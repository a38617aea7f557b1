package dev.rinha.simulation;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.summary.TimeWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A human who pauses, replays and discards, and sometimes leaves a replay in the middle; and who
 * ends doubts by what the processors have, often before that means anything.
 */
final class SimulatedOperator {

  private static final Remark REASON = new Remark("simulated");
  private static final int MOST_LETTERS = 20;
  private static final long STEP_MILLIS = 50;
  private static final double INTERRUPTED = 0.3;
  private static final double HASTY = 0.5;
  private static final double FORCED = 0.5;

  private final World world;
  private final Operator operator;

  /** What is paused, and since when really, whatever any clock says. */
  private final Map<Pause, ReallySince> pauses = new HashMap<>();

  private int replays;

  /** A moment, and by how much the clocks that decide were wrong at it. */
  private record ReallySince(long millis, long storeAheadMillis, long ourAheadMillis) {}

  SimulatedOperator(World world) {
    this.world = world;
    this.operator = new Operator(new WithWorkers(world), world.clientClock);
  }

  /** A store to which the workers of the scenario have told their terms. */
  private static final class WithWorkers extends DelegatingStore implements WorkerRoster {

    private final Scenario scenario;

    WithWorkers(World world) {
      super(world.store);
      this.scenario = world.scenario;
    }

    @Override
    public WorkerRoster workers() {
      return this;
    }

    @Override
    public List<WorkerTerms> announce(WorkerTerms terms) {
      return all();
    }

    @Override
    public void withdraw(String worker) {}

    @Override
    public List<WorkerTerms> all() {
      return scenario.settings().stream().map(each -> each.terms("any")).toList();
    }
  }

  /** Pauses the queue or a processor until then. */
  void pauseUntil(long untilMillis) {
    PauseScope scope =
        world.random.chance(0.3)
            ? new PauseScope.Queue()
            : new PauseScope.Processor(world.random.pick(List.copyOf(world.processors.keySet())));
    pause(scope, untilMillis);
  }

  private void pause(PauseScope scope, long untilMillis) {
    world.note("operator", "pauses ", scope);
    answered(() -> operator.pause(scope, REASON));
    pauseOf(scope).ifPresent(pause -> pauses.putIfAbsent(pause, reallyNow()));
    world.virtualClock.at(untilMillis, () -> resume(scope));
  }

  /** Nobody leaves anything paused because a partition did not answer. */
  private void resume(PauseScope scope) {
    world.note("operator", "resumes ", scope);
    if (!answered(() -> operator.resume(scope))) {
      world.virtualClock.after(1 + world.random.upTo(STEP_MILLIS), () -> resume(scope));
    }
    pauses.keySet().retainAll(world.undisturbed.pauses().current().all());
  }

  /** Does something in a store of which partitions may be away: then nobody knows what it did. */
  private boolean answered(Runnable action) {
    try {
      action.run();
      return true;
    } catch (StoreException e) {
      world.note("operator", "  is not answered: ", e);
      return false;
    }
  }

  private Optional<Pause> pauseOf(PauseScope scope) {
    return world.undisturbed.pauses().current().all().stream()
        .filter(pause -> pause.scope().equals(scope))
        .findFirst();
  }

  private ReallySince reallyNow() {
    return new ReallySince(
        world.nowMillis(),
        world.storeClock.millis() - world.nowMillis(),
        world.clientClock.millis() - world.nowMillis());
  }

  /**
   * Looks for a doubt until there is one, and ends it at once, or when nothing can be on its way.
   */
  void endDoubt(int tries) {
    List<InDoubtPayment> doubts = world.undisturbed.unknownOutcomes().list(MOST_LETTERS);
    if (doubts.isEmpty()) {
      if (tries > 0 && !world.faultsEnded()) {
        world.virtualClock.after(world.random.upTo(STEP_MILLIS), () -> endDoubt(tries - 1));
      }
      return;
    }
    InDoubtPayment doubt = world.random.pick(doubts);
    UUID correlationId = doubt.payment().correlationId();
    if (world.random.chance(HASTY) || !world.scenario.freedByTime()) {
      end(correlationId);
    } else {
      long quietMillis = operator.quietMillis() + world.random.upTo(STEP_MILLIS);
      pause(
          new PauseScope.Processor(doubt.intent().processor()),
          world.nowMillis() + quietMillis + 1);
      world.virtualClock.after(quietMillis, () -> end(correlationId));
    }
  }

  /** Says what the processors have, as they have it now. */
  private void end(UUID correlationId) {
    if (world.storeAway() || world.storeFull()) {
      return;
    }
    world
        .undisturbed
        .unknownOutcomes()
        .find(correlationId)
        .ifPresent(
            doubt -> {
              Track track = world.oracle.track(correlationId);
              List<ReallySince> paused = paused(doubt.intent().processor());
              if (track.executedAs(doubt.intent(), doubt.payment().amount())) {
                say(correlationId, Verdict.SETTLED, false);
              } else if (track.executed.isEmpty() && paused.stream().noneMatch(this::deceives)) {
                boolean quiet = paused.stream().anyMatch(this::longEnough);
                say(correlationId, Verdict.NOT_EXECUTED, quiet && world.random.chance(FORCED));
              }
            });
  }

  private List<ReallySince> paused(String processor) {
    return Stream.of(new PauseScope.Queue(), new PauseScope.Processor(processor))
        .flatMap(scope -> pauseOf(scope).stream())
        .map(pause -> requireNonNull(pauses.get(pause), "ours"))
        .toList();
  }

  private boolean longEnough(ReallySince since) {
    return world.nowMillis() - since.millis >= operator.quietMillis();
  }

  /** One clock that was set forward deceives nobody; a human would have to notice that two were. */
  private boolean deceives(ReallySince since) {
    ReallySince now = reallyNow();
    return !longEnough(since)
        && now.storeAheadMillis > since.storeAheadMillis
        && now.ourAheadMillis > since.ourAheadMillis;
  }

  private void say(UUID correlationId, Verdict verdict, boolean force) {
    world.note("operator", force ? "insists on " : "says ", verdict + " of " + correlationId);
    answered(
        () -> {
          world.note("operator", "  ", operator.resolve(correlationId, verdict, REASON, force));
          world.queued();
        });
  }

  /** Looks what is missing in the queue and, a while later, queues it again. */
  void repairQueue() {
    Books books = world.books();
    QueueRepair repair = new QueueRepair();
    new InternalAudit(world.answering.ledger(), books).run(TimeWindow.ALL, repair, _ -> {});
    world.virtualClock.after(
        world.random.upTo(STEP_MILLIS),
        () -> {
          world.note("operator", "queues again ", repair.repair(books, world.clientClock.millis()));
          world.queued();
        });
  }

  /** Does something about dead letters, or goes on with what was left. */
  void tidyUp() {
    answered(world.random.chance(0.3) ? this::discard : this::goOnOrReplay);
  }

  private void goOnOrReplay() {
    operator.replays().stream()
        .filter(replay -> !replay.finished())
        .findFirst()
        .ifPresentOrElse(replay -> goOn(replay.id()), this::replay);
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
    if (world.faultsEnded() || world.random.chance(INTERRUPTED)) {
      return;
    }
    operator
        .replay(id)
        .filter(replay -> !replay.finished())
        .ifPresent(
            replay -> {
              operator.step(replay, world.random.between(1, 3));
              world.queued();
              world.virtualClock.after(
                  world.random.upTo(STEP_MILLIS), () -> answered(() -> goOn(id)));
            });
  }
}
