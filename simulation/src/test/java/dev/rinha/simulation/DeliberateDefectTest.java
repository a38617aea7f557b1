package dev.rinha.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rinha.core.engine.Effects;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.StatusMeanings;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The simulation can fail: each defect here is switched on deliberately, and must be found. */
class DeliberateDefectTest {

  private static final int SEEDS = 3_000;

  /** Until a defect is found; most are within some hundred. */
  private static final int MOST_SEEDS = 20_000;

  /**
   * Workers stand still just when they act, and what others try meanwhile does not arrive, or
   * cannot be tried.
   */
  private static final FaultRates STALLS_AND_RESETS = stallsAndResets(0);

  private static final FaultRates SUSPENSIONS_AND_RESETS = stallsAndResets(1);

  /** Processors fail after they have stored a payment, and are asked in vain. */
  private static final FaultRates FAILURES_AND_SILENT_LOOKUPS =
      FaultRates.NONE
          .with(new FaultRates.OfWire(0, 0, 0.2, 0, 0.8))
          .with(new FaultRates.OfProcessors(12, 0, 0.3, 0, 0, 0, true));

  /** Requests are lost on their way back, and then something else answers for their processor. */
  private static final FaultRates MACHINES_IN_BETWEEN =
      FaultRates.NONE
          .with(new FaultRates.OfWire(0, 0, 0.5, 0, 0))
          .with(new FaultRates.OfProcessors(10, 0, 0, 20, 0, 0, true));

  /** Requests are passed on by something that says at once that they failed. */
  private static final FaultRates FAILURES_IN_BETWEEN =
      FaultRates.NONE
          .with(new FaultRates.OfWire(0, 0, 0, 0.3, 0))
          .with(new FaultRates.OfProcessors(10, 0, 0, 0, 0, 0, true));

  private static final FaultRates STOPS_BESIDE_A_SLOW_STORE =
      FaultRates.NONE
          .with(new FaultRates.OfStore(0, 0, 0, 0.8, 0, 0, 0, 0, 0, 0))
          .with(new FaultRates.OfWorkers(0, 0, 20, 0, 0, 0));

  private static final FaultRates REFUSED_WRITES =
      FaultRates.NONE.with(new FaultRates.OfStore(0, 0, 0, 0, 0, 0.3, 0, 0, 0, 0));

  /** It is away for as many times, too. */
  private static final FaultRates FULL_STORE =
      FaultRates.NONE.with(new FaultRates.OfStore(0, 0, 0, 0, 0, 0, 20, 0, 0, 0));

  /** Payments are in doubt, operators end that, and workers cannot read what is paused. */
  private static final FaultRates PAUSES_UNREAD =
      FaultRates.NONE
          .with(new FaultRates.OfStore(0, 0, 0, 0.5, 0, 0, 0, 6, 0, 0))
          .with(new FaultRates.OfWire(0.3, 0, 0.3, 0, 0))
          .with(new FaultRates.OfOperators(0, 20, 0));

  @Test
  void findsThatATimeoutIsTakenForNotSent() {
    assertFound(
        outcomes(
            outcome ->
                outcome instanceof Outcome.Unknown ? new Outcome.NotSent("pin dropped") : outcome),
        "ExecutedAtOneProcessor",
        // Given up for its age although it was executed.
        "DeadForAReason");
  }

  @Test
  void findsThatTheIntentIsNotRecorded() {
    assertFound(queue(DefectiveStores.ForgetsIntents::new), "AnnouncedBeforeSent");
  }

  @Test
  void findsThatAPaymentIsStampedAnewAfterATimeout() {
    assertFound(
        () -> {
          Map<UUID, Intent> stamped = new HashMap<>();
          return effects(real -> new DefectiveEffects.StampsAnew(real, stamped)).get();
        },
        "SettledOnlyIfExecuted",
        "NothingLost",
        "NoContradiction",
        // A store that compares does not even take note of the other time.
        "EverythingFinishes");
  }

  @Test
  void findsThatAPaymentIsSettledTwice() {
    assertFound(queue(DefectiveStores.SettlesTwice::new), "SettledOnce");
  }

  @Test
  void findsThatASettlementIsCountedTwice() {
    assertFound(store(DefectiveStores.CountsTwice::new), "SummariesAgree");
  }

  @Test
  void findsThatADuplicateIsTakenForARejection() {
    assertFound(
        outcomes(
            outcome ->
                outcome instanceof Outcome.Duplicate
                    ? new Outcome.Rejected(422, "duplicate")
                    : outcome),
        "DeadForAReason");
  }

  @Test
  void findsThatAFailureIsBelievedWithoutALookUp() {
    assertFound(
        outcomes(
            outcome -> outcome instanceof Outcome.Failed ? new Outcome.NotSent("5xx") : outcome),
        "ExecutedAtOneProcessor");
  }

  @Test
  void findsThatAnUnansweredLookUpIsTakenForAbsence() {
    assertFound(
        seed ->
            Scenario.of(seed)
                .withFaults(FAILURES_AND_SILENT_LOOKUPS)
                .withProcessors(settings -> settings.withLookUpLagMillis(0), Scenario.OWN_FAILURES),
        effects(real -> new DefectiveEffects.TakesSilenceForAbsence(real)),
        // Sent again to another processor, or to the same one with another time.
        "ExecutedAtOneProcessor",
        "SettledOnlyIfExecuted",
        // Given up for its age although it was executed.
        "DeadForAReason");
  }

  @Test
  void findsThatAnEarlyNotThereFrees() {
    assertFound(
        effects(DefectiveEffects.BelievesAbsenceEarly::new),
        "ExecutedAtOneProcessor",
        "AnnouncedBeforeSent",
        "SettledOnlyIfExecuted",
        "NoContradiction",
        "DeadForAReason");
  }

  @Test
  void findsThatReadersDoNotWaitForWhatIsAsked() {
    assertFound(effects(DefectiveEffects.AwaitsNoFirstLookup::new), "ReadBetweenSettlements");
  }

  @Test
  void findsThatALostClaimIsIgnored() {
    assertFound(
        queue(DefectiveStores.HidesLostClaims::new),
        "AnnouncedBeforeSent",
        "NoContradiction",
        "PurgedStaysPurged");
  }

  @Test
  void findsThatAStoreThatWentBackIsNotTold() {
    assertFound(
        seed -> goingBack(Scenario.of(seed)),
        queue(DefectiveStores.WillNotBeTold::new),
        "DeadForAReason",
        "ExecutedAtOneProcessor",
        "SummariesAgree");
  }

  @Test
  void findsThatNobodyIsAskedForWhatDeadWorkersKnew() {
    assertFound(
        seed -> goingBack(Scenario.of(seed)),
        queue(DefectiveStores.BelievesItselfComplete::new),
        "ExecutedAtOneProcessor",
        "DeadForAReason");
  }

  private static Scenario goingBack(Scenario scenario) {
    return scenario.withFaults(scenario.faults().withRewinds(6));
  }

  /** The defect against which begins are a compare-and-set. */
  @Test
  void findsThatAWriteIsDoneWhateverTheRecordSays() {
    assertFound(
        withQueue(DefectiveStores.ComparesNothing::new),
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAtOneProcessor");
  }

  @Test
  void findsThatWhoeverTakesOverDoesNotReadTheRecord() {
    assertFound(queue(DefectiveStores.ReadsNoRecords::new), "EverythingFinishes");
  }

  @Test
  void findsThatAnExpiredPermissionToSendIsIgnored() {
    assertFound(
        seed -> soonFreed(seed, STALLS_AND_RESETS),
        effects(DefectiveEffects.LooksAtNoClock::new),
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAtOneProcessor",
        "ExecutedAsAccepted");
  }

  /** Its monotonic clock does not know that others have gone on meanwhile. */
  @Test
  void findsThatASuspendedMachineBelievesInItsPermissionToSend() {
    assertFound(
        seed -> soonFreed(seed, SUSPENSIONS_AND_RESETS),
        effects(DefectiveEffects.LooksAtTheMonotonicClockOnly::new),
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAtOneProcessor",
        "ExecutedAsAccepted");
  }

  /** An operator says of a payment that is about to be sent again that it was not executed. */
  @Test
  void findsThatWhatWasReadOfPausesHoldsForEver() {
    assertFound(
        seed -> soonFreed(seed, PAUSES_UNREAD).withFaultyMillis(15_000),
        () ->
            new DeliberateDefect() {
              @Override
              public Supplier<Pauses> pauses(Supplier<Pauses> real) {
                return DefectiveStores.remembering(real);
              }
            },
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAtOneProcessor");
  }

  /** Writes that were given up come late, and those of an earlier claim pass for valid. */
  @Test
  void whatIsComparedNeedsNeitherCancellingNorFencing() {
    assertKept(effects(DefectiveEffects.CancelsNothing::new));
    assertKept(queue(DefectiveStores.DoesNotFence::new));
  }

  @Test
  void findsThatARefusedWriteIsDropped() {
    assertFound(
        seed -> Scenario.of(seed).withFaults(REFUSED_WRITES),
        effects(DefectiveEffects.DropsRefusedWrites::new),
        "AnnouncedBeforeSent");
  }

  @Test
  void findsThatNobodyMindsThatTheStoreIsFull() {
    assertFound(
        seed -> Scenario.of(seed).withFaults(FULL_STORE),
        effects(DefectiveEffects.BeginsUnwritten::new),
        "AnnouncedBeforeSent");
  }

  @Test
  void findsThatAnOperatorFreesWhatMayBeOnItsWay() {
    assertFound(
        store(DefectiveStores.FreesTooEarly::new),
        "ExecutedAtOneProcessor",
        "AnnouncedBeforeSent",
        "NoContradiction",
        "SettledOnlyIfExecuted",
        "DeadForAReason");
  }

  @Test
  void findsThatAStopForgetsItsLastWrites() {
    assertFound(
        seed -> Scenario.of(seed).withFaults(STOPS_BESIDE_A_SLOW_STORE),
        effects(DefectiveEffects.ForgetsLastWrites::new),
        "StopWritesWhatIsKnown");
  }

  @Test
  void findsThatAStoreThatDoesNotAnswerIsWaitedForForever() {
    assertFound(
        seed -> Scenario.of(seed).withStoreBoundMillis(Long.MAX_VALUE / 2),
        () -> DeliberateDefect.NONE,
        "EverythingFinishes");
  }

  /** The defect against which there are two clocks. */
  @Test
  void findsThatDurationsAreMeasuredOnTheWallClock() {
    assertFound(
        effects(DefectiveEffects.MeasuresOnTheWallClock::new),
        "EverythingFinishes",
        "ExecutedAtOneProcessor",
        "NoContradiction",
        "AnnouncedBeforeSent");
  }

  @Test
  void findsThatAProcessorIsBelievedTooEarly() {
    assertFound(
        seed -> believingTooEarly(Scenario.of(seed)),
        () -> DeliberateDefect.NONE,
        "ExecutedAtOneProcessor",
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAsAccepted");
  }

  /** The defect against which it is said how long look-ups may lag. */
  @Test
  void findsThatALookUpThatLagsIsBelieved() {
    assertFound(
        seed -> {
          Scenario scenario = Scenario.of(seed);
          return scenario.withProcessors(
              settings -> settings.withLookUpLagMillis(0), scenario.meanings());
        },
        () -> DeliberateDefect.NONE,
        "ExecutedAtOneProcessor",
        "SettledOnlyIfExecuted",
        "DeadForAReason");
  }

  @Test
  void findsThatAFailureOfAMachineInBetweenIsTakenForTheProcessors() {
    assertFound(
        seed ->
            Scenario.of(seed)
                .withFaults(FAILURES_IN_BETWEEN)
                .withProcessors(
                    settings -> settings,
                    new StatusMeanings(Set.of(429), Set.of(500, 502, 503, 504))),
        () -> DeliberateDefect.NONE,
        "ExecutedAtOneProcessor",
        "SettledOnlyIfExecuted",
        "AnnouncedBeforeSent",
        "ExecutedAsAccepted",
        "DeadForAReason");
  }

  @Test
  void findsThatARefusalOnTheWayIsTakenForOneOfThePayment() {
    assertFound(
        outcomes(
            outcome ->
                outcome instanceof Outcome.Intercepted ? new Outcome.Rejected(401, "no") : outcome),
        "DeadForAReason");
  }

  @Test
  void findsThatAPageOfAMachineInBetweenIsTakenForASuccess() {
    assertFound(
        outcomes(
            outcome -> outcome instanceof Outcome.Intercepted ? new Outcome.Executed() : outcome),
        "SettledOnlyIfExecuted");
  }

  @Test
  void findsThatNotThereOfAMachineInBetweenIsBelieved() {
    assertFound(
        seed -> soonFreed(seed, MACHINES_IN_BETWEEN),
        outcomes(
            outcome ->
                outcome instanceof Outcome.Intercepted ? new Outcome.Unknown("401") : outcome),
        "ExecutedAtOneProcessor",
        "SettledOnlyIfExecuted",
        "DeadForAReason");
  }

  @Test
  void findsThatADuplicateIsSettledWithoutALookUp() {
    assertFound(
        outcomes(
            outcome -> outcome instanceof Outcome.Duplicate ? new Outcome.Executed() : outcome),
        "SettledOnlyIfExecuted");
  }

  @Test
  void findsThatNobodyTakesOverTheWorkOfTheDead() {
    assertFound(queue(DefectiveStores.AbandonsTheDead::new), "EverythingFinishes");
  }

  @Test
  void findsThatParkedDoubtsAreForgotten() {
    assertFound(queue(DefectiveStores.ForgetsParked::new), "EverythingFinishes");
  }

  @Test
  void findsThatAnotherAmountIsTakenForARepetition() {
    assertFound(store(DefectiveStores.IgnoresAmounts::new), "IntakeIsIdempotent");
  }

  @Test
  void findsThatASettlementGoesToAnotherPartition() {
    assertFound(
        DeliberateDefectTest::partitioned,
        () ->
            new DeliberateDefect() {
              @Override
              public List<PaymentStore> partitions(List<PaymentStore> real) {
                return List.of(
                    real.get(0),
                    new DefectiveStores.SettlesElsewhere(real.get(1), real.get(2)),
                    real.get(2));
              }
            },
        "SettledOnce",
        "SummariesAgree",
        "NoContradiction",
        "ExecutedAtOneProcessor",
        "Conserved");
  }

  @Test
  void findsThatAPartitionWhichDoesNotAnswerIsBelievedToHaveDoneIt() {
    assertFound(
        DeliberateDefectTest::partitioned,
        queue(DefectiveStores.TakesNoAnswerForDone::new),
        "AnnouncedBeforeSent",
        "EverythingFinishes",
        "NoContradiction");
  }

  @Test
  void findsThatAPartitionIsNeverPurged() {
    assertFound(
        DeliberateDefectTest::partitioned,
        () ->
            new DeliberateDefect() {
              @Override
              public List<PaymentStore> partitions(List<PaymentStore> real) {
                return List.of(
                    real.get(0), new DefectiveStores.NeverPurged(real.get(1)), real.get(2));
              }
            },
        "EverythingFinishes");
  }

  private static Scenario partitioned(long seed) {
    return Scenario.of(seed).withPartitions(3);
  }

  private static void assertFound(Supplier<DeliberateDefect> defect, String... invariants) {
    assertFound(Scenario::of, defect, invariants);
  }

  private static void assertFound(
      LongFunction<Scenario> scenario, Supplier<DeliberateDefect> defect, String... invariants) {
    for (long seed = 1; seed <= MOST_SEEDS; seed++) {
      SimulationResult result = Simulation.run(scenario.apply(seed), defect);
      if (result.violation().isPresent()) {
        Violation violation = result.violation().orElseThrow();
        System.out.printf("defect: %s at seed %d%n", violation.invariant(), seed);
        assertTrue(Set.of(invariants).contains(violation.invariant()), result::report);
        assertEquals(result, Simulation.run(scenario.apply(seed), defect));
        return;
      }
    }
    fail("not found within " + MOST_SEEDS + " seeds");
  }

  private static void assertKept(Supplier<DeliberateDefect> defect) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationResult result = Simulation.run(Scenario.of(seed), defect);
      assertTrue(result.violation().isEmpty(), result::report);
    }
  }

  private static Supplier<DeliberateDefect> outcomes(UnaryOperator<Outcome> change) {
    return effects(real -> new DefectiveEffects.ChangesOutcomes(real, change));
  }

  private static Supplier<DeliberateDefect> effects(UnaryOperator<Effects> change) {
    return () ->
        new DeliberateDefect() {
          @Override
          public Effects effects(Effects real) {
            return change.apply(real);
          }
        };
  }

  private static Supplier<DeliberateDefect> queue(UnaryOperator<WorkQueue> change) {
    return withQueue(real -> change.apply(real.queue()));
  }

  private static Supplier<DeliberateDefect> withQueue(Function<PaymentStore, WorkQueue> change) {
    return store(
        real -> {
          WorkQueue queue = change.apply(real);
          return new DelegatingStore(real) {
            @Override
            public WorkQueue queue() {
              return queue;
            }
          };
        });
  }

  private static Supplier<DeliberateDefect> store(UnaryOperator<PaymentStore> change) {
    return () ->
        new DeliberateDefect() {
          @Override
          public PaymentStore store(PaymentStore real) {
            return change.apply(real);
          }
        };
  }

  private static FaultRates stallsAndResets(double suspended) {
    return FaultRates.NONE
        .with(new FaultRates.OfWire(0.7, 0, 0, 0, 0))
        .with(new FaultRates.OfProcessors(20, 0, 0, 0, 0, 0, true))
        .with(new FaultRates.OfWorkers(0, 0, 0, 0, 0.01, suspended));
  }

  /** Payments of a worker that stands still go elsewhere as soon as they may. */
  private static Scenario soonFreed(long seed, FaultRates faults) {
    Scenario drawn = Scenario.of(seed);
    long claimTimeoutMillis = 200;
    return drawn
        .withFaults(faults)
        .withProcessors(settings -> settings.withLookUpLagMillis(0), Scenario.OWN_FAILURES)
        .withStoreBoundMillis(claimTimeoutMillis / 2)
        .withExecution(
            right ->
                new ExecutionSettings(
                    right.prefetch(),
                    claimTimeoutMillis,
                    Scenario.shortestInDoubtBound(claimTimeoutMillis, drawn.maxDelayMillis()),
                    0,
                    right.maxResolving()));
  }

  private static Scenario believingTooEarly(Scenario scenario) {
    return scenario.withExecution(
        right ->
            new ExecutionSettings(
                right.prefetch(),
                right.claimTimeoutMillis(),
                1,
                right.maxAgeMillis(),
                right.maxResolving()));
  }
}
