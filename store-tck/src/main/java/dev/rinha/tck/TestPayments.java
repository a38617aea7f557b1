package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Payments of a test, told apart by their numbers. */
final class TestPayments {

  static final long NOW = 1_752_600_000_123L;
  static final long NEVER_MILLIS = 3_600_000;
  static final Money AMOUNT = new Money(1990);
  static final Intent INTENT = new Intent("default", NOW + 40);
  static final Intent OTHER = new Intent("fallback", NOW + 90);

  private TestPayments() {}

  static void accept(PaymentStore store, int number) {
    assertInstanceOf(
        Acceptance.Accepted.class,
        store.intake().accept(new Payment(id(number), AMOUNT, NOW + number)));
  }

  static List<WriteResult> begin(PaymentStore store, String worker, Claim claim, Intent intent) {
    return store.queue().begin(worker, List.of(new Begin(claim, intent, history("b1"))));
  }

  static List<WriteResult> settle(PaymentStore store, Claim claim, Intent intent) {
    return store.queue().settle(List.of(new Settlement(claim, intent, NOW + 50, history("s"))));
  }

  static void settleNext(PaymentStore store) {
    Claim claim = only(store.queue().take("w", 1, 0));
    begin(store, "w", claim, INTENT);
    assertEquals(List.of(WriteResult.DONE), settle(store, claim, INTENT));
  }

  static PaymentState state(PaymentStore store, int number) {
    return store.ledger().find(id(number)).orElseThrow().state();
  }

  static UUID id(int number) {
    return new UUID(0x9e3779b97f4a7c15L * (number + 1), 0x8000000000000000L | number);
  }

  static List<UUID> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.payment().correlationId()).toList();
  }

  /** In the order of their ids, whichever partitions they are from. */
  static List<Claim> byId(List<Claim> claims) {
    return claims.stream()
        .sorted(Comparator.comparing(claim -> claim.payment().correlationId()))
        .toList();
  }

  static long distinctEntries(List<Claim> first, List<Claim> second) {
    Set<String> entries = new HashSet<>();
    first.forEach(claim -> entries.add(claim.entry()));
    second.forEach(claim -> entries.add(claim.entry()));
    return entries.size();
  }

  static <T> T only(List<T> list) {
    assertEquals(1, list.size(), list.toString());
    return list.getFirst();
  }

  static List<LedgerEntry> ledger(PaymentStore store) {
    return ledger(store, TimeWindow.ALL);
  }

  static List<LedgerEntry> ledger(PaymentStore store, TimeWindow window) {
    List<LedgerEntry> entries = new ArrayList<>();
    store.ledger().entries(window, entries::add);
    return entries;
  }

  static List<LedgerEntry> sorted(List<LedgerEntry> entries) {
    return entries.stream()
        .sorted(
            Comparator.comparingLong(LedgerEntry::requestedAtMillis)
                .thenComparing(LedgerEntry::correlationId))
        .toList();
  }

  static Summary summaryOf(List<LedgerEntry> entries) {
    SortedMap<String, Totals> totals = new TreeMap<>();
    entries.forEach(
        entry -> totals.merge(entry.processor(), new Totals(1, entry.amountCents()), Totals::plus));
    return new Summary(totals);
  }

  static <T> List<T> eventually(Supplier<List<T>> supplier) {
    List<T> list = new ArrayList<>();
    until(() -> list.addAll(supplier.get()));
    return list;
  }

  /** Waits until it is so, ten seconds at most. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not so within 10 s");
      Thread.onSpinWait();
    }
  }

  static <T> List<T> together(List<Callable<T>> calls) throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<T> answers = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    }
  }

  /** The conflicts that are kept; there are as many as are counted. */
  static List<Conflict> conflicts(PaymentStore store) {
    List<Conflict> conflicts = store.conflicts().list();
    assertEquals(conflicts.size(), store.conflicts().count());
    return conflicts;
  }
}
