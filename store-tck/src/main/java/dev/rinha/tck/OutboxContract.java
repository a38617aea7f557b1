package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static dev.rinha.tck.TestPayments.id;
import static dev.rinha.tck.TestPayments.only;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Became;
import dev.rinha.core.store.Outbox.Delivery;
import dev.rinha.core.store.Outbox.Lease;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.Outbox.Tail;
import dev.rinha.core.store.Outbox.Turn;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Subscribers get every event once it happened, in order, until they confirm it. */
public interface OutboxContract extends StoreContract {

  long LEASE_MILLIS = 600_000;

  @Test
  default void nothingIsWrittenWhileNobodySubscribes() {
    PaymentStore store = store();

    Phase.SETTLED.reach(store);
    Phase.DEAD.reach(store);
    Phase.DISCARDED.reach(store);
    Phase.REPLAYED.reach(store);
    Phase.take(store);
    Phase.FREED.reach(store);

    assertEquals(new Outbox.Status(0, 0, false, List.of()), store.outbox().status());
  }

  @Test
  default void everythingThatBecomesOfAPaymentIsReportedAsItIsRecorded() {
    PaymentStore store = store();
    subscribe(store, "shop");

    UUID settled = Phase.SETTLED.reach(store);
    UUID dead = Phase.DEAD.reach(store);
    UUID discarded = Phase.DISCARDED.reach(store);
    UUID putBack = Phase.REPLAYED.reach(store);
    Phase.take(store);
    UUID freed = Phase.FREED.reach(store);

    List<OutboxEvent> events = take(store, "shop");
    assertInOrder(
        List.of(
            Map.entry(settled, Kind.SETTLED),
            Map.entry(dead, Kind.DEAD),
            Map.entry(discarded, Kind.DEAD),
            Map.entry(discarded, Kind.DISCARDED),
            Map.entry(putBack, Kind.DEAD),
            Map.entry(putBack, Kind.PUT_BACK),
            Map.entry(freed, Kind.RESOLVED)),
        events.stream().map(event -> Map.entry(idOf(event), event.kind())).toList(),
        Map.Entry::getKey);
    Map<UUID, OutboxEvent> last = new HashMap<>();
    events.forEach(event -> last.put(idOf(event), event));
    last.forEach((id, event) -> assertEquals(recorded(store, id), event.payment()));
    assertEquals("rejected: no", requireNonNull(last.get(dead)).reason());
    assertEquals(7, new HashSet<>(events.stream().map(OutboxEvent::id).toList()).size());
  }

  @Test
  default void contradictionIsReportedOnceAndAsItWasExecuted() {
    PaymentStore store = store();
    UUID id = Phase.SETTLED.reach(store);
    Claim claim = Phase.take(acceptedAgain(store));
    subscribe(store, "shop");
    Claim contradicting =
        new Claim(
            claim.entry(),
            claim.generation(),
            claim.era(),
            recorded(store, id).payment(),
            claim.queuedAtMillis(),
            claim.state(),
            claim.history());
    Intent elsewhere = new Intent("fallback", Phase.NOW + 90);
    Settlement settlement = new Settlement(contradicting, elsewhere, Phase.NOW + 99, history("c"));

    assertEquals(List.of(WriteResult.CONFLICT), store.queue().settle(List.of(settlement)));
    assertEquals(List.of(WriteResult.CONFLICT), store.queue().settle(List.of(settlement)));

    OutboxEvent event = only(take(store, "shop"));
    assertEquals(Kind.CONFLICT, event.kind());
    assertEquals(
        new PaymentRecord(
            recorded(store, id).payment(),
            new PaymentState.Settled(elsewhere, Phase.NOW + 99),
            history("c")),
        event.payment());
  }

  @Test
  default void repeatedWriteIsReportedOnce() {
    PaymentStore store = store();
    subscribe(store, "shop");
    TestPayments.accept(store, 1);
    Claim claim = Phase.take(store);
    Phase.begin(store, claim);

    TestPayments.settle(store, claim, Phase.INTENT);
    TestPayments.settle(store, claim, Phase.INTENT);

    assertEquals(Kind.SETTLED, only(take(store, "shop")).kind());
  }

  @Test
  default void deadLetterOfWhichAnAttemptTurnsUpIsReportedAsPutBack() {
    PaymentStore before = store();
    TestPayments.accept(before, 1);
    Claim old = Phase.take(before);
    Phase.giveUp(before, old, Phase.NOW + 10);
    PaymentStore store = inANewEra();
    subscribe(store, "shop");

    PaymentState doubt = new PaymentState.InDoubt(Phase.INTENT, Phase.NOW + 60);
    assertEquals(1, store.queue().recall(List.of(new Recollection(old, doubt, history("h")))));

    OutboxEvent event = only(take(store, "shop"));
    assertEquals(Kind.PUT_BACK, event.kind());
    assertEquals(doubt, event.payment().state());
  }

  @Test
  default void subscriberGetsWhatHappensFromThenOnAndEachItsOwn() {
    PaymentStore store = store();
    assertTrue(store.outbox().subscribe("early", "an endpoint"));
    settle(store, 1);
    assertTrue(store.outbox().subscribe("late", "another"));
    assertFalse(store.outbox().subscribe("early", "elsewhere"), "it is there");
    assertEquals("elsewhere", subscriber(store, "early").about());
    settle(store, 2);

    hold(store, "early");
    hold(store, "late");

    assertInOrder(List.of(id(1), id(2)), ids(take(store, "early")), id -> id);
    assertEquals(List.of(id(2)), ids(take(store, "late")));
    assertEquals(List.of(), take(store, "late"), "handed out already");
  }

  @Test
  default void whatIsNotConfirmedIsTakenAgainByWhoeverTakesOver() {
    PaymentStore store = store();
    subscribe(store, "shop");
    for (int i = 0; i < 5; i++) {
      settle(store, i);
    }
    List<OutboxEvent> events = take(store, "shop");
    assertEquals(5, events.size());
    store
        .outbox()
        .done("shop", Became.DELIVERED, 0, List.of(events.get(1).id(), events.get(3).id()));

    Lease other = new Lease("shop", "other", 0, "ok");
    assertEquals(
        Delivery.none(Turn.ELSEWHERE),
        store.outbox().take(new Lease("shop", "other", LEASE_MILLIS, "ok"), 10));
    assertEquals("ok", subscriber(store, "shop").state());
    // A lease that is longer than what is asked for is of a clock that was set back.
    assertEquals(Turn.RESUMED, store.outbox().take(other, 10).turn());

    Delivery first = store.outbox().takeAgain(other, "", 2);
    Delivery second = store.outbox().takeAgain(other, first.events().getLast().id(), 2);
    Delivery third = store.outbox().takeAgain(other, second.events().getLast().id(), 2);
    assertEquals(2, first.events().size());
    assertInOrder(
        List.of(events.get(0), events.get(2), events.get(4)),
        Stream.of(first, second).flatMap(again -> again.events().stream()).toList(),
        OutboxContract::idOf);
    assertEquals(List.of(), third.events());
    assertEquals(List.of(), store.outbox().take(other, 10).events(), "nothing is new");
    assertEquals("", subscriber(store, "shop").state(), "it has given the lease up");
  }

  @Test
  default void confirmedEventsAreForgottenOnceEverySubscriberHasThem() {
    PaymentStore store = store();
    subscribe(store, "a");
    subscribe(store, "b");
    inOnePartition(4).forEach(number -> settle(store, number));
    List<OutboxEvent> events = take(store, "a");
    take(store, "b");

    confirm(store, "a", events);
    assertEquals(4, store.outbox().status().events());
    confirm(store, "b", events.subList(1, 3));
    assertEquals(4, store.outbox().status().events(), "the first one is not confirmed");
    confirm(store, "b", events.subList(0, 1));

    assertEquals(1, store.outbox().status().events());
    Subscriber b = subscriber(store, "b");
    assertEquals(1, b.waiting());
    assertEquals(events.get(3).atMillis(), b.oldestAtMillis());
    assertEquals(3, b.delivered());
    store.outbox().done("b", Became.GIVEN_UP, 0, List.of(events.get(3).id()));
    assertEquals(0, store.outbox().status().events());
    assertEquals(1, subscriber(store, "b").givenUp());
    assertEquals(0, subscriber(store, "b").oldestAtMillis());
  }

  @Test
  default void atTheBoundTheOldestEventsGoAndWhoNeededThemIsTold() {
    PaymentStore store = store();
    subscribe(store, "slow");
    subscribe(store, "quick");
    store.outbox().limit(64 * 1024 * factory().partitions());
    List<Integer> numbers = inOnePartition(7_000);
    settle(store, numbers.get(0));
    take(store, "slow");
    confirm(store, "quick", take(store, "quick"));
    Tail before = store.outbox().tail("", 1);

    int settled = 1;
    while (settled < 5_000) {
      settle(store, numbers.get(settled++));
    }

    assertEquals(settled, store.ledger().census().settled(), "payments are not held up");
    Outbox.Status status = store.outbox().status();
    assertTrue(status.bytes() < 80 * 1024, status.toString());
    Subscriber slow = subscriber(store, "slow");
    Subscriber quick = subscriber(store, "quick");
    assertEquals(settled, slow.lost() + slow.waiting());
    assertEquals(settled - 1, quick.lost() + quick.waiting());
    assertTrue(slow.lost() > 0 && slow.waiting() > 0, slow.toString());
    assertEquals(1, slow.lost() - quick.lost(), "the one that was handed out");
    assertTrue(store.outbox().tail(before.after(), 1).missing());

    Delivery delivery = store.outbox().take(lease("slow"), 10);
    assertEquals(slow.lost(), delivery.lost());
    assertEquals(
        id(numbers.get((int) slow.lost())),
        delivery.events().getFirst().payment().payment().correlationId());
    store.outbox().done("slow", Became.DELIVERED, delivery.lost(), List.of());
    store.outbox().done("slow", Became.DELIVERED, delivery.lost(), List.of());
    Delivery told = store.outbox().take(lease("slow"), 10);
    assertEquals(delivery.lost(), told.toldLost(), "once");
    assertEquals(delivery.lostThrough(), told.lostThrough(), "the same loss");
    store.outbox().done("slow", Became.DELIVERED, 1, List.of());
    assertEquals(delivery.lost(), store.outbox().take(lease("slow"), 10).toldLost(), "it knows");
    store.outbox().done("quick", Became.DELIVERED, 1, List.of());
    assertEquals(1, store.outbox().take(lease("quick"), 10).toldLost());

    for (int i = 0; i < 2_000; i++) {
      settle(store, numbers.get(settled++));
    }
    Delivery more = store.outbox().take(lease("slow"), 10);
    assertTrue(more.lost() > delivery.lost(), more::toString);
    assertNotEquals(delivery.lostThrough(), more.lostThrough(), "another loss");
  }

  @Test
  default void whatIsHandedOutIsNotHandedOutAgainWhenOlderEventsGo() {
    PaymentStore store = store();
    subscribe(store, "shop");
    subscribe(store, "slow");
    store.outbox().limit(768 * 1024);

    int settled = 0;
    while (subscriber(store, "slow").lost() == 0) {
      for (int i = 0; i < 100; i++) {
        settle(store, settled++);
      }
      assertEquals(100, take(store, "shop").size());
    }

    Subscriber shop = subscriber(store, "shop");
    assertEquals(settled, shop.lost() + shop.waiting());
    assertEquals(shop.lost(), subscriber(store, "slow").lost());
  }

  /** Each step that reports keeps to it. */
  @Test
  default void boundHoldsWhateverIsReported() {
    PaymentStore before = store();
    TestPayments.accept(before, 1);
    Claim old = Phase.take(before);
    Phase.giveUp(before, old, Phase.NOW + 10);
    subscribe(before, "shop");
    before.outbox().limit(1);

    for (Phase phase : List.of(Phase.SETTLED, Phase.DISCARDED, Phase.REPLAYED, Phase.FREED)) {
      phase.reach(before);
      assertEquals(0, before.outbox().status().events(), phase::name);
      before.queue().take(Phase.WORKER, 10, 0);
    }
    DeadLetter letter = before.deadLetters().find(Phase.DEAD.reach(before)).orElseThrow();
    assertEquals(0, before.outbox().status().events(), "dead");
    before.replays().begin("r", "all", "why", Phase.NOW, false);
    before.replays().select("r", List.of(letter));
    before.replays().freeze("r");
    before.replays().step("r", 1, dead -> new Replay(dead, Phase.NOW + 99, History.EMPTY));
    assertEquals(0, before.outbox().status().events(), "replayed");
    PaymentStore store = inANewEra();
    PaymentState doubt = new PaymentState.InDoubt(Phase.INTENT, Phase.NOW + 60);
    assertEquals(1, store.queue().recall(List.of(new Recollection(old, doubt, History.EMPTY))));
    assertEquals(0, store.outbox().status().events(), "recalled");

    assertEquals(9, subscriber(store, "shop").lost());
  }

  @Test
  default void pausedSubscriberGetsNothingUntilItIsResumed() {
    PaymentStore store = store();
    subscribe(store, "shop");
    settle(store, 1);

    assertTrue(store.outbox().pause("shop"));
    assertEquals(Delivery.none(Turn.PAUSED), store.outbox().take(lease("shop"), 10));
    assertTrue(subscriber(store, "shop").paused());
    assertTrue(store.outbox().resume("shop"));
    assertFalse(subscriber(store, "shop").paused());
    assertTrue(store.outbox().retry("shop"));

    Delivery delivery = store.outbox().take(lease("shop"), 10);
    assertEquals(1, delivery.retries());
    assertEquals(List.of(id(1)), ids(delivery.events()));
    for (String nobody : List.of("other", "")) {
      assertFalse(store.outbox().pause(nobody));
      assertFalse(store.outbox().resume(nobody));
      assertFalse(store.outbox().retry(nobody));
      assertFalse(store.outbox().unsubscribe(nobody));
      assertEquals(Delivery.none(Turn.NOT_SUBSCRIBED), store.outbox().take(lease(nobody), 10));
    }
  }

  @Test
  default void tailReadsFromWhereItWas() {
    PaymentStore store = store();
    List<Integer> numbers = inOnePartition(6);
    settle(store, numbers.get(0));
    Tail begun = store.outbox().tail("", 10);
    assertEquals(List.of(), begun.events(), "from now on");
    numbers.subList(1, 6).forEach(number -> settle(store, number));

    Tail first = store.outbox().tail(begun.after(), 3);
    Tail second = store.outbox().tail(first.after(), 3);
    Tail third = store.outbox().tail(second.after(), 3);

    assertEquals(
        numbers.subList(1, 4).stream().map(TestPayments::id).toList(), ids(first.events()));
    assertEquals(
        numbers.subList(4, 6).stream().map(TestPayments::id).toList(), ids(second.events()));
    assertEquals(first.after(), first.places().getLast());
    assertEquals(
        ids(first.events()).subList(1, 3),
        ids(store.outbox().tail(first.places().getFirst(), 2).events()),
        "from behind any of them");
    assertEquals(new Tail(false, second.after(), List.of()), third);
    assertEquals(first, store.outbox().tail(begun.after(), 3), "they are still there");
    assertTrue(store.outbox().status().tailed());
    for (String bad : List.of("x", "-1", "1-", "-", "1-2-3", " ")) {
      assertThrows(IllegalArgumentException.class, () -> store.outbox().tail(bad, 3), bad);
    }
  }

  @Test
  default void tailThatHasSeenEverythingMissesNothing() {
    PaymentStore store = store();
    subscribe(store, "shop");
    settle(store, 0);
    OutboxEvent seen = only(take(store, "shop"));
    confirm(store, "shop", List.of(seen));
    assertFalse(store.outbox().tail(seen.id(), 3).missing(), "nothing has happened since");
  }

  @Test
  default void tailIsToldOfEachEventThatIsForgotten() {
    PaymentStore store = store();
    List<Integer> numbers = inOnePartition(2);
    subscribe(store, "shop");
    settle(store, numbers.getFirst());
    OutboxEvent first = only(take(store, "shop"));
    confirm(store, "shop", List.of(first));
    settle(store, numbers.getLast());
    OutboxEvent second = only(take(store, "shop"));
    confirm(store, "shop", List.of(second));

    assertTrue(store.outbox().tail(first.id(), 3).missing());
    assertFalse(store.outbox().tail(second.id(), 3).missing());
  }

  @Test
  default void tailBeginsWithWhatComesThoughEventsWaitForOthers() {
    PaymentStore store = store();
    subscribe(store, "shop");
    settle(store, 0);
    var _ = only(take(store, "shop"));

    Tail begun = store.outbox().tail("", 3);
    settle(store, 1);

    assertFalse(begun.missing());
    assertEquals(List.of(), begun.events());
    assertEquals(List.of(id(1)), ids(store.outbox().tail(begun.after(), 3).events()));
  }

  @Test
  default void nothingIsKeptForWhoeverUnsubscribes() {
    PaymentStore store = store();
    subscribe(store, "shop");
    settle(store, 0);
    OutboxEvent seen = only(take(store, "shop"));
    confirm(store, "shop", List.of(seen));

    assertTrue(store.outbox().unsubscribe("shop"));
    settle(store, 1);

    assertEquals(0, store.outbox().status().events());
    assertEquals(List.of(), store.outbox().status().subscribers());
    assertTrue(store.outbox().tail(seen.id(), 3).missing());
    subscribe(store, "shop");
    settle(store, 2);
    assertEquals(List.of(id(2)), ids(take(store, "shop")));
    assertEquals(0, subscriber(store, "shop").delivered(), "it is a new one");
  }

  @Test
  default void whoeverStaysGetsItsEventsWhenAnotherUnsubscribes() {
    PaymentStore store = store();
    subscribe(store, "stays");
    subscribe(store, "leaves");
    settle(store, 0);
    confirm(store, "stays", take(store, "stays"));

    assertTrue(store.outbox().unsubscribe("leaves"));
    assertEquals(0, store.outbox().status().events(), "nobody needs it");
    settle(store, 1);

    assertEquals(List.of(id(1)), ids(take(store, "stays")));
  }

  @Test
  default void tailMissesNothingWhenTheLastSubscriberLeaves() {
    PaymentStore store = store();
    Tail begun = store.outbox().tail("", 3);
    subscribe(store, "shop");
    settle(store, 0);

    assertTrue(store.outbox().unsubscribe("shop"));
    settle(store, 1);

    Tail tail = store.outbox().tail(begun.after(), 3);
    assertInOrder(List.of(id(0), id(1)), ids(tail.events()), id -> id);
    assertFalse(tail.missing());
  }

  @Test
  default void eventsOutliveAPurge() {
    PaymentStore store = store();
    subscribe(store, "shop");
    settle(store, 0);

    store.ledger().purge();
    settle(store, 0);

    assertEquals(List.of(id(0), id(0)), ids(take(store, "shop")));
  }

  @Test
  default void subscribersHaveNames() {
    PaymentStore store = store();
    for (String bad : List.of("", "a b", "a/b", "é", "x".repeat(65))) {
      assertThrows(IllegalArgumentException.class, () -> store.outbox().subscribe(bad, ""), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> store.outbox().limit(0));
    assertEquals(List.of(), store.outbox().status().subscribers());
  }

  private static PaymentStore acceptedAgain(PaymentStore store) {
    TestPayments.accept(store, 7);
    return store;
  }

  private static void settle(PaymentStore store, int number) {
    TestPayments.accept(store, number);
    TestPayments.settleNext(store);
  }

  /** Subscribes, and holds the lease from then on. */
  private static void subscribe(PaymentStore store, String subscriber) {
    assertTrue(store.outbox().subscribe(subscriber, "a test"));
    hold(store, subscriber);
  }

  private static void hold(PaymentStore store, String subscriber) {
    assertEquals(Turn.RESUMED, store.outbox().take(lease(subscriber), 10).turn());
  }

  private static Lease lease(String subscriber) {
    return new Lease(subscriber, "owner", LEASE_MILLIS, "ok");
  }

  private static List<OutboxEvent> take(PaymentStore store, String subscriber) {
    List<OutboxEvent> all = new ArrayList<>();
    Delivery delivery = store.outbox().take(lease(subscriber), 100);
    while (!delivery.events().isEmpty()) {
      assertEquals(Turn.MINE, delivery.turn());
      all.addAll(delivery.events());
      delivery = store.outbox().take(lease(subscriber), 100);
    }
    return all;
  }

  private static void confirm(PaymentStore store, String subscriber, List<OutboxEvent> events) {
    store
        .outbox()
        .done(subscriber, Became.DELIVERED, 0, events.stream().map(OutboxEvent::id).toList());
  }

  private static Subscriber subscriber(PaymentStore store, String name) {
    return only(
        store.outbox().status().subscribers().stream()
            .filter(one -> one.name().equals(name))
            .toList());
  }

  private static List<UUID> ids(List<OutboxEvent> events) {
    return events.stream().map(OutboxContract::idOf).toList();
  }

  private static UUID idOf(OutboxEvent event) {
    return event.payment().payment().correlationId();
  }

  private static PaymentRecord recorded(PaymentStore store, UUID id) {
    return store.ledger().find(id).orElseThrow();
  }
}
