package dev.rinha.core.engine;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.execution.HealthProbes;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the processors how they are, for all instances together, and passes on what they say.
 *
 * <p>A processor stands one call per five seconds, whoever makes it, counted when the call
 * <em>arrives</em>. A lease taken before the call says nothing of when that is, so it is taken for
 * longer than a call can last, and when the call has ended it goes on for {@link #QUIET_MILLIS}:
 * the next call leaves no sooner than that after this one has come back. It also means that never
 * two calls are out. All of that is the store's time, whatever the instances' clocks say. Should
 * the store forget its leases, each instance still keeps the distance from the calls it knows of,
 * its own and those whose reports it has read. Where the holder dies in a call, nobody asks until
 * the lease is over; the payments find out by themselves meanwhile.
 *
 * <p>It goes on while the worker is paused: a purge takes a moment, and the health is needed right
 * after it. A store that fails is asked again a second later.
 *
 * <p>One virtual thread wakes once a second; each call has one of its own while it lasts, since a
 * processor that does not answer must not hide the others. Thread safe.
 */
public final class HealthProber implements AutoCloseable {

  /** The distance between the end of one call and the beginning of the next one. */
  static final long QUIET_MILLIS = 5_500;

  /** Longer than a call can last, with the time to connect. */
  static final long LEASE_MILLIS = 30_000;

  /** A lease that was this long in coming is not used: it may be over when the call arrives. */
  private static final long PROMPT_MILLIS = 2_000;

  /** The endpoint answers at once; whoever waits for longer than this was held. */
  private static final long HELD_MILLIS = 1_000;

  private static final Duration ROUND = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(HealthProber.class.getName());

  private final String holder;
  private final HealthBoard board;
  private final Consumer<Event.HealthSeen> listener;
  private final Clocks clocks;
  private final Executor calls;
  private final Collection<Watch> watches = new ArrayList<>();
  private final Thread rounds = Thread.ofVirtual().name("rinha-health").unstarted(this::goRound);
  private volatile boolean closed;
  private boolean failedBefore;

  /** What is known of one processor; guarded by the prober. */
  private static final class Watch {
    private final String processor;
    private final ProcessorClient client;
    private boolean asking;
    private long quietUntilMillis = Long.MIN_VALUE;
    private long readAtMillis = Long.MIN_VALUE;
    private HealthProbes probes = HealthProbes.NONE;
    private @Nullable Class<?> lastKind;

    private Watch(String processor, ProcessorClient client) {
      this.processor = processor;
      this.client = client;
    }
  }

  /**
   * Creates a prober; {@link #start} sets it to work.
   *
   * @param holder unique among the instances that share the board
   * @param clients by processor name
   * @param listener is told each report once
   */
  public HealthProber(
      String holder,
      HealthBoard board,
      Map<String, ProcessorClient> clients,
      Consumer<Event.HealthSeen> listener,
      Clocks clocks) {
    this(holder, board, clients, listener, clocks, Thread::startVirtualThread);
  }

  HealthProber(
      String holder,
      HealthBoard board,
      Map<String, ProcessorClient> clients,
      Consumer<Event.HealthSeen> listener,
      Clocks clocks,
      Executor calls) {
    this.holder = holder;
    this.board = board;
    this.listener = listener;
    this.clocks = clocks;
    this.calls = calls;
    new TreeMap<>(clients).forEach((name, client) -> watches.add(new Watch(name, client)));
  }

  /** Begins to ask. May be called once. */
  public void start() {
    rounds.start();
  }

  /** Asks no more and tells no more; a call that is out ends by itself. */
  @Override
  public void close() {
    closed = true;
    rounds.interrupt();
  }

  /** How many calls this instance has made, by processor. */
  public synchronized Map<String, HealthProbes> probes() {
    Map<String, HealthProbes> probes = new TreeMap<>();
    watches.forEach(watch -> probes.put(watch.processor, watch.probes));
    return probes;
  }

  private void goRound() {
    try {
      while (!closed) {
        round();
        Thread.sleep(ROUND);
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /** Reads the board, and calls each processor whose turn it is if the lease is to be had. */
  void round() {
    attempt(
        () -> {
          read(board.read());
          for (Watch watch : quietOver()) {
            long askedAtMillis = millis();
            if (board.lease(watch.processor, holder, LEASE_MILLIS) && begin(watch, askedAtMillis)) {
              calls.execute(() -> call(watch));
            }
          }
        });
  }

  private synchronized void read(Map<String, HealthBoard.Seen> seen) {
    for (Watch watch : watches) {
      HealthBoard.Seen latest = seen.get(watch.processor);
      if (latest != null && latest.atMillis() != watch.readAtMillis) {
        watch.readAtMillis = latest.atMillis();
        // Below 0 if the store's clock has been set back since.
        long ageMillis = Math.max(0, latest.ageMillis());
        watch.quietUntilMillis =
            Math.max(watch.quietUntilMillis, millis() - ageMillis + QUIET_MILLIS);
        tell(watch, latest.report(), ageMillis);
      }
    }
  }

  private long millis() {
    return clocks.now().monotonicMillis();
  }

  private synchronized List<Watch> quietOver() {
    long now = millis();
    return watches.stream().filter(w -> !w.asking && now >= w.quietUntilMillis).toList();
  }

  private synchronized boolean begin(Watch watch, long askedAtMillis) {
    watch.asking = !closed && millis() - askedAtMillis <= PROMPT_MILLIS;
    return watch.asking;
  }

  private void call(Watch watch) {
    long beganAtMillis = millis();
    HealthReport report = askedSafely(watch);
    ended(watch, report, millis() - beganAtMillis);
    attempt(
        () -> {
          board.publish(watch.processor, holder, report, QUIET_MILLIS);
          read(board.read());
        });
  }

  /** A client that throws must not end the asking of its processor. */
  private static HealthReport askedSafely(Watch watch) {
    try {
      return requireNonNull(watch.client.health(), "its report is null");
    } catch (Exception | Error e) {
      LOG.log(Level.SEVERE, "a defect in the client of " + watch.processor, e);
      return new HealthReport.Unreachable(String.valueOf(e));
    }
  }

  private synchronized void ended(Watch watch, HealthReport report, long tookMillis) {
    watch.asking = false;
    watch.quietUntilMillis = millis() + QUIET_MILLIS;
    watch.probes =
        watch.probes.plus(
            switch (report) {
              case HealthReport.Reported _ when tookMillis < HELD_MILLIS ->
                  new HealthProbes(1, 0, 0, 0);
              case HealthReport.Reported _ -> new HealthProbes(0, 1, 0, 0);
              case HealthReport.Refused _ -> new HealthProbes(0, 0, 1, 0);
              case HealthReport.Unreachable _ -> new HealthProbes(0, 0, 0, 1);
            });
    if (watch.lastKind != report.getClass()) {
      watch.lastKind = report.getClass();
      log(watch.processor, report);
    }
  }

  private static void log(String processor, HealthReport report) {
    switch (report) {
      case HealthReport.Reported _ -> LOG.fine(() -> processor + " tells its health");
      case HealthReport.Refused _ ->
          LOG.warning(
              processor + " refuses to tell its health: somebody else asks it as well, too often");
      case HealthReport.Unreachable(String cause) ->
          LOG.info(() -> processor + " does not tell its health: " + cause);
    }
  }

  private void tell(Watch watch, HealthReport report, long ageMillis) {
    if (!closed) {
      listener.accept(new Event.HealthSeen(watch.processor, report, ageMillis));
    }
  }

  /** Whatever goes wrong with the store is tried again in the next round, and logged once. */
  private void attempt(Runnable action) {
    try {
      action.run();
      failedBefore(false);
    } catch (RuntimeException e) {
      if (!failedBefore(true) && !closed) {
        LOG.log(
            e instanceof StoreException ? Level.FINE : Level.WARNING,
            "health is not shared at the moment: {0}",
            e.getMessage());
      }
    }
  }

  private synchronized boolean failedBefore(boolean failsNow) {
    boolean before = failedBefore;
    failedBefore = failsNow;
    return before;
  }
}
