package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Books.QueueEntry;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.SetAside;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store's books promise. */
public interface BooksContract extends StoreContract {

  long SECOND = Level.SECOND.bucket(Phase.NOW);

  @Test
  default void booksSaySinceWhenTheyAreKept() {
    PaymentStore store = store();
    store.ledger().census();
    long made = store.books().begunAtMillis();

    long before = System.currentTimeMillis();
    store.ledger().purge();
    long purged = store.books().begunAtMillis();

    assertTrue(made > 0 && made <= purged, made + " and " + purged);
    assertTrue(purged >= before && purged <= System.currentTimeMillis(), before + " and " + purged);
  }

  @Test
  default void everyRecordIsReadOnceInItsState() {
    PaymentStore store = store();
    Map<UUID, PaymentRecord> expected = new HashMap<>();
    for (int i = 0; i < 2_500; i++) {
      UUID id = new UUID(i, ~i);
      store.intake().accept(new Payment(id, new Money(i + 1), Phase.NOW));
      expected.put(id, store.ledger().find(id).orElseThrow());
    }

    List<PaymentRecord> read = new ArrayList<>();
    store.books().records(read::add, BooksContract::mustBeReadable);

    assertEquals(expected.size(), read.size());
    assertEquals(new HashSet<>(expected.values()), new HashSet<>(read));
  }

  @Test
  default void paymentOfEachPhaseIsWhereItBelongs() {
    for (Phase phase : Phase.values()) {
      PaymentStore store = store();
      store.ledger().purge();
      UUID id = phase.reach(store);
      Books books = store.books();
      PaymentRecord record = store.ledger().find(id).orElseThrow();

      assertEquals(List.of(record), records(books), phase::name);
      assertEquals(List.of(record), books.find(List.of(id, new UUID(5, 5))), phase::name);
      boolean unfinished = store.ledger().census().unfinished() == 1;
      assertEquals(phase == Phase.DEAD ? List.of(id) : List.of(), deadLetters(books), phase::name);
      assertEquals(
          phase == Phase.DISCARDED ? List.of(id) : List.of(), discarded(books), phase::name);
      assertEquals(phase == Phase.IN_DOUBT ? List.of(id) : List.of(), inDoubt(books), phase::name);
      assertEquals(
          unfinished ? List.of(record.payment()) : List.of(),
          queue(books).stream().map(QueueEntry::payment).toList(),
          phase::name);
    }
  }

  @Test
  default void queueIsReadFromItsBeginningHeldOrNot() {
    PaymentStore store = store();
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 2_100; i++) {
      ids.add(new UUID(i, ~i));
      store.intake().accept(new Payment(ids.get(i), new Money(5), Phase.NOW + i));
    }
    store.queue().take("a", 700, 0);

    List<QueueEntry> entries = queue(store.books());

    assertInOrder(
        ids, entries.stream().map(entry -> entry.payment().correlationId()).toList(), id -> id);
    assertEquals(ids.size(), entries.stream().map(QueueEntry::place).distinct().count());
  }

  @Test
  default void nothingThatTheStoreHasWrittenItselfIsSetAside() {
    PaymentStore store = store();
    for (Phase phase : Phase.values()) {
      phase.reach(store);
      store.queue().takeOver("b", 10, 0);
      store.ledger().purge();
    }

    List<SetAside> setAside = new ArrayList<>();
    store.books().setAside(setAside::add);

    assertEquals(List.of(), setAside);
    assertEquals(0, store.ledger().census().setAside());
    assertEquals(0, store.books().dropSetAside(List.of("1-1")));
  }

  @Test
  default void feesOfASummaryAreExactAlsoWhereEachAmountHasItsOwn() {
    PaymentStore store = store();
    settle(store, 1, "percent", Phase.NOW);
    settle(store, 2, "percent", Phase.NOW);
    settle(store, 3, "banded", Phase.NOW);
    settle(store, 4, "banded", Phase.NOW + 1);
    settle(store, 5, "unknown", Phase.NOW);
    long cents = store.ledger().summary(TimeWindow.ALL).of("percent").cents() / 2;

    Summary summary =
        store
            .ledger()
            .summary(
                new TimeWindow(Phase.NOW, Phase.NOW),
                Map.of(
                    "percent", Fee.parse("0.05+0.10"),
                    "banded", Fee.parse("0.01 min 7.00; from 1000000: 0")));

    assertEquals(Set.of("percent", "banded"), summary.fees().keySet());
    assertEquals(
        0,
        BigDecimal.valueOf(2 * (cents * 50_000 + 10_000_000), 8)
            .compareTo(summary.fees().getOrDefault("percent", BigDecimal.ZERO)));
    assertEquals(
        0,
        new BigDecimal("7.00").compareTo(summary.fees().getOrDefault("banded", BigDecimal.ZERO)),
        "one of the two is in the window");
  }

  @Test
  default void bucketsAreWhatTheSummaryIsMadeOf() {
    PaymentStore store = store();
    settle(store, 1, "default", Phase.NOW);
    settle(store, 2, "default", Phase.NOW);
    settle(store, 3, "fallback", Phase.NOW + 61_000);

    TimeWindow window = new TimeWindow(Phase.NOW - 5_000, Phase.NOW + 100_000_000);
    List<BucketTotals> buckets = store.books().buckets(TimeBuckets.cover(window));

    assertEquals(
        store.ledger().summary(window).total(),
        buckets.stream().map(BucketTotals::totals).reduce(Totals.NONE, Totals::plus));
    assertEquals(
        Set.of(new BucketTotals(Level.MILLI, Phase.NOW, "default", new Totals(2, 3_980))),
        Set.copyOf(store.books().buckets(List.of(Level.MILLI.wholePage(SECOND)))));
    assertEquals(
        List.of(new BucketTotals(Level.SECOND, SECOND, "default", new Totals(2, 3_980))),
        store.books().buckets(List.of(Level.SECOND.wholePage(SECOND / 60))));
    assertEquals(
        List.of("default", "fallback"),
        store.books().buckets(List.of(Level.KILODAY.wholePage(0))).stream()
            .map(BucketTotals::processor)
            .sorted()
            .toList());
  }

  @Test
  default void everyPageOfTheAggregatesIsNamed() {
    PaymentStore store = store();
    settle(store, 1, "default", Phase.NOW);
    settle(store, 2, "default", Phase.NOW + 1_000);
    Set<Span> pages = new HashSet<>();

    store.books().pages(pages::add);

    assertEquals(
        Set.of(
            Level.MILLI.wholePage(SECOND),
            Level.MILLI.wholePage(SECOND + 1),
            Level.SECOND.wholePage(SECOND / 60),
            Level.MINUTE.wholePage(SECOND / 3_600),
            Level.HOUR.wholePage(SECOND / 86_400),
            Level.DAY.wholePage(SECOND / 86_400 / 1_024),
            Level.KILODAY.wholePage(0)),
        pages);
  }

  @Test
  default void correctionIsSeenAtEveryLevelAndOnlyOnce() {
    PaymentStore store = store();
    settle(store, 1, "default", Phase.NOW);
    settle(store, 2, "fallback", Phase.NOW + 61_000);
    Totals one = new Totals(1, 1_990);
    List<Correction> corrections =
        List.of(
            new Correction("default", Phase.NOW, one, Totals.NONE),
            new Correction("third", Phase.NOW + 1, Totals.NONE, new Totals(3, 7)));

    assertTrue(store.books().correct(SECOND, corrections));
    assertFalse(store.books().correct(SECOND, corrections));

    for (long width : List.of(0L, 1_000L, 70_000L, 4_000_000L, 90_000_000L, 9_000_000_000L)) {
      TimeWindow window = new TimeWindow(Phase.NOW - width, Phase.NOW + width + 1);
      assertEquals(
          Totals.NONE,
          store.ledger().summary(window).withProcessors(List.of("default")).of("default"),
          window::toString);
      assertEquals(new Totals(3, 7), store.ledger().summary(window).of("third"), window::toString);
    }
    assertEquals(one, store.ledger().summary(TimeWindow.ALL).of("fallback"));
    assertEquals(1, store.books().buckets(List.of(Level.MILLI.wholePage(SECOND))).size());
  }

  @Test
  default void correctionOfWhatHasMovedChangesNothing() {
    PaymentStore store = store();
    settle(store, 1, "default", Phase.NOW);
    List<Correction> corrections =
        List.of(
            new Correction("default", Phase.NOW, new Totals(1, 1_990), Totals.NONE),
            new Correction("fallback", Phase.NOW, Totals.NONE, new Totals(1, 1)));
    settle(store, 2, "default", Phase.NOW);

    assertFalse(store.books().correct(SECOND, corrections));

    assertEquals(new Totals(2, 3_980), store.ledger().summary(TimeWindow.ALL).total());
  }

  @Test
  default void settlementAfterACorrectionCountsOnTopOfIt() {
    PaymentStore store = store();
    settle(store, 1, "default", Phase.NOW);
    store
        .books()
        .correct(
            SECOND,
            List.of(new Correction("default", Phase.NOW, new Totals(1, 1_990), new Totals(5, 10))));

    settle(store, 2, "default", Phase.NOW);

    assertEquals(new Totals(6, 2_000), store.ledger().summary(TimeWindow.ALL).of("default"));
    assertEquals(
        List.of(new BucketTotals(Level.MILLI, Phase.NOW, "default", new Totals(6, 2_000))),
        store.books().buckets(List.of(Level.MILLI.wholePage(SECOND))));
  }

  private static void settle(PaymentStore store, int number, String processor, long millis) {
    Intent intent = new Intent(processor, millis);
    store.intake().accept(new Payment(new UUID(number, ~number), new Money(1_990), Phase.NOW));
    Claim claim = store.queue().take("w", 1, 0).getFirst();
    store.queue().begin("w", List.of(new Begin(claim, intent, History.EMPTY)));
    store.queue().settle(List.of(new Settlement(claim, intent, millis + 9, History.EMPTY)));
  }

  private static void mustBeReadable(Object what, String why) {
    fail(what + ": " + why);
  }

  private static List<PaymentRecord> records(Books books) {
    List<PaymentRecord> read = new ArrayList<>();
    books.records(read::add, BooksContract::mustBeReadable);
    return read;
  }

  private static List<QueueEntry> queue(Books books) {
    List<QueueEntry> read = new ArrayList<>();
    books.queue(read::add, BooksContract::mustBeReadable);
    return read;
  }

  private static List<UUID> deadLetters(Books books) {
    List<UUID> read = new ArrayList<>();
    books.deadLetters(read::add);
    read.sort(Comparator.naturalOrder());
    return read;
  }

  private static List<UUID> discarded(Books books) {
    List<UUID> read = new ArrayList<>();
    books.discarded(read::add);
    return read;
  }

  private static List<UUID> inDoubt(Books books) {
    List<UUID> read = new ArrayList<>();
    books.inDoubt(read::add);
    return read;
  }
}
