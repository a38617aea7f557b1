package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A payment is of the client that has offered it, and no client takes the room of the others. */
public interface ClientsContract extends StoreContract {

  History SHOP = by("shop");
  History OTHER = by("other");
  Money ANOTHER_AMOUNT = new Money(1991);

  private static History by(String client) {
    return History.offered(Optional.empty(), Optional.of(new ClientName(client)));
  }

  private static Acceptance offer(PaymentStore store, UUID id, Money amount, History offered) {
    return store.intake().accept(new Payment(id, amount, Phase.NOW + 999), offered);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void paymentStaysThatOfItsClientWhateverBecomesOfIt(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store, SHOP);
    Census census = store.ledger().census();
    PaymentRecord before = store.ledger().find(id).orElseThrow();
    assertEquals(SHOP.client(), before.history().client());

    assertEquals(
        new Acceptance.Replayed(PaymentStatus.of(before.state())),
        offer(store, id, Phase.AMOUNT, SHOP));
    assertEquals(new Acceptance.Conflict(Phase.AMOUNT), offer(store, id, ANOTHER_AMOUNT, SHOP));
    for (Money amount : List.of(Phase.AMOUNT, ANOTHER_AMOUNT)) {
      assertEquals(new Acceptance.NotOfClient(), offer(store, id, amount, OTHER));
    }

    assertEquals(census, store.ledger().census());
    assertEquals(before, store.ledger().find(id).orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void whereNobodyIsAskedWhoHeIsNothingIsCompared(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store, SHOP);
    PaymentStatus status = PaymentStatus.of(store.ledger().find(id).orElseThrow().state());

    assertEquals(new Acceptance.Replayed(status), offer(store, id, Phase.AMOUNT, History.EMPTY));
    assertEquals(
        new Acceptance.Conflict(Phase.AMOUNT), offer(store, id, ANOTHER_AMOUNT, History.EMPTY));
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  default void paymentOfNobodyIsNotPaidAgainAndBecomesNobodys(Phase phase) {
    PaymentStore store = store();
    UUID id = phase.reach(store);
    Census census = store.ledger().census();
    PaymentRecord before = store.ledger().find(id).orElseThrow();

    for (History client : List.of(SHOP, OTHER)) {
      assertEquals(new Acceptance.ReplayedOfNobody(), offer(store, id, Phase.AMOUNT, client));
      assertEquals(new Acceptance.NotOfClient(), offer(store, id, ANOTHER_AMOUNT, client));
    }

    assertEquals(census, store.ledger().census());
    assertEquals(before, store.ledger().find(id).orElseThrow());
  }

  @Test
  default void clientIsKeptBesideTheTraceAndBothComeBack() {
    PaymentStore store = store();
    TraceParent trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    History offered = History.offered(Optional.of(trace), SHOP.client());
    UUID id = Phase.QUEUED.reach(store, offered);

    assertEquals(offered, store.ledger().find(id).orElseThrow().history());
    assertEquals(offered, Phase.take(store).history());
    assertEquals(new Acceptance.NotOfClient(), offer(store, id, Phase.AMOUNT, OTHER));
  }

  @Test
  default void whatIsForgottenIsNobodysAndItsIdIsForWhoeverOffersItFirst() {
    PaymentStore store = store();
    UUID purged = Phase.SETTLED.reach(store, SHOP);
    store.ledger().purge();
    assertEquals(new Acceptance.Accepted(), offer(store, purged, Phase.AMOUNT, OTHER));
    store.ledger().purge();

    UUID settled = Phase.SETTLED.reach(store, SHOP);
    UUID dead = Phase.DEAD.reach(store, SHOP);
    assertEquals(1, store.retention().forgetSettled(Long.MAX_VALUE, 10));
    assertEquals(1, store.retention().forgetDead(Long.MAX_VALUE, 10));
    for (UUID id : List.of(settled, dead)) {
      assertEquals(new Acceptance.Accepted(), offer(store, id, Phase.AMOUNT, OTHER));
      assertEquals(new Acceptance.NotOfClient(), offer(store, id, Phase.AMOUNT, SHOP));
    }
  }

  @Test
  default void whatAWorkerTellsAgainIsOfTheSameClient() {
    PaymentStore store = store();
    UUID id = Phase.HELD.id();
    Claim lost =
        new Claim(
            "1-1/1",
            store.ledger().census().generation(),
            new Payment(id, Phase.AMOUNT, Phase.NOW),
            new PaymentState.Queued(),
            SHOP);

    assertEquals(
        1, store.queue().recall(List.of(new Recollection(lost, new PaymentState.Queued(), SHOP))));

    assertEquals(new Acceptance.NotOfClient(), offer(store, id, Phase.AMOUNT, OTHER));
    assertEquals(
        new Acceptance.Replayed(PaymentStatus.QUEUED), offer(store, id, Phase.AMOUNT, SHOP));
  }

  /** So many offers of new payments in the partition of that one are answered by these. */
  private List<Acceptance> offers(PaymentStore store, UUID like, int first, int count, History by) {
    int partition = factory().partitionOf(like);
    return IntStream.iterate(first, number -> number + 1)
        .mapToObj(TestPayments::id)
        .filter(id -> factory().partitionOf(id) == partition)
        .limit(count)
        .map(id -> offer(store, id, Phase.AMOUNT, by))
        .toList();
  }

  private static List<Acceptance> accepted(int count, Acceptance then) {
    return IntStream.rangeClosed(0, count)
        .mapToObj(i -> i < count ? new Acceptance.Accepted() : then)
        .toList();
  }

  @Test
  default void clientHasAtMostAsManyUnfinishedAsThereIsRoomLeft() {
    PaymentStore store = store(8L * factory().partitions());
    PaymentStore ofAnotherGateway = store(8L * factory().partitions());
    UUID like = TestPayments.id(0);
    Acceptance full = new Acceptance.QueueFull(8L * factory().partitions());
    Acceptance shareFull = new Acceptance.ShareFull();

    assertEquals(accepted(2, new Acceptance.Accepted()), offers(store, like, 0, 3, SHOP));
    assertEquals(accepted(1, shareFull), offers(ofAnotherGateway, like, 500, 2, SHOP));
    assertEquals(accepted(2, shareFull), offers(store, like, 1_000, 3, OTHER));
    assertEquals(accepted(1, shareFull), offers(store, like, 2_000, 2, by("third")));
    assertEquals(List.of(shareFull), offers(store, like, 3_000, 1, SHOP));
    assertEquals(accepted(1, full), offers(store, like, 4_000, 2, by("fourth")));
    assertEquals(List.of(full), offers(store, like, 5_000, 1, SHOP));
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void whoDoesNotSayWhoHeIsMayHaveAllTheRoom() {
    PaymentStore store = store(4L * factory().partitions());

    assertEquals(
        accepted(4, new Acceptance.QueueFull(4L * factory().partitions())),
        offers(store, TestPayments.id(0), 0, 5, History.EMPTY));
  }

  /** Of two places one is taken, by this client or by nobody. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  default void whatIsUnfinishedCountsAndNothingElse(Phase phase) {
    PaymentStore store = store(2L * factory().partitions());
    UUID id = phase.reach(store, SHOP);
    boolean unfinished = store.ledger().find(id).orElseThrow().state().unfinished();
    if (!unfinished) {
      assertEquals(List.of(new Acceptance.Accepted()), offers(store, id, 0, 1, History.EMPTY));
    }

    assertEquals(
        List.of(unfinished ? new Acceptance.ShareFull() : new Acceptance.Accepted()),
        offers(store, id, 1_000, 1, SHOP));
  }

  @Test
  default void whatIsQueuedAgainAfterALossCountsAgain() {
    PaymentStore store = store(2L * factory().partitions());
    UUID id = Phase.HELD.reach(store, SHOP);
    factory().loseQueue();
    QueueRepair repair = new QueueRepair();
    new InternalAudit(store.ledger(), store.books()).run(TimeWindow.ALL, repair, _ -> {});
    assertEquals(1, repair.repair(store.books(), Phase.NOW + 5));

    assertEquals(List.of(new Acceptance.ShareFull()), offers(store, id, 0, 1, SHOP));
    assertEquals(List.of(new Acceptance.Accepted()), offers(store, id, 1_000, 1, OTHER));
  }

  @Test
  default void purgeGivesEveryClientItsRoomBack() {
    PaymentStore store = store(2L * factory().partitions());
    UUID like = TestPayments.id(0);
    List<Acceptance> one = accepted(1, new Acceptance.ShareFull());
    assertEquals(one, offers(store, like, 0, 2, SHOP));

    store.ledger().purge();

    assertEquals(one, offers(store, like, 0, 2, SHOP));
  }
}
