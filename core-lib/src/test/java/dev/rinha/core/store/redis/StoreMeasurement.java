package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.Histories.history;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Measures what a payment costs in Redis: bytes, commands, time. Run by hand:
 *
 * <pre>
 * mvn -q -pl core-lib -am test-compile
 * mvn -q -pl core-lib dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp core-lib/target/test-classes:core-lib/target/classes:$(cat core-lib/target/cp) \
 *   dev.rinha.core.store.redis.StoreMeasurement [payments] [threads] [batch]
 * </pre>
 *
 * <p>{@code -Dpartitions=16} parts the store, {@code -Dshards=3} has a cluster of so many servers,
 * {@code -Dhistory=1000000} has so many settled payments before.
 */
final class StoreMeasurement {

  private static final long START = 1_852_600_000_000L;
  private static final int PER_SECOND = 300;
  private static final int SUMMARIES = 1_000;
  private static final int PARTITIONS = Integer.getInteger("partitions", 1);
  private static final int SHARDS = Integer.getInteger("shards", 0);
  private static final int SETTLED_BEFORE = Integer.getInteger("history", 0);
  private static final History HISTORY = history("default:c4/xp");

  private final RedisStore store;
  private final List<TestRedis> servers;
  private final int payments;
  private final int threads;
  private final int batch;

  private StoreMeasurement(
      RedisStore store, List<TestRedis> servers, int payments, int threads, int batch) {
    this.store = store;
    this.servers = servers;
    this.payments = payments;
    this.threads = threads;
    this.batch = batch;
  }

  /** Arguments: payments (100000), threads (64), payments per call (32). */
  public static void main(String... args) throws Exception {
    int payments = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 64;
    int batch = args.length > 2 ? Integer.parseInt(args[2]) : 32;
    for (TestRedis.Edition edition : TestRedis.Edition.available()) {
      if (SHARDS == 0) {
        try (TestRedis server = TestRedis.start(edition)) {
          measure(server.address(), List.of(server), payments, threads, batch);
        }
      } else {
        try (TestCluster cluster = TestCluster.start(edition, SHARDS, false)) {
          measure(cluster.addresses(), cluster.nodes(), payments, threads, batch);
        }
      }
    }
  }

  private static void measure(
      String addresses, List<TestRedis> servers, int payments, int threads, int batch)
      throws InterruptedException {
    RedisSettings settings =
        RedisSettings.at(addresses).withMaxUnfinished(payments * 2L).withPartitions(PARTITIONS);
    if (SETTLED_BEFORE > 0) {
      StoreSeeder.seed(settings, SETTLED_BEFORE);
    }
    try (RedisStore store = RedisStore.open(settings)) {
      new StoreMeasurement(store, servers, payments, threads, batch).run();
    }
  }

  private void run() throws InterruptedException {
    System.out.printf(
        "Redis %s, %d payments after %d, %d partitions, %d servers%n",
        store.inspection().health().version(),
        payments,
        SETTLED_BEFORE,
        PARTITIONS,
        servers.size());
    store.ledger().census();
    long empty = info("memory", "used_memory");
    measure("accept, one per call", payments, () -> together(this::accept));
    long queued = info("memory", "used_memory");
    measure("take + begin + settle, " + batch + " per call", payments, this::settleAll);
    long settled = info("memory", "used_memory");
    System.out.printf("  bytes per queued payment   %.1f%n", (queued - empty) / (double) payments);
    System.out.printf("  bytes per settled payment  %.1f%n", (settled - empty) / (double) payments);
    measure("summary of half of the time", SUMMARIES, this::summarize);
  }

  private void summarize() {
    long spanMillis = payments * 1_000L / PER_SECOND;
    for (int i = 0; i < SUMMARIES; i++) {
      long from = START + i * spanMillis / (2 * SUMMARIES);
      store.ledger().summary(new TimeWindow(from, from + spanMillis / 2));
    }
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void measure(String what, int times, Work work) throws InterruptedException {
    long calls = info("stats", "total_commands_processed");
    long cpu = serverCpuMicros();
    long before = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - before) / 1e9;
    System.out.printf(
        "  %-38s %.0f/s, server CPU %.1f us and %.2f commands (scripts' own included) each%n",
        what,
        times / seconds,
        (serverCpuMicros() - cpu) / (double) times,
        (info("stats", "total_commands_processed") - calls) / (double) times);
  }

  private void accept(int number) {
    store
        .intake()
        .accept(new Payment(id(number), new Money(1990), START + number * 1_000L / PER_SECOND));
  }

  private void settleAll() {
    int left = payments;
    while (left > 0) {
      List<Claim> claims = store.queue().take("w", batch, 1_000);
      left -= claims.size();
      List<Begin> sends = new ArrayList<>();
      List<Settlement> settlements = new ArrayList<>();
      for (Claim claim : claims) {
        long at = claim.payment().acceptedAtMillis() + 4;
        Intent intent = new Intent(at % 4 == 0 ? "fallback" : "default", at);
        sends.add(new Begin(claim, intent, history("default:c4")));
        settlements.add(new Settlement(claim, intent, at + 21, HISTORY));
      }
      store.queue().begin("w", sends);
      store.queue().settle(settlements);
    }
  }

  private interface Numbered {
    void run(int number);
  }

  private void together(Numbered work) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int n = next.getAndIncrement(); n < payments; n = next.getAndIncrement()) {
                  work.run(n);
                }
                ended.countDown();
              });
    }
    ended.await();
  }

  private long serverCpuMicros() {
    return Math.round((decimal("used_cpu_user:") + decimal("used_cpu_sys:")) * 1e6);
  }

  private double decimal(String prefix) {
    return lines("cpu", prefix).mapToDouble(Double::parseDouble).sum();
  }

  private long info(String section, String field) {
    return lines(section, field + ":").mapToLong(line -> Long.parseLong(line.strip())).sum();
  }

  private Stream<String> lines(String section, String prefix) {
    return servers.stream()
        .flatMap(server -> TestCluster.ask(server, redis -> redis.info(section)).lines())
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()));
  }

  private static UUID id(int number) {
    return new UUID(
        number * 0x9e3779b97f4a7c15L + 1, 0x8000000000000000L | number * 0x2545f4914f6cdd1dL);
  }
}
