package dev.rinha.core.audit;

import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures how fast a store is read and audited. Run by hand, with a store from {@link
 * dev.rinha.core.store.redis.StoreSeeder} and the class path that is told there:
 *
 * <pre>
 * java -Xmx64m -cp ... dev.rinha.core.audit.AuditMeasurement localhost:6379 [times]
 * </pre>
 */
final class AuditMeasurement {

  private final RedisStore store;

  private AuditMeasurement(RedisStore store) {
    this.store = store;
  }

  /** Arguments: address, and how often (3). */
  public static void main(String... args) {
    RedisSettings settings = RedisSettings.at(args[0]).withCommandTimeout(Duration.ofSeconds(10));
    int times = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    try (RedisStore store = RedisStore.open(settings)) {
      for (int i = 0; i < times; i++) {
        new AuditMeasurement(store).run();
      }
    }
  }

  private void run() {
    long payments = store.ledger().census().accepted();
    AtomicLong rows = new AtomicLong();
    measure("summary of everything", 1, () -> store.ledger().summary(TimeWindow.ALL));
    measure(
        "ledger",
        payments,
        () -> store.ledger().entries(TimeWindow.ALL, _ -> rows.incrementAndGet()));
    measure(
        "records",
        payments,
        () -> store.books().records(_ -> rows.incrementAndGet(), (_, _) -> {}));
    AtomicLong breaks = new AtomicLong();
    measure(
        "internal audit",
        payments,
        () ->
            new InternalAudit(store.ledger(), store.books())
                .run(TimeWindow.ALL, _ -> breaks.incrementAndGet(), _ -> {}));
    System.out.println("breaks: " + breaks);
  }

  private static void measure(String what, long times, Runnable work) {
    long before = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - before) / 1e9;
    System.out.printf("%-22s %8.3f s %12.0f/s%n", what, seconds, times / seconds);
  }
}
