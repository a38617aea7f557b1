package dev.rinha.core.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rinha.core.execution.Command;
import dev.rinha.core.execution.Event;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The simulation can fail: each defect here is switched on deliberately, and must be found. */
class SabotageTest {

  private static final int SEEDS = 3_000;

  /** Workers stand still just when they act, and what others try meanwhile does not arrive. */
  private static final Faults STALLS_AND_RESETS =
      Faults.NONE.with(new Faults.OfWire(0.8, 0, 0, 0)).with(new Faults.OfWorkers(0, 0, 0, 0, 0.1));

  @Test
  void findsThatATimeoutIsTakenForNotSent() {
    assertFound(
        events(
            event ->
                event instanceof Event.Answered(long ticket, Outcome.Unknown _, long took)
                    ? new Event.Answered(ticket, new Outcome.NotSent("pin dropped"), took)
                    : event),
        "ExecutedAtOneProcessor");
  }

  @Test
  void findsThatTheIntentIsNotRecorded() {
    assertFound(store(DefectiveStores.ForgetsIntents::new), "AnnouncedBeforeSent");
  }

  @Test
  void findsThatAPaymentIsStampedAnewAfterATimeout() {
    assertFound(StampsAnew::new, "SettledOnlyIfExecuted");
  }

  @Test
  void findsThatAPaymentIsSettledTwice() {
    assertFound(store(DefectiveStores.SettlesTwice::new), "SettledOnce");
  }

  @Test
  void findsThatASettlementIsCountedTwice() {
    assertFound(store(DefectiveStores.CountsTwice::new), "SummariesAgree");
  }

  @Test
  void findsThatADuplicateIsTakenForARejection() {
    assertFound(
        events(
            event ->
                event instanceof Event.Answered(long ticket, Outcome.Duplicate _, long took)
                    ? new Event.Answered(ticket, new Outcome.Rejected(422, "duplicate"), took)
                    : event),
        "DeadForAReason");
  }

  @Test
  void findsThatAFailureIsBelievedWithoutALookUp() {
    assertFound(
        events(
            event ->
                event instanceof Event.Answered(long ticket, Outcome.Failed _, long took)
                    ? new Event.Answered(ticket, new Outcome.NotSent("5xx"), took)
                    : event),
        "ExecutedAtOneProcessor");
  }

  @Test
  void findsThatAnUnansweredLookUpIsTakenForAbsence() {
    assertFound(
        events(
            event ->
                event instanceof Event.LookedUp(long ticket, Lookup.Unavailable _)
                    ? new Event.LookedUp(ticket, new Lookup.Absent())
                    : event),
        // Sent again to another processor, or to the same one with another time.
        "ExecutedAtOneProcessor",
        "SettledOnlyIfExecuted",
        // Given up for its age although it was executed.
        "DeadForAReason");
  }

  @Test
  void findsThatALostClaimIsIgnored() {
    assertFound(
        store(DefectiveStores.HidesLostClaims::new), "AnnouncedBeforeSent", "PurgedStaysPurged");
  }

  /** The defect against which claims are fenced. */
  @Test
  void findsThatAnEarlierClaimOfTheSameWorkerStaysValid() {
    assertFound(
        store(DefectiveStores.DoesNotFence::new),
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAtOneProcessor");
  }

  @Test
  void findsThatAnExpiredPermissionToSendIsIgnored() {
    assertFound(
        seed -> Scenario.of(seed).withFaults(STALLS_AND_RESETS),
        NeverTooLate::new,
        "AnnouncedBeforeSent",
        "ExecutedAtOneProcessor",
        "ExecutedAsAccepted");
  }

  @Test
  void findsThatAProcessorIsBelievedTooEarly() {
    assertFound(
        seed -> believingTooEarly(Scenario.of(seed)),
        () -> Sabotage.NONE,
        "ExecutedAtOneProcessor",
        "AnnouncedBeforeSent",
        "NoContradiction",
        "ExecutedAsAccepted");
  }

  @Test
  void findsThatNobodyTakesOverTheWorkOfTheDead() {
    assertFound(store(DefectiveStores.AbandonsTheDead::new), "EverythingFinishes");
  }

  @Test
  void findsThatAnotherAmountIsTakenForARepetition() {
    assertFound(store(DefectiveStores.IgnoresAmounts::new), "IntakeIsIdempotent");
  }

  private static void assertFound(Supplier<Sabotage> sabotage, String... invariants) {
    assertFound(Scenario::of, sabotage, invariants);
  }

  private static void assertFound(
      LongFunction<Scenario> scenario, Supplier<Sabotage> sabotage, String... invariants) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      SimulationResult result = Simulation.run(scenario.apply(seed), sabotage);
      if (result.violation().isPresent()) {
        Violation violation = result.violation().orElseThrow();
        System.out.printf("sabotage: %s at seed %d%n", violation.invariant(), seed);
        assertTrue(Set.of(invariants).contains(violation.invariant()), result::report);
        assertEquals(result, Simulation.run(scenario.apply(seed), sabotage));
        return;
      }
    }
    fail("not found within " + SEEDS + " seeds");
  }

  private static Supplier<Sabotage> events(UnaryOperator<Event> change) {
    return () ->
        new Sabotage() {
          @Override
          public Event event(Event happened) {
            return change.apply(happened);
          }
        };
  }

  private static Supplier<Sabotage> store(UnaryOperator<PaymentStore> change) {
    return () ->
        new Sabotage() {
          @Override
          public PaymentStore store(PaymentStore real) {
            return change.apply(real);
          }
        };
  }

  private static Scenario believingTooEarly(Scenario scenario) {
    ExecutionSettings right = scenario.execution();
    return scenario.withExecution(
        new ExecutionSettings(
            right.prefetch(),
            right.claimTimeoutMillis(),
            1,
            right.maxAgeMillis(),
            right.maxResolving()));
  }

  private static final class NeverTooLate implements Sabotage {
    @Override
    public Command command(Command decided) {
      return decided
              instanceof Command.Send(long ticket, var payment, Intent intent, long timeout, _)
          ? new Command.Send(ticket, payment, intent, timeout, Long.MAX_VALUE)
          : decided;
    }
  }

  /** Sends again with the time of then, and settles with it. */
  private static final class StampsAnew implements Sabotage {

    private final Map<UUID, Intent> stamped = new HashMap<>();

    @Override
    public Command command(Command decided) {
      return switch (decided) {
        case Command.Begin begin -> {
          stamped.remove(begin.write().claim().payment().correlationId());
          yield begin;
        }
        case Command.Doubt(long ticket, var doubt) -> {
          Intent anew = new Intent(doubt.intent().processor(), doubt.sinceMillis());
          stamped.put(doubt.claim().payment().correlationId(), anew);
          yield new Command.Doubt(
              ticket,
              new WorkQueue.Doubt(doubt.claim(), anew, doubt.sinceMillis(), doubt.history()));
        }
        case Command.Send(long ticket, var payment, Intent intent, long timeout, long notAfter) ->
            new Command.Send(
                ticket,
                payment,
                stamped.getOrDefault(payment.correlationId(), intent),
                timeout,
                notAfter);
        case Command.Settle(long ticket, var settlement) ->
            new Command.Settle(
                ticket,
                new WorkQueue.Settlement(
                    settlement.claim(),
                    stamped.getOrDefault(
                        settlement.claim().payment().correlationId(), settlement.intent()),
                    settlement.settledAtMillis(),
                    settlement.history()));
        case Command.Take _,
            Command.TakeOver _,
            Command.Renew _,
            Command.ReadPauses _,
            Command.Release _,
            Command.Clear _,
            Command.Bury _,
            Command.Find _ ->
            decided;
      };
    }
  }
}
