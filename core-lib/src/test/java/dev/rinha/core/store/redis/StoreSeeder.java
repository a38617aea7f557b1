package dev.rinha.core.store.redis;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.summary.TimeBuckets.Level;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Fills an empty store with settled payments, many times faster than by accepting and settling each
 * of them; {@link StoreSeederTest} shows that what is in Redis afterwards is the same. For
 * measurements:
 *
 * <pre>
 * mvn -q -pl core-lib -am test-compile
 * mvn -q -pl core-lib dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -cp core-lib/target/test-classes:core-lib/target/classes:$(cat core-lib/target/cp) \
 *   dev.rinha.core.store.redis.StoreSeeder localhost:6379 1000000 [DIRECTORY]
 * </pre>
 *
 * <p>Several addresses, parted by commas, are those of a cluster; {@code -Dpartitions=16} parts the
 * store.
 *
 * <p>With a directory it also writes {@code default.journal} and {@code fallback.journal} there,
 * with which {@code rinha-cli processor --journal FILE} has the same payments.
 */
public final class StoreSeeder {

  static final long FIRST_ACCEPTED_MILLIS = 1_752_600_000_000L;
  static final int PER_SECOND = 300;
  private static final int BATCH = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final List<String> PROCESSORS = List.of("default", "fallback");

  private final RedisStore store;
  private final RedisClusterAsyncCommands<byte[], byte[]> redis;
  private final List<RedisFuture<?>> underWay = new ArrayList<>();
  private final Map<String, Map<String, Long>> sums = new HashMap<>();

  /** The numbers that each partition has given to processors, by its prefix. */
  private final Map<String, List<String>> processors = new HashMap<>();

  /**
   * One settled payment.
   *
   * @param history what was tried
   */
  public record Settled(Payment payment, Intent intent, long settledAtMillis, String history) {}

  private StoreSeeder(RedisStore store, RedisClusterAsyncCommands<byte[], byte[]> redis) {
    this.store = store;
    this.redis = redis;
  }

  /** The payments: different amounts, every fourth at the fallback, in order of time. */
  public static Settled payment(int number) {
    long accepted = FIRST_ACCEPTED_MILLIS + number * 1_000L / PER_SECOND;
    Payment payment = new Payment(id(number), new Money(1_000 + number * 7L % 2_000), accepted);
    String processor = PROCESSORS.get(number % 4 == 3 ? 1 : 0);
    return new Settled(
        payment, new Intent(processor, accepted + 4), accepted + 25, processor + ":c4/xp");
  }

  private static UUID id(int number) {
    return new UUID(
        number * 0x9e3779b97f4a7c15L, 0x8000000000000000L | number * 0x2545f4914f6cdd1dL);
  }

  /** Arguments: address, number of payments, and a directory for the processors' journals. */
  public static void main(String... args) throws IOException {
    int payments = Integer.parseInt(args[1]);
    seed(RedisSettings.at(args[0]).withPartitions(Integer.getInteger("partitions", 1)), payments);
    if (args.length > 2) {
      writeJournals(Path.of(args[2]), payments);
    }
  }

  /** Fills the store, in one Redis or in a cluster, in as many partitions as it has. */
  public static void seed(RedisSettings settings, int payments) {
    try (RedisStore store = RedisStore.open(settings)) {
      if (store.ledger().census().accepted() > 0) {
        throw new IllegalStateException("the store is not empty");
      }
      if (settings.address().contains(",")) {
        List<RedisURI> nodes = settings.uris();
        nodes.forEach(node -> node.setTimeout(PATIENCE));
        try (RedisClusterClient client = RedisClusterClient.create(nodes);
            var connection = client.connect(ByteArrayCodec.INSTANCE)) {
          new StoreSeeder(store, connection.async()).seed(payments);
        }
      } else {
        try (RedisClient client = RedisClient.create("redis://" + settings.address());
            StatefulRedisConnection<byte[], byte[]> connection =
                client.connect(ByteArrayCodec.INSTANCE)) {
          new StoreSeeder(store, connection.async()).seed(payments);
        }
      }
    }
  }

  private void seed(int payments) {
    for (int number = 0; number < payments; number++) {
      write(payment(number));
      if (number % BATCH == BATCH - 1) {
        await();
      }
    }
    sums.forEach((page, fields) -> fields.forEach((field, sum) -> hset("", page, field, sum + "")));
    await();
  }

  private void write(Settled settled) {
    Payment payment = settled.payment();
    Intent intent = settled.intent();
    UUID id = payment.correlationId();
    RedisContext context = store.contextOf(id);
    String prefix = context.link().key("");
    int processor = number(prefix, intent.processor());
    long millis = intent.requestedAtMillis();
    String record =
        "X:%s%s:%s:%s:%s"
            .formatted(
                RecordText.base(payment),
                processor,
                RecordText.requested(payment, intent),
                RecordText.after(intent, settled.settledAtMillis()),
                settled.history());
    track(redis.hset(bytes(prefix + "1:i:" + context.bucket(id)), Binary.id(id), bytes(record)));
    String minute = Long.toString(Level.MINUTE.bucket(millis));
    track(redis.rpush(bytes(prefix + "1:l:" + minute), ledgerEntry(payment, millis, processor)));
    track(redis.zadd(bytes(prefix + "1:minutes"), Double.parseDouble(minute), bytes(minute)));
    count(prefix, processor, millis, payment.amount().cents());
  }

  private int number(String prefix, String processor) {
    List<String> known = processors.computeIfAbsent(prefix, _ -> new ArrayList<>());
    if (!known.contains(processor)) {
      hset(prefix, "processors", processor, Integer.toString(known.size()));
      known.add(processor);
    }
    return known.indexOf(processor);
  }

  private static byte[] ledgerEntry(Payment payment, long millis, int processor) {
    return ByteBuffer.allocate(28)
        .put(Binary.id(payment.correlationId()))
        .put(Binary.time(millis))
        .put((byte) processor)
        .put(Binary.cents(payment.amount().cents()))
        .array();
  }

  /** No two payments of a processor share a millisecond: there are fewer than 500 per second. */
  private void count(String prefix, int processor, long millis, long cents) {
    hset(prefix, "1:a:f:" + millis / 1_000, processor + ":" + millis % 1_000, "1:" + cents);
    add(prefix, "n", "accepted", 1);
    add(prefix, "n", "settled", 1);
    for (Level level : Level.all().subList(1, Level.all().size())) {
      long bucket = level.bucket(millis);
      long page = bucket / level.bucketsPerPage();
      String name = "a:" + level.letter() + ":" + page;
      add(prefix, name, processor + "c" + bucket % level.bucketsPerPage(), 1);
      add(prefix, name, processor + "s" + bucket % level.bucketsPerPage(), cents);
    }
  }

  private void add(String prefix, String page, String field, long amount) {
    sums.computeIfAbsent(prefix + "1:" + page, _ -> new HashMap<>())
        .merge(field, amount, Long::sum);
  }

  private void hset(String prefix, String name, String field, String value) {
    track(redis.hset(bytes(prefix + name), bytes(field), bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void track(RedisFuture<?> call) {
    underWay.add(call);
  }

  private void await() {
    if (!LettuceFutures.awaitAll(PATIENCE, underWay.toArray(RedisFuture[]::new))) {
      throw new IllegalStateException("Redis is too slow");
    }
    underWay.clear();
  }

  /** Writes what each processor has executed of these payments, for a simulated one to read. */
  public static void writeJournals(Path directory, int payments) throws IOException {
    for (String processor : PROCESSORS) {
      try (OutputStream out = Files.newOutputStream(directory.resolve(processor + ".journal"))) {
        ByteBuffer all = ByteBuffer.allocate(BATCH * 40);
        for (int number = 0; number < payments; number++) {
          Settled settled = payment(number);
          if (settled.intent().processor().equals(processor)) {
            write(all, settled);
          }
          if (!all.hasRemaining() || number == payments - 1) {
            out.write(all.array(), 0, all.position());
            all.clear();
          }
        }
      }
    }
  }

  private static void write(ByteBuffer all, Settled settled) {
    UUID id = settled.payment().correlationId();
    all.putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .putLong(settled.payment().amount().cents())
        .putLong(settled.intent().requestedAtMillis() * 1_000)
        .putLong(settled.settledAtMillis() * 1_000);
  }
}
