package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreSeederTest {

  private static final int PAYMENTS = 700;

  /** The queue is empty, and no worker has been at the seeded store. */
  private static final Set<String> LEFT_OUT = Set.of("queue", "told");

  private final String address = TestRedis.shared(TestRedis.Edition.BUNDLED).address();

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void seededStoreIsWhatAcceptingAndSettlingWouldHaveMade(int partitions) {
    RedisSettings worked = settings("seeder-worked-", partitions);
    RedisSettings seeded = settings("seeder-seeded-", partitions);

    try (RedisStore store = RedisStore.open(worked)) {
      for (int number = 0; number < PAYMENTS; number++) {
        settle(store, StoreSeeder.payment(number));
      }
    }
    withRedis(redis -> shareHashKey(redis, worked, seeded));
    StoreSeeder.seed(seeded, PAYMENTS);

    Map<String, Object> made = withRedis(redis -> contents(redis, worked));
    assertTrue(made.size() > PAYMENTS / 2, made::toString);
    assertEquals(made, withRedis(redis -> contents(redis, seeded)));
  }

  private RedisSettings settings(String namespace, int partitions) {
    return RedisSettings.at(address)
        .withNamespace(namespace + partitions)
        .withPartitions(partitions);
  }

  /** Otherwise each payment would be in another partition there. */
  private static long shareHashKey(
      RedisCommands<String, String> redis, RedisSettings from, RedisSettings to) {
    String settings = "{%s:0}:settings";
    Map<String, String> terms = redis.hgetall(settings.formatted(from.namespace()));
    terms.keySet().retainAll(List.of("partitions", "hash-key"));
    return terms.isEmpty() ? 0 : redis.hset(settings.formatted(to.namespace()), terms);
  }

  private static void settle(RedisStore store, StoreSeeder.Settled settled) {
    var payment = settled.payment();
    store.intake().accept(payment);
    Claim claim = store.queue().take("worker", 1, 0).getFirst();
    store.queue().begin("worker", List.of(new Begin(claim, settled.intent(), History.EMPTY)));
    store
        .queue()
        .settle(
            List.of(
                new Settlement(
                    claim,
                    settled.intent(),
                    settled.settledAtMillis(),
                    history(settled.history()))));
  }

  /** All keys of the payments, without the namespace. */
  private static Map<String, Object> contents(
      RedisCommands<String, String> redis, RedisSettings settings) {
    String prefix = "{" + settings.namespace();
    Map<String, Object> contents = new TreeMap<>();
    for (String key : redis.keys(prefix + "*")) {
      if (!LEFT_OUT.contains(key.substring(key.lastIndexOf(':') + 1))) {
        contents.put(key.substring(prefix.length()), content(redis, key));
      }
    }
    return contents;
  }

  private <T> T withRedis(Function<RedisCommands<String, String>, T> action) {
    try (RedisClient client = RedisClient.create("redis://" + address);
        StatefulRedisConnection<String, String> connection =
            client.connect(new StringCodec(StandardCharsets.ISO_8859_1))) {
      return action.apply(connection.sync());
    }
  }

  /** When the store was made is different each time, and nobody has begun an era of the seeded. */
  private static Map<String, String> withoutBeginning(Map<String, String> fields) {
    List.of("begun", "era", "run").forEach(fields::remove);
    return fields;
  }

  private static Object content(RedisCommands<String, String> redis, String key) {
    return switch (redis.type(key)) {
      case "hash" -> withoutBeginning(redis.hgetall(key));
      case "list" -> redis.lrange(key, 0, -1);
      case "zset" -> redis.zrangeWithScores(key, 0, -1);
      case "string" -> redis.get(key);
      case String other -> throw new IllegalStateException(key + " is a " + other);
    };
  }
}
