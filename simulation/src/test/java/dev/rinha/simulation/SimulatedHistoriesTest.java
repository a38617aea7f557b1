package dev.rinha.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.clienthistory.ClientHistory;
import dev.rinha.core.clienthistory.ClientHistory.Answer;
import dev.rinha.core.clienthistory.ClientHistory.Executed;
import dev.rinha.core.engine.Effects;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What clients of the simulation were told agrees with what its processors did; the checker is the
 * one that the tests of processes use, and knows nothing of the invariants.
 */
final class SimulatedHistoriesTest {

  private static final long SEEDS = 1_000;

  @Test
  void clientsAreToldTheTruthWhateverGoesWrong() {
    long unknown = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      Listener listener = new Listener();
      SimulationResult result = Simulation.run(withoutLoss(seed), () -> listener);
      assertEquals(List.of(), listener.violations(), result::report);
      unknown += listener.history.count(Answer.UNKNOWN);
    }
    assertTrue(unknown > SEEDS, "clients are hardly ever left without an answer");
  }

  @Test
  void doubledPaymentOfTheSimulationIsFound() {
    assertTrue(
        LongStream.rangeClosed(1, SEEDS)
            .mapToObj(SimulatedHistoriesTest::violationsIfATimeoutIsTakenForNotSent)
            .flatMap(List::stream)
            .anyMatch(violation -> violation.contains("is executed 2 times")));
  }

  /** A store that goes back in time forgets what clients were told. */
  private static Scenario withoutLoss(long seed) {
    Scenario scenario = Scenario.of(seed);
    return scenario.withFaults(scenario.faults().withRewinds(0));
  }

  private static List<String> violationsIfATimeoutIsTakenForNotSent(long seed) {
    List<Listener> listeners = new ArrayList<>();
    var _ =
        Simulation.run(
            withoutLoss(seed),
            () -> {
              listeners.add(
                  new Listener() {
                    @Override
                    public Effects effects(Effects real) {
                      return new DefectiveEffects.ChangesOutcomes(
                          real,
                          outcome ->
                              outcome instanceof Outcome.Unknown
                                  ? new Outcome.NotSent("pin dropped")
                                  : outcome);
                    }
                  });
              return listeners.getLast();
            });
    return listeners.getFirst().violations();
  }

  /** Writes down what clients are told, and what processors do. */
  private static class Listener implements DeliberateDefect {

    private static final int WINDOWS = 10;

    private final ClientHistory history = new ClientHistory();
    private final List<Executed> books = new ArrayList<>();
    private final Set<UUID> dead = new HashSet<>();
    private boolean purged;

    @Override
    public void happened(Fact fact) {
      switch (fact) {
        case Fact.Told(Track track, var amount, var answer) ->
            history
                .offer(track.correlationId, amount.cents())
                .told(answer.map(Listener::read).orElse(Answer.UNKNOWN));
        case Fact.Inserted(Track track, var executed) ->
            books.add(
                new Executed(
                    executed.processor(),
                    track.correlationId,
                    executed.cents(),
                    executed.requestedAtMillis()));
        case Fact.GivenUp(Track track, _) -> dead.add(track.correlationId);
        case Fact.Replayed(Track track) -> dead.remove(track.correlationId);
        case Fact.Purged _ -> {
          history.purged();
          purged = true;
        }
        case Fact.Rested rested when !purged -> windows(rested);
        default -> {}
      }
    }

    private static Answer read(Acceptance acceptance) {
      return switch (acceptance) {
        case Acceptance.Accepted _ -> Answer.ACCEPTED;
        case Acceptance.Replayed _ -> Answer.REPEATED;
        case Acceptance.Conflict _ -> Answer.OTHER_AMOUNT;
        case Acceptance.QueueFull _ -> Answer.REFUSED;
        case Acceptance.ReplayedOfNobody _, Acceptance.NotOfClient _, Acceptance.ShareFull _ ->
            throw new AssertionError("nobody said who he is: " + acceptance);
      };
    }

    private void windows(Fact.Rested rested) {
      for (int i = 0; i < WINDOWS && !books.isEmpty(); i++) {
        long one = books.get(i * books.size() / WINDOWS).requestedAtMillis();
        long other = books.get(books.size() - 1 - i % books.size()).requestedAtMillis();
        TimeWindow window = new TimeWindow(Math.min(one, other), Math.max(one, other));
        history.summed(window, rested.ledger().summary(window).processors(), true);
      }
    }

    List<String> violations() {
      return history.violations(books, dead);
    }
  }
}
