package dev.rinha.core.execution;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.Write;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries out what {@link ExecutionCore} decides: one thread feeds it events and starts what it
 * commands; every request and every store call runs on a virtual thread of its own and comes back
 * as an event.
 *
 * <p>Thread safe.
 */
public final class Worker implements AutoCloseable {

  /** How long one take waits for a payment before it is repeated. */
  private static final long TAKE_WAIT_MILLIS = 1_000;

  /**
   * After a batch that was smaller than it might have been the next one waits for so long: payments
   * come one by one, and each batch costs a round trip to take, one to begin and one to settle,
   * however small it is. A first payment after a silence is taken at once.
   */
  private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final Duration LAST_WRITES_BOUND = Duration.ofSeconds(2);
  private static final Duration QUIET_POLL = Duration.ofMillis(5);

  /** How long a reader of the books waits for settlements under way. */
  private static final Duration SETTLING_BOUND = Duration.ofMillis(500);

  private static final Logger LOG = Logger.getLogger(Worker.class.getName());

  private final String name;
  private final WorkQueue queue;
  private final PauseSwitch pauses;
  private final ExecutionCore core;
  private final Map<String, ProcessorClient> clients;
  private final InstantSource clock;

  private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final StoreWrites writes;
  private final Thread dispatcher;
  private volatile boolean running = true;
  private volatile boolean gather;
  private final AtomicBoolean storeWasAway = new AtomicBoolean();

  private sealed interface Mail {
    record Happened(Event event) implements Mail {}

    record CallEnded(StoreWrites.Ended call) implements Mail {}

    record Asked(Runnable question) implements Mail {}
  }

  /**
   * Creates a worker; {@link #start} sets it to work.
   *
   * @param name unique among the workers of the store
   * @param pauses what operators have paused in that store
   * @param core must be this worker's own
   * @param clients by processor name, one for each processor that the core knows
   */
  public Worker(
      String name,
      WorkQueue queue,
      PauseSwitch pauses,
      ExecutionCore core,
      Map<String, ProcessorClient> clients,
      InstantSource clock) {
    this.name = name;
    this.queue = queue;
    this.pauses = pauses;
    this.core = core;
    this.clients = Map.copyOf(clients);
    this.clock = clock;
    this.writes =
        new StoreWrites(
            name, queue, new OnVirtualThreads(), call -> mailbox.add(new Mail.CallEnded(call)));
    this.dispatcher = Thread.ofPlatform().name("rinha-worker").daemon().unstarted(this::dispatch);
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
    post(new Event.Pause());
    return awaitQuiet(bound);
  }

  /**
   * Forgets payments of generations before this one; what is in flight goes on but changes nothing.
   */
  public void purged(long generation) {
    post(new Event.Purged(generation));
  }

  /** Goes on after {@link #pause}. */
  public void resume() {
    post(new Event.Resume());
  }

  /** Takes note of what a processor said of its health. */
  public void healthSeen(Event.HealthSeen seen) {
    post(seen);
  }

  /** Whether the worker is at work: started, not closed, and not stopped by a defect. */
  public boolean working() {
    return running && dispatcher.isAlive();
  }

  /**
   * Reads something from the core, on the thread that owns it.
   *
   * @throws IllegalStateException if the worker does not answer within a few seconds, or the
   *     question throws
   */
  public <T> T ask(Function<ExecutionCore, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    mailbox.add(new Mail.Asked(() -> answered(answer, question)));
    try {
      return answer.get(5, TimeUnit.SECONDS);
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
  private <T> void answered(CompletableFuture<T> answer, Function<ExecutionCore, T> question) {
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
    mailbox.add(new Mail.Asked(() -> writes.arrive(letIn)));
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
      mailbox.add(new Mail.Asked(() -> writes.leave(letIn)));
    }
  }

  /**
   * Takes nothing more, lets what is in flight end, and releases the rest to other workers. What
   * does not end in time is in doubt until somebody takes it over. Later calls do nothing.
   *
   * @param grace how long what is in flight may take; the last writes have up to four seconds more
   */
  public synchronized void stop(Duration grace) {
    if (!running) {
      return;
    }
    if (dispatcher.isAlive()) {
      post(new Event.Stop());
      if (!awaitQuiet(grace)) {
        LOG.warning(
            "worker "
                + name
                + " stops with payments in flight; they are in doubt until taken over");
      }
    }
    running = false;
    post(new Event.Tick());
    try {
      dispatcher.join(LAST_WRITES_BOUND.toMillis());
      tasks.shutdown();
      if (!tasks.awaitTermination(LAST_WRITES_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        tasks.shutdownNow();
      }
    } catch (InterruptedException e) {
      tasks.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Stops with ten seconds of grace. */
  @Override
  public void close() {
    stop(DEFAULT_GRACE);
  }

  private boolean awaitQuiet(Duration bound) {
    long untilMillis = clock.millis() + bound.toMillis();
    while (!ask(ExecutionCore::quiet)) {
      if (clock.millis() >= untilMillis) {
        return false;
      }
      try {
        Thread.sleep(QUIET_POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private void post(Event event) {
    mailbox.add(new Mail.Happened(event));
  }

  private void dispatch() {
    List<Mail> batch = new ArrayList<>();
    try {
      carryOut(core.decide(clock.millis()));
      writes.start();
      while (running) {
        await(batch);
        for (Mail mail : batch) {
          read(mail);
        }
        carryOut(core.decide(clock.millis()));
        // Last, so that an answer takes into account what came before the question.
        for (Mail mail : batch) {
          if (mail instanceof Mail.Asked(Runnable question)) {
            question.run();
          }
        }
        writes.start();
        batch.clear();
      }
    } catch (InterruptedException e) {
      running = false;
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "worker " + name + " stops: a defect in the execution of payments", e);
      running = false;
    } finally {
      writes.startLast();
    }
  }

  private void read(Mail mail) {
    switch (mail) {
      case Mail.Happened(Event event) -> core.on(event, clock.millis());
      case Mail.CallEnded(StoreWrites.Ended call) -> {
        writes.callEnded(call);
        call.events().forEach(event -> core.on(event, clock.millis()));
      }
      case Mail.Asked _ -> {}
    }
  }

  private void await(List<Mail> batch) throws InterruptedException {
    long wakeAtMillis = core.wakeAtMillis();
    Mail first =
        wakeAtMillis == Long.MAX_VALUE
            ? mailbox.take()
            : mailbox.poll(Math.max(0, wakeAtMillis - clock.millis()), TimeUnit.MILLISECONDS);
    if (first != null) {
      batch.add(first);
      mailbox.drainTo(batch);
    }
  }

  private void carryOut(List<Command> commands) {
    for (Command command : commands) {
      switch (command) {
        case Command.StoreWrite write -> writes.add(write);
        case Command.Take take -> run(() -> take(take));
        case Command.TakeOver takeOver -> run(() -> takeOver(takeOver));
        case Command.Renew renew -> run(() -> renew(renew));
        case Command.ReadPauses _ -> run(this::readPauses);
        case Command.Release(var claims) -> release(claims);
        case Command.Send send -> run(() -> send(send));
        case Command.Find find -> run(() -> find(find));
      }
    }
  }

  private void run(Runnable task) {
    tasks.execute(task);
  }

  private ProcessorClient client(String processor) {
    ProcessorClient client = clients.get(processor);
    if (client == null) {
      throw new IllegalStateException("there is no client for processor '" + processor + "'");
    }
    return client;
  }

  private void send(Command.Send send) {
    long startMillis = clock.millis();
    if (startMillis > send.notAfterMillis()) {
      post(new Event.TooLate(send.ticket()));
      return;
    }
    Outcome outcome;
    try {
      outcome =
          requireNonNull(
              client(send.intent().processor())
                  .send(
                      send.payment().correlationId(),
                      send.payment().amount(),
                      send.intent().requestedAtMillis(),
                      send.timeoutMillis()),
              "its outcome is null");
    } catch (Exception | Error e) {
      outcome = new Outcome.Unknown(defect(send.intent().processor(), e));
    }
    post(new Event.Answered(send.ticket(), outcome, clock.millis() - startMillis));
  }

  private void find(Command.Find find) {
    Lookup lookup;
    try {
      lookup =
          requireNonNull(
              client(find.processor()).find(find.correlationId()), "its look-up is null");
    } catch (Exception | Error e) {
      lookup = new Lookup.Unavailable(defect(find.processor(), e));
    }
    post(new Event.LookedUp(find.ticket(), lookup));
  }

  /** A client that throws, whatever it throws, leaves its payment in doubt, not in nowhere. */
  private String defect(String processor, Throwable e) {
    LOG.log(Level.SEVERE, "worker " + name + ": a defect in the client of " + processor, e);
    return String.valueOf(e);
  }

  private void take(Command.Take take) {
    try {
      if (gather) {
        LockSupport.parkNanos(GATHER_NANOS);
      }
      List<Claim> claims = queue.take(name, take.max(), TAKE_WAIT_MILLIS);
      gather = !claims.isEmpty() && claims.size() < take.max();
      post(new Event.Taken(claims));
      storeAnswers();
    } catch (RuntimeException e) {
      storeIsAway(e);
      post(new Event.TakeFailed());
    }
  }

  private void takeOver(Command.TakeOver takeOver) {
    try {
      var claims = queue.takeOver(name, takeOver.max(), takeOver.idleMillis());
      if (!claims.isEmpty()) {
        LOG.info(() -> "worker " + name + " took over " + claims.size() + " payments");
      }
      post(new Event.TakenOver(claims));
    } catch (RuntimeException e) {
      storeIsAway(e);
      post(new Event.TakeOverFailed());
    }
  }

  private void renew(Command.Renew renew) {
    try {
      var lost =
          new HashSet<>(queue.renew(name, renew.held().stream().map(Command.Held::claim).toList()));
      post(
          new Event.Renewed(
              renew.held().stream()
                  .filter(held -> lost.contains(held.claim()))
                  .map(Command.Held::ticket)
                  .toList()));
    } catch (RuntimeException e) {
      storeIsAway(e);
      post(new Event.RenewFailed());
    }
  }

  private void readPauses() {
    try {
      post(new Event.PausesRead(pauses.pauses()));
    } catch (RuntimeException e) {
      storeIsAway(e);
      post(new Event.PausesUnread());
    }
  }

  private void release(List<Claim> claims) {
    run(
        () -> {
          try {
            queue.release(name, claims);
          } catch (RuntimeException e) {
            // They are taken over when their claims have timed out.
            storeIsAway(e);
          }
        });
  }

  private void storeIsAway(RuntimeException e) {
    if (!(e instanceof StoreException)) {
      LOG.log(Level.SEVERE, "worker " + name + ": a defect in the store, work waits", e);
    } else if (!storeWasAway.getAndSet(true)) {
      LOG.log(Level.WARNING, "the store does not answer, work waits: {0}", e.getMessage());
    }
  }

  private void storeAnswers() {
    if (storeWasAway.getAndSet(false)) {
      LOG.info("the store answers again");
    }
  }

  /** Calls of the store that a thread of their own waits for. */
  private final class OnVirtualThreads implements StoreWrites.Caller {

    @Override
    public <W> void call(
        List<W> writes,
        Function<List<W>, List<Write>> call,
        Consumer<List<Write>> answered,
        Runnable failed) {
      run(
          () -> {
            List<Write> results;
            try {
              results = call.apply(writes);
            } catch (RuntimeException e) {
              storeIsAway(e);
              failed.run();
              return;
            }
            answered.accept(results);
          });
    }
  }
}
