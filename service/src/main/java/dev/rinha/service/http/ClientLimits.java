package dev.rinha.service.http;

import dev.rinha.service.config.ServiceConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much each client may ask of this process, whatever others do: requests per second, of which
 * those of one second may come at once, and requests at the same time. What is more is answered
 * 429. Thread safe.
 *
 * <p>A client's requests are a bucket that is filled at the rate and holds a second's worth. It is
 * kept as the time at which the bucket would have been full, so that nothing has to fill it.
 */
final class ClientLimits {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ServiceConfig.ClientLimits limits;
  private final LongSupplier nanos;
  private final Map<String, Client> clients = new ConcurrentHashMap<>();

  /** What is done for a request. */
  @FunctionalInterface
  interface Handling {
    void run() throws Exception;
  }

  /**
   * @param nanos a clock that never jumps
   */
  ClientLimits(ServiceConfig.ClientLimits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /** Handles a request of that client, or refuses to. */
  void within(String name, Handling handling) throws Exception {
    if (limits.areNone()) {
      handling.run();
      return;
    }
    Client client = clients.computeIfAbsent(name, _ -> new Client());
    if (!client.mayAsk()) {
      throw tooMany("at most %s requests per second".formatted(limits.requestsPerSecond()));
    }
    if (!client.concurrent.tryAcquire()) {
      throw tooMany("at most %s requests at the same time".formatted(limits.maxConcurrent()));
    }
    try {
      handling.run();
    } finally {
      client.concurrent.release();
    }
  }

  private static ProblemException tooMany(String limit) {
    return Problem.of(ProblemType.TOO_MANY_REQUESTS, "this client may send " + limit)
        .retryAfter(RETRY_AFTER)
        .toException();
  }

  private final class Client {
    private final Semaphore concurrent =
        new Semaphore(limits.maxConcurrent() == 0 ? Integer.MAX_VALUE : limits.maxConcurrent());
    private long fullAtNanos = nanos.getAsLong();

    synchronized boolean mayAsk() {
      if (limits.requestsPerSecond() == 0) {
        return true;
      }
      long now = nanos.getAsLong();
      long next =
          (fullAtNanos - now > 0 ? fullAtNanos : now) + SECOND_NANOS / limits.requestsPerSecond();
      if (next - now > SECOND_NANOS) {
        return false;
      }
      fullAtNanos = next;
      return true;
    }
  }
}
