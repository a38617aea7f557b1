package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.INTENT;
import static dev.rinha.tck.TestPayments.NOW;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.ledger;
import static dev.rinha.tck.TestPayments.settleNext;
import static dev.rinha.tck.TestPayments.sorted;
import static dev.rinha.tck.TestPayments.summaryOf;
import static dev.rinha.tck.TestPayments.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What is settled is what is read, in every window and at all times. */
public interface LedgerContract extends StoreContract {

  @Test
  default void unknownPaymentIsNotFound() {
    assertEquals(Optional.empty(), store().ledger().find(id(1)));
  }

  @Test
  default void emptyStoreHasEmptyAnswers() {
    PaymentStore store = store();
    assertEquals(new Summary(new TreeMap<>()), store.ledger().summary(TimeWindow.ALL));
    assertEquals(List.of(), ledger(store));
    assertEquals(0, store.ledger().census().accepted());
    assertEquals(Long.MAX_VALUE, store.ledger().census().oldestQueuedAtMillis());
  }

  @Test
  default void windowIncludesBothEnds() {
    PaymentStore store = store();
    long at = INTENT.requestedAtMillis();
    accept(store, 1);
    settleNext(store);

    assertEquals(1, store.ledger().summary(new TimeWindow(at, at)).total().count());
    assertEquals(1, store.ledger().summary(new TimeWindow(at, Long.MAX_VALUE)).total().count());
    assertEquals(1, store.ledger().summary(new TimeWindow(Long.MIN_VALUE, at)).total().count());
    assertEquals(0, store.ledger().summary(new TimeWindow(at + 1, Long.MAX_VALUE)).total().count());
    assertEquals(0, store.ledger().summary(new TimeWindow(Long.MIN_VALUE, at - 1)).total().count());
    assertEquals(0, ledger(store, new TimeWindow(at + 1, Long.MAX_VALUE)).size());
    assertEquals(1, ledger(store, new TimeWindow(at, at)).size());
  }

  @Test
  default void summaryAndLedgerOfRandomWindowsEqualTheSettledPayments() throws Exception {
    PaymentStore store = store();
    Random random = new Random(50_000);
    List<LedgerEntry> settled = settleMany(store, random, 50_000);
    SortedMap<Long, List<LedgerEntry>> byTime = new TreeMap<>();
    settled.forEach(
        e -> byTime.computeIfAbsent(e.requestedAtMillis(), _ -> new ArrayList<>()).add(e));

    assertEquals(summaryOf(settled), store.ledger().summary(TimeWindow.ALL));
    for (int i = 0; i < 500; i++) {
      TimeWindow window = windowAround(settled.get(random.nextInt(settled.size())), random);
      List<LedgerEntry> inside =
          byTime.subMap(window.fromMillis(), window.toMillis() + 1).values().stream()
              .flatMap(List::stream)
              .toList();
      assertEquals(summaryOf(inside), store.ledger().summary(window), window.toString());
      if (i % 50 == 0) {
        assertEquals(sorted(inside), sorted(ledger(store, window)), window.toString());
      }
    }
    List<LedgerEntry> all = ledger(store);
    assertEquals(sorted(settled), sorted(all));
    assertInOrder(
        settled.stream()
            .sorted(Comparator.comparingLong(e -> e.requestedAtMillis() / 60_000))
            .toList(),
        all,
        LedgerEntry::correlationId);
    assertEquals(
        all.stream().sorted(Comparator.comparingLong(e -> e.requestedAtMillis() / 60_000)).toList(),
        all,
        "oldest minute first and in order of settlement within a minute");
    assertTrue(store.ledger().census().conserved());
    assertEquals(50_000, store.ledger().census().settled());
  }

  /** Half of them dense within minutes, half spread over weeks, at three processors. */
  private static List<LedgerEntry> settleMany(PaymentStore store, Random random, int count)
      throws Exception {
    String[] processors = {"default", "fallback", "third"};
    List<LedgerEntry> settled = new ArrayList<>();
    for (int done = 0; done < count; done += 1_000) {
      acceptTogether(store, random, done, 1_000);
      List<Begin> sends = new ArrayList<>();
      List<Settlement> settlements = new ArrayList<>();
      for (Claim claim : store.queue().take("w", 1_000, 0)) {
        long at = NOW + random.nextLong(random.nextBoolean() ? 300_000 : 2_000_000_000L);
        Intent intent = new Intent(processors[random.nextInt(3)], at);
        sends.add(new Begin(claim, intent, history("h")));
        settlements.add(new Settlement(claim, intent, at + 5, history("h")));
        settled.add(
            new LedgerEntry(
                claim.payment().correlationId(),
                claim.payment().amount().cents(),
                intent.processor(),
                at));
      }
      store.queue().begin("w", sends);
      store.queue().settle(settlements);
    }
    return settled;
  }

  private static void acceptTogether(PaymentStore store, Random random, int first, int count)
      throws Exception {
    List<Callable<Acceptance>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID id = id(first + i);
      Money amount = new Money(1 + random.nextLong(1_000_000));
      calls.add(() -> store.intake().accept(new Payment(id, amount, NOW)));
    }
    together(calls);
  }

  private static TimeWindow windowAround(LedgerEntry entry, Random random) {
    long from = entry.requestedAtMillis() - random.nextLong(1 + (1L << random.nextInt(32)));
    return new TimeWindow(from, from + random.nextLong(1 + (1L << random.nextInt(33))));
  }

  @Test
  default void conservationLawHoldsWhileManyWorkTogether() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    List<Callable<Integer>> workers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      int number = w;
      PaymentStore store = stores.get(w % 2);
      workers.add(() -> new RandomWorker(store, "w" + number, number).run(60));
    }
    workers.add(
        () -> {
          int checks = 0;
          for (; checks < 200; checks++) {
            Census census = stores.getFirst().ledger().census();
            assertTrue(census.conserved(), census.toString());
          }
          return checks;
        });
    together(workers);

    PaymentStore store = stores.getFirst();
    Census census = store.ledger().census();
    assertTrue(census.conserved(), census.toString());
    assertEquals(census.settled(), store.ledger().summary(TimeWindow.ALL).total().count());
    List<LedgerEntry> ledger = ledger(store);
    assertEquals(summaryOf(ledger), store.ledger().summary(TimeWindow.ALL));
    assertEquals(ledger.size(), new HashSet<>(ledger).size());
  }

  /** A second and an hour of one window, which are kept in different places. */
  @Test
  default void summaryCountsABatchInWholeOrNotAtAll() throws Exception {
    int batches = 200;
    PaymentStore store = store();
    TimeWindow window = new TimeWindow(NOW + 1, NOW + 10_000_000);
    List<Integer> numbers = inOnePartition(2 * batches);
    Callable<Integer> settling =
        () -> {
          for (int i = 0; i < batches; i++) {
            accept(store, numbers.get(2 * i));
            accept(store, numbers.get(2 * i + 1));
            List<Claim> claims = store.queue().take("w", 2, 0);
            Intent far = new Intent("default", NOW + 5_000_000);
            begin(store, "w", claims.get(0), INTENT);
            begin(store, "w", claims.get(1), far);
            store
                .queue()
                .settle(
                    List.of(
                        new Settlement(claims.get(0), INTENT, NOW + 50, history("s")),
                        new Settlement(claims.get(1), far, NOW + 50, history("s"))));
          }
          return batches;
        };
    Callable<Integer> reading =
        () -> {
          int readings = 0;
          for (long count = 0; count < 2 * batches; readings++) {
            count = store.ledger().summary(window).total().count();
            assertEquals(0, count % 2, "half of a batch is counted");
          }
          return readings;
        };
    together(List.of(settling, reading));
  }
}
