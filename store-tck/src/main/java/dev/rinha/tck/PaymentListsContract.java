package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.accept;
import static dev.rinha.tck.TestPayments.begin;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.only;
import static dev.rinha.tck.TestPayments.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentLists.Entry;
import dev.rinha.core.store.PaymentLists.Page;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists are read page by page, each payment once, from any place. */
public interface PaymentListsContract extends StoreContract {

  /** The beginning of a minute. */
  long MINUTE = 29_210_000L * 60_000;

  /** One of the lists, as a test reads it. */
  interface Listing<T> {
    Page<T> page(String after, int max);
  }

  private static <T> List<Entry<T>> all(Listing<T> listing, int max) {
    List<Entry<T>> all = new ArrayList<>();
    Optional<String> after = Optional.of(PaymentLists.BEGINNING);
    while (after.isPresent()) {
      Page<T> page = listing.page(after.get(), max);
      assertTrue(page.entries().size() <= max, page::toString);
      all.addAll(page.entries());
      after = page.next();
    }
    return all;
  }

  private static <T> void assertPages(int number, Listing<T> listing) {
    List<Entry<T>> whole = all(listing, 1_000);
    assertEquals(number, whole.stream().distinct().count());
    assertEquals(number, whole.size());
    Stream.of(1, 2, 3, 7, 8).forEach(max -> assertEquals(whole, all(listing, max)));
    for (int i = 0; i < number; i++) {
      assertEquals(
          whole.subList(i + 1, number), listing.page(whole.get(i).place(), 1_000).entries());
    }
  }

  /** Seven payments of each kind, some at the same time, settled ones in three minutes. */
  private PaymentStore full() {
    PaymentStore store = store();
    for (int i = 0; i < 7; i++) {
      settled(store, i, MINUTE + i % 3 * 60_000 + i);
      dead(store, 10 + i, MINUTE + i / 2);
      DeadLetter letter = dead(store, 20 + i, MINUTE);
      store.deadLetters().discard(List.of(new Discard(letter, MINUTE + 100 + i / 2, history("d"))));
    }
    for (int i = 30; i < 37; i++) {
      accept(store, i);
    }
    return store;
  }

  private static void settled(PaymentStore store, int number, long atMillis) {
    accept(store, number);
    Claim claim = only(store.queue().take("w", 1, 0));
    Intent intent = new Intent("default", atMillis);
    begin(store, "w", claim, intent);
    settle(store, claim, intent);
  }

  private static DeadLetter dead(PaymentStore store, int number, long atMillis) {
    accept(store, number);
    Claim claim = only(store.queue().take("w", 1, 0));
    store.queue().giveUp("w", List.of(new GiveUp(claim, "rejected", atMillis, history("g"))));
    return store.deadLetters().find(id(number)).orElseThrow();
  }

  @Test
  default void everyListIsReadPageByPageFromAnyPlace() {
    PaymentLists lists = full().lists();

    assertPages(7, lists::unfinished);
    assertPages(7, (after, max) -> lists.dead(TimeWindow.ALL, after, max));
    assertPages(7, (after, max) -> lists.discarded(TimeWindow.ALL, after, max));
    assertPages(7, (after, max) -> lists.settled(TimeWindow.ALL, after, max));
  }

  @Test
  default void listsAreInTheOrderInWhichThingsHappened() {
    PaymentLists lists = full().lists();

    assertEquals(
        List.of(id(30), id(31), id(32), id(33), id(34), id(35), id(36)),
        ids(lists.unfinished(PaymentLists.BEGINNING, 100)));
    assertEquals(
        List.of(MINUTE, MINUTE, MINUTE + 1, MINUTE + 1, MINUTE + 2, MINUTE + 2, MINUTE + 3),
        lists.dead(TimeWindow.ALL, PaymentLists.BEGINNING, 100).entries().stream()
            .map(entry -> entry.value().state())
            .map(state -> ((PaymentState.Dead) state).diedAtMillis())
            .toList());
    assertInOrder(
        List.of(id(0), id(3), id(6), id(1), id(4), id(2), id(5)),
        lists.settled(TimeWindow.ALL, PaymentLists.BEGINNING, 100).entries().stream()
            .map(entry -> entry.value().correlationId())
            .toList(),
        id -> id);
    assertEquals(
        List.of(0L, 0L, 0L, 1L, 1L, 2L, 2L),
        lists.settled(TimeWindow.ALL, PaymentLists.BEGINNING, 100).entries().stream()
            .map(entry -> (entry.value().requestedAtMillis() - MINUTE) / 60_000)
            .toList());
  }

  @Test
  default void windowIncludesBothItsEndsAndNothingElse() {
    PaymentLists lists = full().lists();
    TimeWindow deaths = new TimeWindow(MINUTE + 1, MINUTE + 2);
    TimeWindow discards = new TimeWindow(MINUTE + 101, MINUTE + 102);
    TimeWindow sends = new TimeWindow(MINUTE + 3, MINUTE + 60_001);

    assertPages(4, (after, max) -> lists.dead(deaths, after, max));
    assertPages(4, (after, max) -> lists.discarded(discards, after, max));
    assertPages(3, (after, max) -> lists.settled(sends, after, max));
    assertEquals(
        List.of(PaymentStatus.DISCARDED),
        lists.discarded(discards, PaymentLists.BEGINNING, 100).entries().stream()
            .map(entry -> PaymentStatus.of(entry.value().state()))
            .distinct()
            .toList());
  }

  @Test
  default void whatIsForgottenMeanwhileMovesNothingElse() {
    PaymentStore store = store();
    for (int i = 0; i < 20; i++) {
      settled(store, i, i < 10 ? MINUTE + i : MINUTE + 60_000 + i);
    }
    PaymentLists lists = store.lists();
    String afterFour =
        lists.settled(TimeWindow.ALL, PaymentLists.BEGINNING, 4).entries().getLast().place();
    String afterTwelve =
        lists.settled(TimeWindow.ALL, PaymentLists.BEGINNING, 12).entries().getLast().place();

    assertEquals(3, store.retention().forgetSettled(MINUTE + 60_000, 3));
    assertEquals(16, lists.settled(TimeWindow.ALL, afterFour, 100).entries().size());
    assertEquals(8, lists.settled(TimeWindow.ALL, afterTwelve, 100).entries().size());

    assertEquals(7, store.retention().forgetSettled(MINUTE + 60_000, 100));
    List<Entry<LedgerEntry>> left = lists.settled(TimeWindow.ALL, afterFour, 100).entries();
    assertInOrder(
        IntStream.range(10, 20).mapToObj(TestPayments::id).toList(),
        left.stream().map(entry -> entry.value().correlationId()).toList(),
        id -> id);
    assertEquals(8, lists.settled(TimeWindow.ALL, afterTwelve, 100).entries().size());
  }

  @Test
  default void whatIsNoPlaceIsRefused() {
    PaymentLists lists = full().lists();

    for (String nonsense : List.of("x", "1", "*", "..", "1.x")) {
      if (!nonsense.equals("1")) {
        assertThrows(IllegalArgumentException.class, () -> lists.unfinished(nonsense, 1));
      }
      assertThrows(IllegalArgumentException.class, () -> lists.dead(TimeWindow.ALL, nonsense, 1));
      assertThrows(
          IllegalArgumentException.class, () -> lists.discarded(TimeWindow.ALL, nonsense, 1));
      assertThrows(
          IllegalArgumentException.class, () -> lists.settled(TimeWindow.ALL, nonsense, 1));
    }
  }

  private static List<UUID> ids(Page<PaymentRecord> page) {
    return page.entries().stream().map(entry -> entry.value().payment().correlationId()).toList();
  }
}
