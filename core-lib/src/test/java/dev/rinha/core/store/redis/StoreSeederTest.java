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
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StoreSeederTest {

  private static final int PAYMENTS = 700;
  private static final String QUEUE = ":queue";

  private final String address = TestRedis.shared(TestRedis.Edition.BUNDLED).address();

  @Test
  void seededStoreIsWhatAcceptingAndSettlingWouldHaveMade() {
    RedisSettings worked = RedisSettings.at(address).withNamespace("seeder-worked");
    RedisSettings seeded = RedisSettings.at(address).withNamespace("seeder-seeded");

    try (RedisStore store = RedisStore.open(worked)) {
      for (int number = 0; number < PAYMENTS; number++) {
        settle(store, StoreSeeder.payment(number));
      }
    }
    StoreSeeder.seed(seeded, PAYMENTS);

    Map<String, Object> made = contents(worked);
    assertTrue(made.size() > PAYMENTS / 2, made::toString);
    assertEquals(made, contents(seeded));
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

  /** All keys but the queue, which is empty, without the namespace. */
  private static Map<String, Object> contents(RedisSettings settings) {
    String prefix = "{" + settings.namespace() + "}:";
    Map<String, Object> contents = new TreeMap<>();
    try (RedisClient client = RedisClient.create("redis://" + settings.address());
        StatefulRedisConnection<String, String> connection =
            client.connect(new StringCodec(StandardCharsets.ISO_8859_1))) {
      RedisCommands<String, String> redis = connection.sync();
      for (String key : redis.keys(prefix + "*")) {
        if (!key.endsWith(QUEUE)) {
          contents.put(key.substring(prefix.length()), content(redis, key));
        }
      }
    }
    return contents;
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
