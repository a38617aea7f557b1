package dev.rinha.core.audit;

import static dev.rinha.core.store.redis.Histories.history;
import static dev.rinha.core.store.redis.Histories.text;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accepts payments and moves them through every state as fast as the store can, most of them to be
 * settled, until it is closed.
 */
final class Churn implements AutoCloseable {

  private static final int ACCEPTING = 4;
  private static final int BATCH = 32;
  private static final long MAX_QUEUED = 500;

  private final PaymentStore store;
  private final AtomicLong moved = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<?>> running = new ArrayList<>();
  private volatile boolean closed;

  Churn(PaymentStore store) {
    this.store = store;
    for (int i = 0; i < ACCEPTING; i++) {
      int seed = i;
      running.add(threads.submit(() -> accept(new Random(seed))));
    }
    for (int i = 0; i < 2; i++) {
      int seed = i;
      running.add(threads.submit(() -> work("churn" + seed, new Random(100 + seed))));
    }
    running.add(threads.submit(this::operate));
  }

  /** How many payments have been given their place so far. */
  long moved() {
    return moved.get();
  }

  private void accept(Random random) {
    while (!closed) {
      if (store.ledger().census().queued() < MAX_QUEUED) {
        for (int i = 0; i < BATCH; i++) {
          store
              .intake()
              .accept(
                  new Payment(
                      new UUID(random.nextLong(), random.nextLong()),
                      new Money(1 + random.nextInt(9_999)),
                      System.currentTimeMillis()));
        }
      }
    }
  }

  private void work(String worker, Random random) {
    while (!closed) {
      List<Claim> claims = store.queue().take(worker, BATCH, 10);
      List<Begin> sends = claims.stream().map(claim -> begin(claim, random)).toList();
      store.queue().begin(worker, sends);
      for (Begin send : sends) {
        finish(worker, send, random);
      }
    }
  }

  private static Begin begin(Claim claim, Random random) {
    Intent intent =
        new Intent(random.nextInt(4) == 0 ? "fallback" : "default", System.currentTimeMillis());
    return new Begin(claim, intent, and(claim.history(), "b"));
  }

  private void finish(String worker, Begin send, Random random) {
    Claim claim = send.claim().as(new PaymentState.Sending(send.intent()), send.history());
    History history = send.history();
    long now = System.currentTimeMillis();
    int dice = random.nextInt(100);
    if (dice < 3) {
      store
          .queue()
          .doubt(
              worker,
              List.of(
                  new Doubt(
                      claim.as(new PaymentState.Sending(send.intent()), History.EMPTY),
                      send.intent(),
                      now,
                      and(history, "d"))));
    } else if (dice < 6) {
      store.queue().giveUp(worker, List.of(new GiveUp(claim, "no", now, and(history, "x"))));
    } else {
      store.queue().settle(List.of(new Settlement(claim, send.intent(), now, and(history, "s"))));
    }
    moved.incrementAndGet();
  }

  /** Puts some of the dead and the doubtful back on the queue, and settles the other doubtful. */
  private void operate() {
    while (!closed) {
      long now = System.currentTimeMillis();
      store
          .deadLetters()
          .replay(
              store.deadLetters().list(DeadLetterFilter.ALL.reasonBeginsWith("no"), 2).stream()
                  .map(letter -> new Replay(letter, now, and(letter.history(), "r")))
                  .toList());
      List<InDoubtPayment> doubtful =
          store.unknownOutcomes().list(4).stream()
              .filter(payment -> text(payment.history()).endsWith("bd"))
              .toList();
      store
          .unknownOutcomes()
          .free(
              doubtful.stream()
                  .limit(1)
                  .map(payment -> new Freeing(payment, now, and(payment.history(), "f"), 0))
                  .toList());
      store
          .queue()
          .settle(
              doubtful.stream()
                  .skip(1)
                  .map(
                      payment ->
                          new Settlement(
                              payment.unheldClaim(),
                              payment.intent(),
                              now,
                              and(payment.history(), "s")))
                  .toList());
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Future<?> thread : running) {
        thread.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the load failed", e);
    } finally {
      threads.close();
    }
  }

  private static History and(History history, String more) {
    return history(text(history) + more);
  }
}
