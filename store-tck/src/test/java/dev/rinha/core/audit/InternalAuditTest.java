package dev.rinha.core.audit;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import dev.rinha.tck.Phase;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of break that is planted in Redis is found and named, and nothing else is. */
final class InternalAuditTest {

  private static final StoreSeeder.Settled SETTLED = AuditedPhases.settled(700);
  private static final UUID ID = SETTLED.payment().correlationId();
  private static final long MILLIS = SETTLED.intent().requestedAtMillis();
  private static final LedgerEntry ENTRY = entry(SETTLED.payment(), SETTLED.intent());
  private static final UUID STRANGER = new UUID(4711, 815);

  @Test
  void healthyStoreHasNoBreaks() {
    try (AuditedPhases audited = new AuditedPhases()) {
      assertEquals(List.of(), audited.audit());
      assertEquals(List.of(), audited.audit(new TimeWindow(MILLIS - 1_000, MILLIS + 500)));
    }
  }

  @Test
  void memoryStoreIsAuditedLikewise() {
    try (MemoryStore store = new MemoryStore()) {
      Phase.SETTLED.reach(store);
      Phase.DEAD.reach(store);
      List<Break> breaks = new ArrayList<>();

      InternalAudit.Extent extent =
          new InternalAudit(store.ledger(), store.books())
              .run(TimeWindow.ALL, breaks::add, _ -> {});

      assertEquals(List.of(), breaks);
      assertEquals(new InternalAudit.Extent(2, 1), extent);
    }
  }

  private static Arguments payment(
      String name, Kind kind, Consumer<AuditedPhases> plant, Kind... consequences) {
    Set<Kind> also = EnumSet.noneOf(Kind.class);
    also.addAll(List.of(consequences));
    return arguments(name, kind, (Function<AuditedPhases, UUID>) _ -> ID, plant, also);
  }

  private static Arguments unsettled(
      String name, Kind kind, Phase phase, Consumer<AuditedPhases> plant, Kind... consequences) {
    Set<Kind> also = EnumSet.noneOf(Kind.class);
    also.addAll(List.of(consequences));
    Function<AuditedPhases, UUID> id = audited -> audited.ids.getOrDefault(phase, ID);
    return arguments(name, kind, id, plant, also);
  }

  static Stream<Arguments> plantedInPayments() {
    return Stream.of(
        payment(
            "missing in the ledger",
            Kind.LEDGER_MISSING,
            audited -> audited.plants.removeFromLedger(ENTRY),
            Kind.AGGREGATE_DIFFERS,
            Kind.COUNTER_DIFFERS),
        payment(
            "twice in the ledger",
            Kind.LEDGER_DOUBLED,
            audited -> audited.plants.addToLedger(ENTRY),
            Kind.AGGREGATE_DIFFERS,
            Kind.COUNTER_DIFFERS),
        payment(
            "wrong amount in the ledger",
            Kind.LEDGER_DIFFERS,
            audited -> replace(audited, new LedgerEntry(ID, 1, "default", MILLIS)),
            Kind.AGGREGATE_DIFFERS),
        payment(
            "wrong time in the ledger, an hour later",
            Kind.LEDGER_DIFFERS,
            audited ->
                replace(
                    audited,
                    new LedgerEntry(ID, ENTRY.amountCents(), "default", MILLIS + 3_600_000)),
            Kind.AGGREGATE_DIFFERS),
        payment(
            "wrong processor in the ledger",
            Kind.LEDGER_DIFFERS,
            audited ->
                replace(audited, new LedgerEntry(ID, ENTRY.amountCents(), "fallback", MILLIS)),
            Kind.AGGREGATE_DIFFERS),
        payment(
            "no record of a settled payment",
            Kind.RECORD_MISSING,
            audited -> audited.plants.removeRecord(ID),
            Kind.COUNTER_DIFFERS),
        payment(
            "record of a settled payment says queued",
            Kind.LEDGER_EXTRA,
            audited -> audited.plants.changeRecord(ID, record -> "Q" + record.substring(1)),
            Kind.QUEUE_MISSING),
        payment(
            "settled and still in the queue",
            Kind.QUEUE_EXTRA,
            audited -> audited.plants.addToQueue(ID),
            Kind.NOT_CONSERVED),
        payment(
            "settled and in the list of those in doubt",
            Kind.LIST_EXTRA,
            audited -> audited.plants.addToDoubts(ID)),
        payment(
            "settled and in the list of dead letters",
            Kind.LIST_EXTRA,
            audited -> audited.plants.addToDeadLetters(ID),
            Kind.NOT_CONSERVED),
        unsettled(
            "queued and not in the queue",
            Kind.QUEUE_MISSING,
            Phase.QUEUED,
            audited -> audited.plants.removeFromQueue(id(audited, Phase.QUEUED)),
            Kind.NOT_CONSERVED),
        unsettled(
            "sending and not in the queue",
            Kind.QUEUE_MISSING,
            Phase.SENDING,
            audited -> audited.plants.removeFromQueue(id(audited, Phase.SENDING)),
            Kind.NOT_CONSERVED),
        unsettled(
            "twice in the queue",
            Kind.QUEUE_DOUBLED,
            Phase.QUEUED,
            audited -> audited.plants.addToQueue(id(audited, Phase.QUEUED)),
            Kind.NOT_CONSERVED),
        unsettled(
            "another amount in the queue than in the record",
            Kind.QUEUE_DIFFERS,
            Phase.QUEUED,
            audited ->
                audited.plants.changeRecord(
                    id(audited, Phase.QUEUED), record -> record.replaceFirst(":\\w+:", ":7:"))),
        unsettled(
            "no record of a queued payment",
            Kind.RECORD_MISSING,
            Phase.QUEUED,
            audited -> audited.plants.removeRecord(id(audited, Phase.QUEUED)),
            Kind.COUNTER_DIFFERS),
        unsettled(
            "in doubt and not in the list",
            Kind.LIST_MISSING,
            Phase.IN_DOUBT,
            audited -> audited.plants.removeFromDoubts(id(audited, Phase.IN_DOUBT))),
        unsettled(
            "dead and not in the list",
            Kind.LIST_MISSING,
            Phase.DEAD,
            audited -> audited.plants.removeFromDeadLetters(id(audited, Phase.DEAD)),
            Kind.NOT_CONSERVED),
        unsettled(
            "discarded and not in the list",
            Kind.LIST_MISSING,
            Phase.DISCARDED,
            audited -> audited.plants.removeFromDiscarded(id(audited, Phase.DISCARDED)),
            Kind.NOT_CONSERVED),
        unsettled(
            "discarded and still in the list of dead letters",
            Kind.LIST_EXTRA,
            Phase.DISCARDED,
            audited -> audited.plants.addToDeadLetters(id(audited, Phase.DISCARDED)),
            Kind.NOT_CONSERVED),
        unsettled(
            "discarded and in the queue",
            Kind.QUEUE_EXTRA,
            Phase.DISCARDED,
            audited -> audited.plants.addToQueue(id(audited, Phase.DISCARDED)),
            Kind.NOT_CONSERVED),
        unsettled(
            "dead and in the list of discarded dead letters",
            Kind.LIST_EXTRA,
            Phase.DEAD,
            audited -> audited.plants.addToDiscarded(id(audited, Phase.DEAD)),
            Kind.NOT_CONSERVED),
        unsettled(
            "dead and in the queue",
            Kind.QUEUE_EXTRA,
            Phase.DEAD,
            audited -> audited.plants.addToQueue(id(audited, Phase.DEAD)),
            Kind.NOT_CONSERVED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void plantedInPayments(
      String name,
      Kind kind,
      Function<AuditedPhases, UUID> id,
      Consumer<AuditedPhases> plant,
      Set<Kind> consequences) {
    try (AuditedPhases audited = new AuditedPhases()) {
      plant.accept(audited);

      List<Break> breaks = audited.audit();

      Set<Kind> expected = EnumSet.of(kind);
      expected.addAll(consequences);
      assertEquals(expected, AuditedStore.kinds(breaks), name);
      List<Break.OfPayment> named = AuditedStore.named(breaks);
      assertEquals(
          Set.of(id.apply(audited)),
          named.stream().map(Break.OfPayment::correlationId).collect(Collectors.toSet()),
          name);
      assertTrue(named.stream().anyMatch(found -> found.kind() == kind), named::toString);
    }
  }

  @Test
  void paymentThatWasNeverAcceptedIsFoundInTheLedger() {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.addToLedger(new LedgerEntry(STRANGER, 5, "fallback", MILLIS));

      List<Break> breaks = audited.audit();

      assertEquals(
          Set.of(Kind.RECORD_MISSING, Kind.AGGREGATE_DIFFERS, Kind.COUNTER_DIFFERS),
          AuditedStore.kinds(breaks));
      assertEquals(STRANGER, AuditedStore.named(breaks).getFirst().correlationId());
    }
  }

  @Test
  void millisecondOfTheAggregatesIsComparedWithTheLedger() {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.addToMillisecond("default", MILLIS, 7);

      Totals right = new Totals(1, ENTRY.amountCents());
      Totals second = secondInLedger(audited);
      Totals more = new Totals(1, 7);
      assertEquals(
          Set.of(
              new Break.OfTotals(
                  Kind.LEVELS_DIFFER,
                  "default",
                  Level.SECOND.window(MILLIS / 1_000),
                  second.plus(more),
                  second),
              new Break.OfTotals(
                  Kind.AGGREGATE_DIFFERS,
                  "default",
                  new TimeWindow(MILLIS, MILLIS),
                  right,
                  right.plus(more))),
          Set.copyOf(audited.audit()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = "MILLI", mode = EnumSource.Mode.EXCLUDE)
  void bucketThatIsNotTheSumOfItsPartsIsFoundAtEveryLevel(Level level) {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.addToBucket(level, MILLIS, "default", 1, 50);

      List<Break> breaks = audited.audit();

      assertEquals(Set.of(Kind.LEVELS_DIFFER), AuditedStore.kinds(breaks));
      assertTrue(
          breaks.stream()
              .map(Break.OfTotals.class::cast)
              .anyMatch(
                  found ->
                      found.window().equals(level.window(level.bucket(MILLIS)))
                          && found.found().equals(found.expected().plus(new Totals(1, 50)))),
          breaks::toString);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostPageOfTheAggregatesIsFoundAtEveryLevel(Level level) {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.removePage(level, MILLIS);

      assertTrue(AuditedStore.kinds(audited.audit()).contains(Kind.LEVELS_DIFFER));
    }
  }

  @Test
  void wrongCounterIsFound() {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.addToCounter("accepted", 1);
      long accepted = AuditedPhases.SETTLED + audited.ids.size();

      assertEquals(
          Set.of(
              new Break.OfCensus(Kind.COUNTER_DIFFERS, "accepted", accepted, accepted + 1),
              new Break.OfCensus(
                  Kind.NOT_CONSERVED,
                  "accepted, and settled + queued + in flight + in doubt + dead + discarded",
                  accepted + 1,
                  accepted)),
          Set.copyOf(audited.audit()));
    }
  }

  @Test
  void breakOutsideOfTheWindowIsNotReported() {
    try (AuditedPhases audited = new AuditedPhases()) {
      audited.plants.removeFromLedger(ENTRY);
      audited.plants.addToMillisecond("default", MILLIS + 1, 9);

      assertEquals(List.of(), audited.audit(new TimeWindow(0, MILLIS - 60_000)));
      assertEquals(
          Set.of(Kind.LEDGER_MISSING, Kind.AGGREGATE_DIFFERS, Kind.LEVELS_DIFFER),
          AuditedStore.kinds(audited.audit(new TimeWindow(MILLIS - 1, MILLIS + 1))));
    }
  }

  @Test
  void noneIsReportedUnderFullLoadAndPlantedOnesAreFound() {
    try (AuditedPhases audited = new AuditedPhases();
        Churn churn = new Churn(audited.store)) {
      int audits = 0;
      long until = System.nanoTime() + 6_000_000_000L;
      while (System.nanoTime() < until) {
        assertEquals(List.of(), audited.audit(), "after " + churn.moved() + " movements");
        audits++;
      }
      assertTrue(audits > 1 && churn.moved() > 1_000, audits + " audits, " + churn.moved());

      audited.plants.removeFromLedger(ENTRY);
      audited.plants.removeFromQueue(id(audited, Phase.SENDING));
      audited.plants.addToBucket(Level.DAY, MILLIS, "default", 0, 1);

      List<Break> breaks = audited.audit();
      assertTrue(
          AuditedStore.kinds(breaks)
              .containsAll(
                  Set.of(
                      Kind.LEDGER_MISSING,
                      Kind.QUEUE_MISSING,
                      Kind.AGGREGATE_DIFFERS,
                      Kind.LEVELS_DIFFER)),
          breaks::toString);
      assertEquals(
          Set.of(ID, id(audited, Phase.SENDING)),
          AuditedStore.named(breaks).stream()
              .map(Break.OfPayment::correlationId)
              .collect(Collectors.toSet()));
    }
  }

  @Test
  void whatIsDiscardedAndForgottenLeavesNoBreaks() {
    try (AuditedPhases audited = new AuditedPhases()) {
      RedisStore store = audited.store;
      DeadLetter letter = store.deadLetters().find(id(audited, Phase.DEAD)).orElseThrow();
      store
          .deadLetters()
          .discard(List.of(new Discard(letter, letter.diedAtMillis() + 99, history("t"))));
      assertEquals(List.of(), audited.audit());

      assertEquals(1, store.retention().forgetDiscarded(letter.diedAtMillis() + 99, 10));
      assertEquals(List.of(), audited.audit());
      assertEquals(256, store.retention().forgetSettled(Long.MAX_VALUE, 1_000));
      assertEquals(List.of(), audited.audit());

      assertEquals(257, store.ledger().census().forgotten());
      audited.plants.removeFromLedger(ENTRY);
      assertEquals(
          Set.of(Kind.LEDGER_MISSING, Kind.AGGREGATE_DIFFERS, Kind.COUNTER_DIFFERS),
          AuditedStore.kinds(audited.audit()));
    }
  }

  @Test
  void recordThatOutlivesItsForgottenPaymentIsFound() {
    try (AuditedPhases audited = new AuditedPhases()) {
      UUID first = AuditedPhases.settled(0).payment().correlationId();
      String record = audited.plants.record(first);
      audited.store.retention().forgetSettled(Long.MAX_VALUE, 10);

      audited.plants.changeRecord(first, _ -> record);

      List<Break> breaks = audited.audit();
      assertEquals(Set.of(Kind.LEDGER_MISSING, Kind.COUNTER_DIFFERS), AuditedStore.kinds(breaks));
      assertEquals(first, AuditedStore.named(breaks).getFirst().correlationId());
    }
  }

  @Test
  void noneIsReportedWhileOldPaymentsAreForgotten() throws Exception {
    try (AuditedStore audited = new AuditedStore(20_000);
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> forgetting = thread.submit(() -> forgetAll(audited.store));
      int audits = 0;
      while (!forgetting.isDone()) {
        assertEquals(List.of(), audited.audit());
        audits++;
      }

      assertEquals(20_000, forgetting.get());
      assertTrue(audits > 1, audits + " audits");
      assertEquals(List.of(), audited.audit());
    }
  }

  private static long forgetAll(RedisStore store) {
    long all = 0;
    for (int step = 1; step > 0; all += step) {
      step = store.retention().forgetSettled(Long.MAX_VALUE, 7);
    }
    return all;
  }

  @Test
  void purgeMeanwhileIsNoFinding() {
    try (AuditedPhases audited = new AuditedPhases()) {
      AtomicBoolean purged = new AtomicBoolean();
      List<Break> breaks = new ArrayList<>();
      InternalAudit audit = new InternalAudit(audited.store.ledger(), audited.store.books());

      StoreException failure =
          assertThrows(
              StoreException.class,
              () ->
                  audit.run(
                      TimeWindow.ALL,
                      breaks::add,
                      _ -> {
                        if (!purged.getAndSet(true)) {
                          audited.store.ledger().purge();
                        }
                      }));

      assertTrue(String.valueOf(failure.getMessage()).contains("purged"), failure::toString);
      assertEquals(List.of(), breaks);
    }
  }

  private static Totals secondInLedger(AuditedPhases audited) {
    List<Totals> totals = new ArrayList<>();
    audited
        .store
        .ledger()
        .entries(
            Level.SECOND.window(MILLIS / 1_000),
            entry -> {
              if (entry.processor().equals("default")) {
                totals.add(new Totals(1, entry.amountCents()));
              }
            });
    return totals.stream().reduce(Totals.NONE, Totals::plus);
  }

  private static UUID id(AuditedPhases audited, Phase phase) {
    return audited.ids.getOrDefault(phase, ID);
  }

  private static void replace(AuditedPhases audited, LedgerEntry other) {
    audited.plants.removeFromLedger(ENTRY);
    audited.plants.addToLedger(other);
  }

  private static LedgerEntry entry(Payment payment, Intent intent) {
    return new LedgerEntry(
        payment.correlationId(),
        payment.amount().cents(),
        intent.processor(),
        intent.requestedAtMillis());
  }
}
