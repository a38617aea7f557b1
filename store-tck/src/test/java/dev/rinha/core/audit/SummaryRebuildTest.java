package dev.rinha.core.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.SummaryRebuild.Repair;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SummaryRebuildTest {

  private static final long MILLIS = AuditedStore.settled(700).intent().requestedAtMillis();

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("nothing", audited -> {}),
        damage("a millisecond", audited -> audited.plants.addToMillisecond("default", MILLIS, 7)),
        damage(
            "a millisecond where nothing is",
            audited -> audited.plants.addToMillisecond("fallback", MILLIS + 86_400_000, 7)),
        damage(
            "a second",
            audited -> audited.plants.addToBucket(Level.SECOND, MILLIS, "default", 1, 2)),
        damage(
            "an hour where nothing is",
            audited ->
                audited.plants.addToBucket(Level.HOUR, MILLIS + 36_000_000, "fallback", 1, 2)),
        damage(
            "the kiloday",
            audited -> audited.plants.addToBucket(Level.KILODAY, MILLIS, "default", 9, 9)),
        damage("a page of milliseconds", audited -> audited.plants.removePage(Level.MILLI, MILLIS)),
        damage("a page of seconds", audited -> audited.plants.removePage(Level.SECOND, MILLIS)),
        damage("a page of minutes", audited -> audited.plants.removePage(Level.MINUTE, MILLIS)),
        damage("a page of hours", audited -> audited.plants.removePage(Level.HOUR, MILLIS)),
        damage("a page of days", audited -> audited.plants.removePage(Level.DAY, MILLIS)),
        damage("the page of kilodays", audited -> audited.plants.removePage(Level.KILODAY, MILLIS)),
        damage("everything", audited -> audited.plants.removeAggregates()));
  }

  private static Arguments damage(String name, Consumer<AuditedStore> damage) {
    return Arguments.arguments(name, damage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void rebuildMakesEverySummaryWhatItWas(String name, Consumer<AuditedStore> damage) {
    try (AuditedStore audited = new AuditedPhases()) {
      List<Summary> before = summaries(audited);
      damage.accept(audited);

      Repair repair = rebuild(audited).repair(TimeWindow.ALL, _ -> {}, _ -> {});

      assertEquals(0, repair.refused(), name);
      assertEquals(before, summaries(audited), name);
      assertEquals(List.of(), audited.audit(), name);
      assertEquals(
          new Repair(0, 0), rebuild(audited).repair(TimeWindow.ALL, _ -> {}, _ -> {}), name);
    }
  }

  @Test
  void showingTellsTheDifferencesAndChangesNothing() {
    try (AuditedStore audited = new AuditedPhases()) {
      audited.plants.addToMillisecond("default", MILLIS, 7);
      audited.plants.addToBucket(Level.DAY, MILLIS, "default", 1, 2);
      List<Break> breaks = audited.audit();
      List<Break> shown = new ArrayList<>();

      rebuild(audited).show(TimeWindow.ALL, shown::add, _ -> {});

      assertFalse(shown.isEmpty());
      assertEquals(breaks, shown);
      assertEquals(breaks, audited.audit());
    }
  }

  @Test
  void rebuildBesideRunningWorkersLosesNoSettlement() {
    try (AuditedStore audited = new AuditedStore(AuditedStore.SETTLED)) {
      try (Churn churn = new Churn(audited.store)) {
        Poll.until("payments are moved", () -> churn.moved() > 1_000);
        for (int round = 0; round < 4; round++) {
          audited.plants.removeAggregates();
          long moved = churn.moved();
          Poll.until("payments are moved", () -> churn.moved() > moved + 200);
          assertNotEquals(
              audited.store.ledger().census().settled(),
              audited.store.ledger().summary(TimeWindow.ALL).total().count());
          rebuild(audited).repair(TimeWindow.ALL, _ -> {}, _ -> {});
        }
      }

      rebuild(audited).repair(TimeWindow.ALL, _ -> {}, _ -> {});
      assertEquals(List.of(), audited.audit());
      assertEquals(
          audited.store.ledger().census().settled(),
          audited.store.ledger().summary(TimeWindow.ALL).total().count());
      assertTrue(audited.store.ledger().census().conserved());
    }
  }

  private static SummaryRebuild rebuild(AuditedStore audited) {
    return new SummaryRebuild(audited.store.ledger(), audited.store.books());
  }

  private static List<Summary> summaries(AuditedStore audited) {
    return Stream.of(0L, 500L, 5_000L, 70_000L, 4_000_000L, 90_000_000L, 9_000_000_000L)
        .map(width -> new TimeWindow(MILLIS - width / 2, MILLIS + width))
        .map(audited.store.ledger()::summary)
        .toList();
  }
}
