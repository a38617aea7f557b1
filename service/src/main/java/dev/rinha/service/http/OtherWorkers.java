package dev.rinha.service.http;

import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.tls.TlsFiles;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import io.helidon.faulttolerance.Retry;
import io.helidon.http.Method;
import io.helidon.webclient.api.HttpClientResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The workers of the store but for the one in this process, which have to write what processors
 * have answered them before somebody reads the store. Who they are the store knows; asked are all
 * at the same time, for half a second at most. Thread safe.
 *
 * <p>One that does not answer is left out for a moment, so that a machine that is gone does not
 * hold up each reader until the store forgets it.
 */
public final class OtherWorkers implements MetricsSource, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(OtherWorkers.class.getName());
  private static final Duration BOUND = Duration.ofMillis(500);
  private static final long ROSTER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LEFT_OUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int SUCCESS = 204;

  private final WorkerRoster roster;
  private final String self;
  private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Long> failedAtNanos = new ConcurrentHashMap<>();

  /** A connection that was kept may have been closed meanwhile. */
  private final Retry reads = Retry.create(retry -> retry.calls(2).delay(Duration.ofMillis(50)));

  private final AtomicLong without = new AtomicLong();
  private final WorkerClient client;
  private volatile Known known = new Known(List.of(), System.nanoTime() - ROSTER_NANOS);

  private record Known(List<WorkerTerms> workers, long atNanos) {}

  /**
   * @param self the name of the worker in this process; empty if there is none
   * @param tls with what they are asked; empty for plain HTTP
   */
  public OtherWorkers(WorkerRoster roster, String self, Optional<TlsFiles> tls) {
    this.roster = roster;
    this.self = self;
    this.client = new WorkerClient(tls, BOUND, BOUND);
  }

  /**
   * Has all of them write what they know.
   *
   * @return the names of those that did not answer
   * @throws dev.rinha.core.store.StoreException if the store does not say who they are
   */
  List<String> settle() {
    Map<String, Future<Boolean>> asked = new TreeMap<>();
    List<String> silent = new ArrayList<>();
    for (WorkerTerms worker : workers()) {
      if (isLeftOut(worker)) {
        silent.add(worker.worker());
      } else {
        asked.put(worker.worker(), tasks.submit(() -> ask(worker)));
      }
    }
    long untilNanos = System.nanoTime() + BOUND.toNanos();
    asked.forEach(
        (name, answer) -> {
          if (!answered(answer, untilNanos)) {
            failedAtNanos.put(name, System.nanoTime());
            silent.add(name);
          }
        });
    if (!silent.isEmpty()) {
      without.incrementAndGet();
    }
    return silent;
  }

  private List<WorkerTerms> workers() {
    Known last = known;
    if (System.nanoTime() - last.atNanos >= ROSTER_NANOS) {
      last = new Known(others(), System.nanoTime());
      known = last;
      failedAtNanos.keySet().retainAll(last.workers.stream().map(WorkerTerms::worker).toList());
    }
    return last.workers;
  }

  private List<WorkerTerms> others() {
    return roster.all().stream()
        .filter(worker -> !worker.worker().equals(self) && !worker.hasLeft())
        .toList();
  }

  private boolean isLeftOut(WorkerTerms worker) {
    Long failed = failedAtNanos.get(worker.worker());
    return worker.address().isEmpty()
        || (failed != null && System.nanoTime() - failed < LEFT_OUT_NANOS);
  }

  private boolean ask(WorkerTerms worker) {
    try {
      return reads.invoke(() -> post(worker.address()));
    } catch (RuntimeException e) {
      LOG.log(
          Level.WARNING,
          "worker {0} at {1} does not answer: {2}",
          new Object[] {worker.worker(), worker.address(), e});
      return false;
    }
  }

  private boolean post(String address) {
    try (HttpClientResponse answered =
        client.request(Method.POST, address).path(SettledEndpoint.PATH).request()) {
      return answered.status().code() == SUCCESS;
    }
  }

  private static boolean answered(Future<Boolean> answer, long untilNanos) {
    try {
      return answer.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      answer.cancel(true);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void describe(Measurements now) {
    now.counter(
            "rinha_summaries_without_worker_total",
            "Summaries before which a worker did not say that it had written what it knew.")
        .value(without.get());
  }

  @Override
  public void close() {
    tasks.shutdownNow();
    client.close();
  }
}
