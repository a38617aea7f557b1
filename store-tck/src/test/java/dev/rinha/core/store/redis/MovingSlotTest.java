package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.Break;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A store whose slot of a Redis Cluster moves to another node. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class MovingSlotTest {

  private static final long NOW = 1_752_600_000_000L;
  private static final String NAMESPACE = "moving";
  private static final String GENERATION = "{" + NAMESPACE + "}:generation";
  private static final int LETTERS = 10;
  private static final int IDLE_MILLIS = 50;

  @Parameter Edition edition = Edition.BUNDLED;

  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong settled = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();
  private final AtomicLong putBack = new AtomicLong();
  private final Queue<UUID> notAccepted = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  private static RedisStore open(TestCluster cluster) {
    return RedisStore.open(
        RedisSettings.at(cluster.addresses()).withNamespace(NAMESPACE).withIdBuckets(16));
  }

  private static TestRedis other(TestCluster cluster) {
    TestRedis from = cluster.primaryOf(GENERATION);
    return cluster.nodes().stream().filter(node -> node != from).findFirst().orElseThrow();
  }

  @Test
  void callWhileTheSlotMovesUnderLoadIsDoneOrRefusedAndNothingIsHalfDone() throws Exception {
    try (TestCluster cluster = TestCluster.start(edition, 2, false);
        RedisStore store = open(cluster)) {
      TestRedis to = other(cluster);
      store.outbox().subscribe("shop", "a test");
      CountDownLatch ended = new CountDownLatch(4);
      AtomicLong until = new AtomicLong(Long.MAX_VALUE);
      load(until, ended, () -> accept(store));
      load(until, ended, () -> work(store, "a"));
      load(until, ended, () -> work(store, "b"));
      load(until, ended, () -> replay(store));
      Poll.until("the load has begun", () -> ended(settled.get() > 20 && putBack.get() > 0));

      cluster.move(GENERATION, to, () -> awaitCalls(8));

      long before = settled.get();
      Poll.until("it goes on at the other node", () -> ended(settled.get() > before + 20));
      until.set(0);
      ended.await();

      assertEquals(List.of(), List.copyOf(failures));
      assertTrue(refused.get() > 100, () -> refused + " calls met the move");
      assertEquals(to, cluster.primaryOf(GENERATION));
      finish(store);
      Census census = store.ledger().census();
      assertEquals(accepted.get(), census.accepted());
      assertEquals(settled.get(), census.settled());
      assertEquals(givenUp.get() - putBack.get(), census.dead());
      assertEquals(0, census.unfinished());
      assertEquals(settled.get(), store.ledger().summary(TimeWindow.ALL).total().count());
      assertEquals(List.of(), store.conflicts().list());
      assertEquals(List.of(), store.ledger().find(List.copyOf(notAccepted)));
      List<Break> breaks = new ArrayList<>();
      new InternalAudit(store.ledger(), store.books()).run(TimeWindow.ALL, breaks::add, _ -> {});
      assertEquals(List.of(), breaks);
    }
  }

  /** A purge deletes the queue and makes it anew: in between it would be looked for elsewhere. */
  @Test
  void scriptThatRemovesAKeyIsRefusedFromTheBeginningOfTheMoveOn() {
    try (TestCluster cluster = TestCluster.start(edition, 2, false);
        RedisStore store = open(cluster)) {
      accept(store);
      work(store, "a");
      accept(store);
      Census census = store.ledger().census();

      cluster.beginMove(GENERATION, other(cluster));

      StoreException moving = assertThrows(StoreException.class, store.ledger()::purge);
      assertTrue(moving.refused(), moving::toString);
      cluster.abandonMove(GENERATION);
      assertEquals(census, store.ledger().census());
      assertEquals(1, store.queue().take("a", 10, 0).size());
    }
  }

  private void load(AtomicLong until, CountDownLatch ended, Runnable step) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (System.nanoTime() < until.get() && failures.isEmpty()) {
                  step.run();
                }
              } catch (RuntimeException | AssertionError e) {
                failures.add(e);
              } finally {
                ended.countDown();
              }
            });
  }

  /** What failed ends the load, and is told instead of what is waited for. */
  private boolean ended(boolean reached) {
    return reached || !failures.isEmpty();
  }

  private void awaitCalls(int more) {
    long enough = calls.get() + more;
    Poll.until("the load goes on", () -> ended(calls.get() >= enough));
  }

  /** What is done or refused; what is neither fails the test. */
  private <T> T doneOr(T otherwise, Supplier<T> call) {
    try {
      return call.get();
    } catch (StoreException e) {
      if (!e.refused()) {
        throw new AssertionError("neither done nor refused", e);
      }
      refused.incrementAndGet();
      return otherwise;
    } finally {
      calls.incrementAndGet();
    }
  }

  private void accept(RedisStore store) {
    int number = numbers.incrementAndGet();
    UUID id = new UUID(number * 0x9e3779b97f4a7c15L, number);
    Acceptance none = new Acceptance.QueueFull(0);
    Acceptance became =
        doneOr(none, () -> store.intake().accept(new Payment(id, new Money(number), NOW + number)));
    if (became instanceof Acceptance.Accepted) {
      accepted.incrementAndGet();
    } else {
      assertEquals(none, became);
      notAccepted.add(id);
    }
  }

  private void work(RedisStore store, String worker) {
    List<Claim> claims = doneOr(List.of(), () -> store.queue().take(worker, LETTERS, 0));
    if (claims.isEmpty()) {
      claims = doneOr(List.of(), () -> store.queue().takeOver(worker, LETTERS, IDLE_MILLIS));
    }
    execute(store, worker, claims);
  }

  private void execute(RedisStore store, String worker, List<Claim> claims) {
    List<Begin> begins =
        claims.stream().map(claim -> new Begin(claim, intent(claim), History.EMPTY)).toList();
    List<WriteResult> begun = doneOr(List.of(), () -> store.queue().begin(worker, begins));
    List<Settlement> executed = new ArrayList<>();
    List<GiveUp> impossible = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      Claim claim = claims.get(i);
      if (begun.get(i) == WriteResult.DONE && claim.payment().amount().cents() % 5 > 0) {
        executed.add(new Settlement(claim, intent(claim), NOW + 90, History.EMPTY));
      } else if (begun.get(i) == WriteResult.DONE) {
        impossible.add(
            new GiveUp(
                claim.as(new PaymentState.Sending(intent(claim)), History.EMPTY),
                "r",
                NOW + numbers.incrementAndGet(),
                History.EMPTY));
      }
    }
    settled.addAndGet(done(doneOr(List.of(), () -> store.queue().settle(executed))));
    givenUp.addAndGet(done(doneOr(List.of(), () -> store.queue().giveUp(worker, impossible))));
  }

  private static long done(List<WriteResult> results) {
    return results.stream().filter(WriteResult.DONE::equals).count();
  }

  /** Of different seconds, so that each settlement makes keys. */
  private static Intent intent(Claim claim) {
    long number = claim.payment().amount().cents();
    return new Intent(number % 3 == 0 ? "fallback" : "default", NOW + number * 700);
  }

  private void replay(RedisStore store) {
    List<DeadLetter> letters =
        doneOr(List.of(), () -> store.deadLetters().list(DeadLetterFilter.ALL, LETTERS));
    List<Replay> replays =
        letters.stream().map(letter -> new Replay(letter, NOW + 99, History.EMPTY, false)).toList();
    putBack.addAndGet(
        doneOr(List.<Replayed>of(), () -> store.deadLetters().replay(replays)).stream()
            .filter(Replayed.DONE::equals)
            .count());
  }

  private void finish(RedisStore store) {
    Poll.until(
        "everything is finished",
        () -> {
          work(store, "a");
          return store.ledger().census().unfinished() == 0;
        });
  }
}
