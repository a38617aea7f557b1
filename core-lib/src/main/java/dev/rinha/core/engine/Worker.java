package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs a {@link WorkerLoop} with threads and sockets: one thread owns the loop; every request and
 * every store call runs on a thread of its own and comes back as mail. All are virtual: a mail from
 * one to the other wakes no thread of the system.
 *
 * <p>Thread safe.
 */
public final class Worker implements AutoCloseable {

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final Duration LAST_WRITES_BOUND = Duration.ofSeconds(2);

  /** How long whoever asks the loop waits for it. */
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(5);

  /** How long a reader of the books waits for settlements under way. */
  private static final Duration SETTLING_BOUND = Duration.ofMillis(500);

  private static final Logger LOG = Logger.getLogger(Worker.class.getName());

  private final String name;
  private final Map<String, ProcessorClient> clients;
  private final Clocks clocks;
  private final Consumer<PaymentEvent> listener;

  private final BlockingQueue<WorkerLoop.Mail> mailbox = new LinkedBlockingQueue<>();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final WorkerLoop loop;
  private final Thread dispatcher;
  private volatile long alarmAtMillis = Long.MAX_VALUE;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final CompletableFuture<Throwable> defect = new CompletableFuture<>();

  /**
   * Creates a worker; {@link #start} sets it to work.
   *
   * @param name unique among the workers of the store
   * @param pauses what operators have paused in that store
   * @param core must be this worker's own
   * @param clients by processor name, one for each processor that the core knows
   * @param listener is told what becomes of payments, on the thread of the loop: must not wait
   */
  public Worker(
      String name,
      WorkQueue queue,
      Supplier<Pauses> pauses,
      ExecutionCore core,
      Map<String, ProcessorClient> clients,
      Clocks clocks,
      Consumer<PaymentEvent> listener) {
    this.name = name;
    this.listener = listener;
    this.clients = Map.copyOf(clients);
    this.clocks = clocks;
    this.loop = new WorkerLoop(name, queue, pauses, core, new OnVirtualThreads());
    this.dispatcher = Thread.ofVirtual().name("rinha-worker").unstarted(this::dispatch);
  }

  /** Begins to take payments. May be called once. */
  public void start() {
    dispatcher.start();
  }

  /**
   * Begins nothing new and waits until nothing is in flight.
   *
   * @return whether that came true within the bound; if not, what is in flight goes on
   */
  public boolean pause(Duration bound) {
    CompletableFuture<Boolean> quiet = new CompletableFuture<>();
    loop.pause(bound.toMillis(), quiet::complete);
    return answer(quiet, bound.plus(ANSWER_BOUND));
  }

  /**
   * Forgets payments of generations before this one; what is in flight goes on but changes nothing.
   */
  public void purged(long generation) {
    loop.post(new Event.Purged(generation));
  }

  /** Goes on after {@link #pause}. */
  public void resume() {
    loop.post(new Event.Resume());
  }

  /** Takes note of what a processor said of its health. */
  public void healthSeen(Event.HealthSeen seen) {
    loop.post(seen);
  }

  /** Whether the worker is at work: started, not closed, and not stopped by a defect. */
  public boolean working() {
    return !loop.ended() && dispatcher.isAlive() && !defect.isDone();
  }

  /**
   * What ended the worker without anybody's order: a defect in it, or an {@link Error} in whatever
   * it runs. After one of these nobody can say what else has been left undone, so it does not go
   * on; what it held is taken over when the process has been started again. Never completed
   * exceptionally.
   */
  public CompletableFuture<Throwable> defect() {
    return defect;
  }

  /**
   * Reads something from the core, on the thread that owns it.
   *
   * @throws IllegalStateException if the worker does not answer within a few seconds, or the
   *     question throws
   */
  public <T> T ask(Function<ExecutionCore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.ask(core -> answered(answer, core, question));
    return answer(answer, ANSWER_BOUND);
  }

  private <T> T answer(CompletableFuture<T> answer, Duration bound) {
    try {
      return answer.get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking worker " + name, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "the question to worker " + name + " failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("worker " + name + " does not answer", e);
    }
  }

  /** A question that throws must not end the worker. */
  private static <T> void answered(
      CompletableFuture<T> answer, ExecutionCore core, Function<ExecutionCore, T> question) {
    try {
      answer.complete(question.apply(core));
    } catch (Exception | Error e) {
      answer.completeExceptionally(e);
    }
  }

  /**
   * Reads the books between two settlements: payments whose execution has been answered are written
   * before, those that are answered meanwhile are written after. So the books stand where the
   * processors stand, and not some milliseconds behind. Answers that have to be looked up first do
   * not count as such, and a store that does not write within half a second is read as it is.
   *
   * @throws RuntimeException what the reading throws
   */
  public <T> T betweenSettlements(Supplier<T> reading) {
    if (!working()) {
      return reading.get();
    }
    CompletableFuture<Void> letIn = new CompletableFuture<>();
    loop.arrive(letIn);
    try {
      letIn.get(SETTLING_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.FINE, "worker {0}: the books are read while settlements wait", name);
    }
    try {
      return reading.get();
    } finally {
      loop.leave(letIn);
    }
  }

  /**
   * Takes nothing more, lets what is in flight end, and releases the rest to other workers. What
   * does not end in time is in doubt until somebody takes it over. Later calls do nothing.
   *
   * @param grace how long what is in flight may take; the last writes have up to four seconds more
   */
  public synchronized void stop(Duration grace) {
    if (stopped.getAndSet(true)) {
      return;
    }
    loop.stop(grace.toMillis());
    try {
      if (dispatcher.isAlive() && !dispatcher.join(grace.plus(LAST_WRITES_BOUND))) {
        dispatcher.interrupt();
      }
      tasks.shutdown();
      if (!tasks.awaitTermination(LAST_WRITES_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        tasks.shutdownNow();
      }
    } catch (InterruptedException e) {
      tasks.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it was stopped, and had written down by then all that it began. */
  public boolean stoppedQuietly() {
    return loop.endedQuietly();
  }

  /** Stops with ten seconds of grace. */
  @Override
  public void close() {
    stop(DEFAULT_GRACE);
  }

  private void dispatch() {
    List<WorkerLoop.Mail> batch = new ArrayList<>();
    try {
      for (loop.turn(batch); !loop.ended(); loop.turn(batch)) {
        batch.clear();
        await(batch);
      }
    } catch (InterruptedException e) {
      if (!defect.isDone()) {
        LOG.log(Level.WARNING, "worker {0} stops: it was interrupted", name);
      }
    } catch (RuntimeException | Error e) {
      broken(e);
    } finally {
      loop.end();
    }
  }

  private void broken(Throwable e) {
    if (defect.complete(e)) {
      dispatcher.interrupt();
      LOG.log(Level.SEVERE, "worker " + name + " stops: a defect in the execution of payments", e);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      broken(e);
    }
  }

  private void await(List<WorkerLoop.Mail> batch) throws InterruptedException {
    if (mailbox.drainTo(batch) > 0) {
      return;
    }
    long wakeAtMillis = loop.wakeAtMillis();
    long nowMillis = clocks.now().monotonicMillis();
    if (wakeAtMillis <= nowMillis) {
      return;
    }
    if (wakeAtMillis < alarmAtMillis) {
      setAlarm(wakeAtMillis, wakeAtMillis - nowMillis);
    }
    batch.add(mailbox.take());
    mailbox.drainTo(batch);
  }

  /**
   * A wait with a bound of its own would wake a thread when it begins and when it ends, and it ends
   * early all the time. An alarm that comes for nothing does no harm.
   */
  private void setAlarm(long atMillis, long inMillis) {
    alarmAtMillis = atMillis;
    CompletableFuture.delayedExecutor(inMillis, TimeUnit.MILLISECONDS, Runnable::run)
        .execute(
            () -> {
              alarmAtMillis = Long.MAX_VALUE;
              loop.wake();
            });
  }

  private ProcessorClient client(String processor) {
    ProcessorClient client = clients.get(processor);
    if (client == null) {
      throw new IllegalStateException("there is no client for processor '" + processor + "'");
    }
    return client;
  }

  /** A client that throws, whatever it throws, leaves its payment in doubt, not in nowhere. */
  private String defect(String processor, String payment, Throwable e) {
    LOG.log(
        Level.SEVERE,
        "worker %s: a defect in the client of %s, about payment %s"
            .formatted(name, processor, payment),
        e);
    if (e instanceof Error) {
      broken(e);
    }
    return String.valueOf(e);
  }

  private void storeIsAway(Throwable e) {
    if (e instanceof Error) {
      broken(e);
    } else if (!(e instanceof StoreException)) {
      LOG.log(Level.SEVERE, "worker " + name + ": a defect in the store, work waits", e);
    } else {
      // A store tells operators itself when it is away.
      LOG.log(Level.FINE, "the store does not answer, work waits: {0}", e.getMessage());
    }
  }

  /** Requests and calls each wait on a virtual thread of their own. */
  private final class OnVirtualThreads implements Effects {

    @Override
    public Now now() {
      return clocks.now();
    }

    @Override
    public void deliver(WorkerLoop.Mail mail) {
      mailbox.add(mail);
    }

    @Override
    public void start(Runnable task) {
      tasks.execute(() -> guarded(task));
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      Outcome outcome;
      try {
        outcome =
            requireNonNull(
                client(send.intent().processor())
                    .send(
                        send.payment().correlationId(),
                        send.payment().amount(),
                        send.intent().requestedAtMillis(),
                        send.timeoutMillis(),
                        send.trace()),
                "its outcome is null");
      } catch (Exception | Error e) {
        String about = send.payment().correlationId().toString() + TraceParent.words(send.trace());
        outcome = new Outcome.Unknown(defect(send.intent().processor(), about, e));
      }
      answered.accept(outcome);
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      Lookup lookup;
      try {
        lookup =
            requireNonNull(
                client(find.processor()).find(find.correlationId()), "its look-up is null");
      } catch (Exception | Error e) {
        lookup =
            new Lookup.Unavailable(defect(find.processor(), find.correlationId().toString(), e));
      }
      answered.accept(lookup);
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> action, Consumer<A> answered, Runnable failed) {
      return call(() -> action.apply(elements), answered, failed);
    }

    @Override
    public Call take(
        long afterMillis,
        long waitMillis,
        LongFunction<List<Claim>> action,
        Consumer<List<Claim>> answered,
        Runnable failed) {
      return call(
          () -> {
            if (afterMillis > 0) {
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(afterMillis));
            }
            return action.apply(waitMillis);
          },
          answered,
          failed);
    }

    private <A> Call call(Supplier<A> action, Consumer<A> answered, Runnable failed) {
      Future<?> call =
          tasks.submit(
              () -> {
                A answer;
                try {
                  answer = action.get();
                } catch (RuntimeException | Error e) {
                  storeIsAway(e);
                  failed.run();
                  return;
                }
                guarded(() -> answered.accept(answer));
              });
      return () -> {
        storeIsAway(new StoreException("a call was given up"));
        call.cancel(true);
      };
    }

    @Override
    public void publish(PaymentEvent event) {
      listener.accept(event);
    }

    @Override
    public void log(Level level, String message) {
      LOG.log(level, message);
    }
  }
}
