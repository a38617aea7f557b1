package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingLedger;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the shell around the core adds: summaries between settlements, clients that throw. */
final class WorkerTest {

  private final Breakable processor = new Breakable();
  private final SlowBooks store = new SlowBooks();
  private final PaymentRouter router =
      PaymentRouter.builder(store)
          .processor(ProcessorSettings.of("only", Fee.parse("0.05")), processor)
          .start();

  @AfterEach
  void close() {
    store.settle.release(1_000);
    store.summarise.release(1_000);
    router.close();
  }

  @Test
  void summaryHasWhatTheProcessorHasAnswered() throws Exception {
    store.summarise.release(1);
    router.accept(UUID.randomUUID(), new Money(1990));
    Poll.until("the answer is being written", store.settle::hasQueuedThreads);
    var asked = new FutureTask<>(() -> router.summary(TimeWindow.ALL));
    Thread reader = Thread.ofPlatform().start(asked);
    Poll.until("the reader waits", () -> reader.getState() == Thread.State.TIMED_WAITING);

    store.settle.release(1);

    assertEquals(1, asked.get().of("only").count());
  }

  @Test
  void summaryDoesNotHaveWhatIsAnsweredWhileItIsRead() throws InterruptedException {
    store.settle.release(1_000);
    var asked = CompletableFuture.supplyAsync(() -> router.summary(TimeWindow.ALL));
    Poll.until("the summary is being read", store.summarise::hasQueuedThreads);
    router.accept(UUID.randomUUID(), new Money(1990));
    Poll.until("the processor has it", () -> processor.executed().size() == 1);
    assertFalse(store.settled.await(100, TimeUnit.MILLISECONDS));

    store.summarise.release(1);

    assertEquals(0, asked.join().of("only").count());
    Poll.until("it is settled afterwards", () -> store.ledger().census().settled() == 1);
  }

  @Test
  void summaryDoesNotWaitForeverForSettlements() {
    store.summarise.release(1);
    router.accept(UUID.randomUUID(), new Money(1990));
    Poll.until("the answer is being written", store.settle::hasQueuedThreads);

    Summary read =
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> router.summary(TimeWindow.ALL), "a bounded wait");

    assertEquals(0, read.of("only").count());
  }

  @Test
  void clientThatThrowsLeavesItsPaymentInDoubtUntilItCanTell() {
    store.settle.release(1_000);
    processor.broken = true;
    router.accept(UUID.randomUUID(), new Money(1990));
    Poll.until("it is in doubt", () -> store.ledger().census().inDoubt() == 1);

    processor.broken = false;

    Poll.until("it is settled", () -> store.ledger().census().settled() == 1);
    assertEquals(1, processor.executed().size());
  }

  @Test
  void storeThatThrowsAnythingIsAskedAgain() {
    store.settle.release(1_000);
    store.broken = true;
    router.accept(UUID.randomUUID(), new Money(1990));
    Poll.until("the store has thrown", () -> !store.broken);

    Poll.until("it is settled", () -> store.ledger().census().settled() == 1);
    assertEquals(1, processor.executed().size());
  }

  /**
   * One answer with a time that could not be written kept 13 innocent payments from being settled.
   */
  @Test
  void settlementThatTheStoreCannotDoStarvesNoOther() {
    store.settle.release(1_000_000);
    UUID bad = UUID.randomUUID();
    store.impossible = bad;
    router.accept(bad, new Money(1990));
    for (int i = 0; i < 50; i++) {
      router.accept(UUID.randomUUID(), new Money(1990));
    }

    Poll.until("the others are settled", () -> store.ledger().census().settled() == 50);
    Poll.until("it is told", () -> router.snapshot().refused() == 1);
    assertEquals(
        new PaymentState.Sending(intent(bad)), store.ledger().find(bad).orElseThrow().state());

    store.impossible = new UUID(0, 0);
    Poll.until("it is settled, too", () -> store.ledger().census().settled() == 51);
    assertEquals(51, processor.executed().size());
  }

  private Intent intent(UUID id) {
    return store.ledger().find(id).orElseThrow().state().openAttempt().orElseThrow();
  }

  @Test
  void errorInAStoreCallStopsTheWorkerInsteadOfLettingItStandStill() {
    store.settle.release(1_000);
    store.error = new NoClassDefFoundError("missing");
    router.accept(UUID.randomUUID(), new Money(1990));

    Poll.until("the worker has stopped", () -> !router.working());

    assertEquals(NoClassDefFoundError.class, router.defect().join().getClass());
    assertEquals(0, store.ledger().census().settled());
  }

  @Test
  void errorInAClientStopsTheWorkerAndLeavesThePaymentToOthers() {
    store.settle.release(1_000);
    processor.error = new StackOverflowError();
    router.accept(UUID.randomUUID(), new Money(1990));

    Poll.until("the worker has stopped", () -> !router.working());

    assertEquals(StackOverflowError.class, router.defect().join().getClass());
    assertEquals(1, store.ledger().census().unfinished());
  }

  /** A worker alone, without whoever probes processors for it. */
  private Worker worker(PaymentStore of, Clocks clocks) {
    Router one =
        new Router(
            List.of(ProcessorSettings.of("only", Fee.parse("0.05"))),
            new CheapestInTime(),
            new SplittableRandom(1));
    return new Worker(
        "w",
        of.queue(),
        of.pauses()::current,
        new ExecutionCore(ExecutionSettings.DEFAULTS, one, new SplittableRandom(1)),
        Map.of("only", processor),
        clocks,
        _ -> {});
  }

  @Test
  void whatIsDueIsDoneWhileNothingArrives() throws InterruptedException {
    SlowBooks books = new SlowBooks();
    books.settle.release(1_000);
    processor.broken = true;
    try (Worker worker = worker(books, Clocks.withWallTime(InstantSource.system()))) {
      worker.start();
      books.intake().accept(new Payment(UUID.randomUUID(), new Money(1990), 0));
      Poll.until("it is in doubt", () -> books.ledger().census().inDoubt() == 1);
      books.silent = true;
      books.holdsATake.await();

      processor.broken = false;

      Poll.until("it is settled", () -> books.ledger().census().settled() == 1);
    }
  }

  @Test
  void errorInATaskEndsTheThreadThatDecides() {
    AtomicReference<@Nullable Thread> deciding = new AtomicReference<>();
    Clocks real = Clocks.withWallTime(InstantSource.system());
    MemoryStore memory = new MemoryStore();
    try (Worker worker =
        worker(
            memory,
            () -> {
              if (!Thread.currentThread().getName().equals("rinha-worker")) {
                throw new InternalError("a defect in a clock");
              }
              deciding.set(Thread.currentThread());
              return real.now();
            })) {
      worker.start();
      memory.intake().accept(new Payment(UUID.randomUUID(), new Money(1990), 0));
      Poll.until("the worker has stopped", () -> !worker.working());

      assertEquals(InternalError.class, worker.defect().join().getClass());
      Poll.until("nothing is decided", () -> !requireNonNull(deciding.get()).isAlive());
      assertEquals(0, processor.executed().size());
    }
  }

  @Test
  void answerOfTheStoreThatCannotBeReadStopsTheWorker() {
    store.settle.release(1_000);
    store.answersTooLittle = true;
    router.accept(UUID.randomUUID(), new Money(1990));

    Poll.until("the worker has stopped", () -> !router.working());

    assertInstanceOf(IndexOutOfBoundsException.class, router.defect().join());
  }

  @Test
  void stopWritesWhatHasBeenAnswered() {
    for (int i = 0; i < 200; i++) {
      router.accept(UUID.randomUUID(), new Money(1990));
    }
    Poll.until("some answers are being written", store.settle::hasQueuedThreads);
    store.settle.release(1_000);

    router.stop(Duration.ofSeconds(5));

    assertEquals(processor.executed().size(), store.ledger().census().settled());
  }

  /** Executes what it is sent, and throws instead of answering while it is broken. */
  private static final class Breakable implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private volatile boolean broken;
    private volatile @Nullable Error error;

    List<InMemoryProcessor.Executed> executed() {
      return real.executed();
    }

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      Outcome outcome = real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
      requireWhole();
      if (error != null) {
        throw error;
      }
      return outcome;
    }

    @Override
    public Lookup find(UUID correlationId) {
      requireWhole();
      return real.find(correlationId);
    }

    @Override
    public HealthReport health() {
      return real.health();
    }

    @Override
    public void close() {
      real.close();
    }

    private void requireWhole() {
      if (broken) {
        throw new IllegalStateException("a defect in a client");
      }
    }
  }

  /** A store in which settling and summing up wait for permission. */
  private static final class SlowBooks extends DelegatingStore {

    private final Semaphore settle = new Semaphore(0);
    private final Semaphore summarise = new Semaphore(0);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final WorkQueue queue;
    private final Ledger ledger;
    private final CountDownLatch holdsATake = new CountDownLatch(1);
    private volatile boolean broken;
    private volatile boolean silent;
    private volatile boolean answersTooLittle;
    private volatile UUID impossible = new UUID(0, 0);
    private volatile @Nullable Error error;

    SlowBooks() {
      this(new MemoryStore());
    }

    private SlowBooks(MemoryStore store) {
      super(store);
      queue = new SlowQueue(store.queue());
      ledger = new SlowLedger(store.ledger());
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }

    private final class SlowQueue extends DelegatingQueue {

      SlowQueue(WorkQueue real) {
        super(real);
      }

      @Override
      public List<Claim> take(String worker, int max, long waitMillis) {
        if (silent) {
          holdsATake.countDown();
          LockSupport.park(); // Until the call is given up.
        }
        return super.take(worker, max, waitMillis);
      }

      @Override
      public List<WriteResult> settle(List<Settlement> settlements) {
        settle.acquireUninterruptibly();
        if (error != null) {
          throw error;
        }
        if (broken) {
          broken = false;
          throw new IllegalStateException("a defect in a store");
        }
        if (settlements.stream()
            .anyMatch(s -> s.claim().payment().correlationId().equals(impossible))) {
          throw new IllegalArgumentException("a time that cannot be written");
        }
        if (answersTooLittle) {
          return List.of();
        }
        List<WriteResult> results = super.settle(settlements);
        settled.countDown();
        return results;
      }
    }

    private final class SlowLedger extends DelegatingLedger {

      SlowLedger(Ledger real) {
        super(real);
      }

      @Override
      public Summary summary(TimeWindow window) {
        summarise.acquireUninterruptibly();
        return super.summary(window);
      }
    }
  }
}
