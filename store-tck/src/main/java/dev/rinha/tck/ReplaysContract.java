package dev.rinha.tck;

import static dev.rinha.tck.Phase.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.Remark;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.GiveUp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A frozen selection is replayed once, wherever somebody stops and whoever goes on. */
public interface ReplaysContract extends StoreContract {

  long LATER = Phase.NOW + 1_000;

  @Test
  default void frozenReplayIsCountedStepByStep() {
    PaymentStore store = store();
    List<DeadLetter> letters = dead(store, 5);

    store.replays().begin("r1", "all", "bank: is back", Phase.NOW, false);
    store.replays().select("r1", letters);
    store.replays().select("r1", letters.subList(1, 3));
    store.replays().freeze("r1");
    store.replays().freeze("r1");

    FrozenReplay frozen = new FrozenReplay("r1", "all", "bank: is back", Phase.NOW, true, 5, 0, 0);
    assertEquals(Optional.of(frozen), store.replays().find("r1"));
    Replays.Step first = store.replays().step("r1", 2, ReplaysContract::again);
    assertEquals(2, first.replay().replayed());
    assertEquals(3, first.replay().left());
    assertFalse(first.queueFull());
    assertEquals(3, store.ledger().census().dead());
    List<UUID> queued = new ArrayList<>(ids(store.queue().take("w", 10, 0)));
    assertEquals(2, queued.size());
    FrozenReplay last = store.replays().step("r1", 9, ReplaysContract::again).replay();
    assertTrue(last.finished());
    assertEquals(last, store.replays().step("r1", 9, ReplaysContract::again).replay());
    assertEquals(List.of(last), store.replays().all());
    assertEquals(3, store.ledger().census().queued());
    assertTrue(store.ledger().census().conserved());
    queued.addAll(ids(store.queue().take("w", 10, 0)));
    assertInOrder(List.of(id(0), id(1), id(2), id(3), id(4)), queued, id -> id);
  }

  @Test
  default void replayedLetterHasItsReasonInItsHistory() {
    PaymentStore store = store();
    frozen(store, "r1", dead(store, 1));

    store.replays().step("r1", 9, ReplaysContract::again);

    Claim claim = Phase.take(store);
    assertEquals(history("h", "again"), claim.history());
    assertEquals(LATER, claim.queuedAtMillis());
  }

  @Test
  default void nothingIsReplayedBeforeTheSelectionIsFrozenAndItBeginsAnew() {
    PaymentStore store = store();
    List<DeadLetter> letters = dead(store, 3);
    store.replays().begin("r1", "all", "x", 1, false);
    store.replays().select("r1", letters);

    assertEquals(0, store.replays().step("r1", 9, ReplaysContract::again).replay().replayed());
    store.replays().begin("r1", "some", "y", 2, false);
    store.replays().select("r1", letters.subList(0, 1));
    store.replays().freeze("r1");
    store.replays().begin("r1", "none", "z", 3, false);
    store.replays().select("r1", letters);

    assertEquals(
        Optional.of(new FrozenReplay("r1", "some", "y", 2, true, 1, 0, 0)),
        store.replays().find("r1"));
  }

  @Test
  default void whatIsNotThatDeadLetterAnyMoreIsGone() {
    PaymentStore store = store();
    List<Integer> numbers = inOnePartition(3);
    for (int number : numbers) {
      TestPayments.accept(store, number);
      Phase.giveUp(store, Phase.take(store), Phase.NOW + number);
    }
    List<DeadLetter> letters = store.deadLetters().list(DeadLetterFilter.ALL, 3);
    frozen(store, "r1", letters);
    store.deadLetters().replay(List.of(again(letters.get(0))));
    Phase.giveUp(store, Phase.take(store), Phase.NOW + 1_500);
    store
        .deadLetters()
        .discard(
            List.of(
                new Discard(letters.get(1), LATER, history("h").discarded(new Remark("no"), 0))));

    assertEquals(1, store.replays().step("r1", 1, ReplaysContract::again).replay().gone());
    FrozenReplay replay = store.replays().step("r1", 9, ReplaysContract::again).replay();

    assertEquals(1, replay.replayed());
    assertEquals(2, replay.gone());
    assertTrue(replay.finished());
    assertEquals(List.of(TestPayments.id(numbers.get(2))), ids(store.queue().take("w", 10, 0)));
    assertEquals(1, store.ledger().census().dead());
    assertEquals(1, store.ledger().census().discarded());
  }

  @Test
  default void fullQueueStopsAReplayAndLosesNothing() {
    PaymentStore store = store(4L * factory().partitions());
    List<Integer> numbers = inOnePartition(5);
    for (int number : numbers.subList(0, 3)) {
      TestPayments.accept(store, number);
      Phase.giveUp(store, Phase.take(store), Phase.NOW + number);
    }
    frozen(store, "r1", store.deadLetters().list(DeadLetterFilter.ALL, 3));
    TestPayments.accept(store, numbers.get(3));
    TestPayments.accept(store, numbers.get(4));

    Replays.Step step = store.replays().step("r1", 9, ReplaysContract::again);

    assertTrue(step.queueFull());
    assertEquals(2, step.replay().replayed());
    assertEquals(1, step.replay().left());
    Phase.giveUp(store, store.queue().take(Phase.WORKER, 1, 0).getFirst(), LATER);
    assertTrue(store.replays().step("r1", 9, ReplaysContract::again).replay().finished());
    assertTrue(store.ledger().census().conserved());
  }

  @Test
  default void severalAtOnceReplayEachLetterOnce() throws Exception {
    List<PaymentStore> stores = List.of(store(), store());
    frozen(stores.getFirst(), "r1", dead(stores.getFirst(), 300));
    List<Callable<FrozenReplay>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      PaymentStore store = stores.get(i % 2);
      calls.add(
          () -> {
            FrozenReplay replay;
            do {
              replay = store.replays().step("r1", 7, ReplaysContract::again).replay();
            } while (!replay.finished());
            return replay;
          });
    }

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<FrozenReplay> future : executor.invokeAll(calls)) {
        assertEquals(300, future.get().replayed());
        assertEquals(0, future.get().gone());
      }
    }

    List<UUID> queued = ids(stores.getFirst().queue().take("w", 1_000, 0));
    assertEquals(300, queued.size());
    assertEquals(300, new HashSet<>(queued).size());
  }

  @Test
  default void replaysAreListedLatestFirstAndForgottenByAPurge() {
    PaymentStore store = store();
    store.replays().begin("a", "", "", 1, false);
    store.replays().begin("c", "", "", 3, false);
    store.replays().begin("b", "", "", 2, false);

    assertEquals(
        List.of("c", "b", "a"), store.replays().all().stream().map(FrozenReplay::id).toList());
    store.ledger().purge();

    assertEquals(List.of(), store.replays().all());
    assertEquals(Optional.empty(), store.replays().find("a"));
    assertThrows(StoreException.class, () -> store.replays().step("a", 1, ReplaysContract::again));
  }

  private static void frozen(PaymentStore store, String id, List<DeadLetter> letters) {
    store.replays().begin(id, "all", "why", Phase.NOW, false);
    store.replays().select(id, letters);
    store.replays().freeze(id);
  }

  private static Replay again(DeadLetter letter) {
    return new Replay(letter, LATER, letter.history().replayed(new Remark("again"), 0));
  }

  private static List<DeadLetter> dead(PaymentStore store, int count) {
    for (int i = 0; i < count; i++) {
      store.intake().accept(new Payment(id(i), Phase.AMOUNT, Phase.NOW));
    }
    Function<Claim, GiveUp> giveUp =
        claim ->
            new GiveUp(
                claim,
                "rejected",
                Phase.NOW + claim.payment().correlationId().getLeastSignificantBits(),
                history("h"));
    store
        .queue()
        .giveUp(
            Phase.WORKER, store.queue().take(Phase.WORKER, count, 0).stream().map(giveUp).toList());
    return store.deadLetters().list(DeadLetterFilter.ALL, count);
  }

  private static List<UUID> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.payment().correlationId()).toList();
  }

  private static UUID id(int number) {
    return new UUID(0x8000000000000000L, number);
  }
}
