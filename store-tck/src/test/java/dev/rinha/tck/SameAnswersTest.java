package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.summary.TimeWindow;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The store in memory is the model: whatever is called in whatever order, Redis gives the same
 * answers.
 */
final class SameAnswersTest {

  private static final int SEEDS = 20;
  private static final int STEPS = 250;
  private static final int LIMIT = 40;

  @ParameterizedTest
  @MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
  void redisAnswersLikeMemory(TestRedis.Edition edition) {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address())
            .withNamespace("same")
            .withMaxUnfinished(LIMIT)
            .withIdBuckets(8);
    try (RedisStore redis = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, redis)) {
      for (long seed = 0; seed < SEEDS; seed++) {
        redis.ledger().purge();
        try (MemoryStore memory = new MemoryStore(LIMIT, InstantSource.system())) {
          compare(redis, plants, memory, seed);
        }
      }
    }
  }

  private static void compare(RedisStore redis, RedisPlants plants, MemoryStore memory, long seed) {
    List<RandomWorker> inRedis = workers(redis, seed);
    List<RandomWorker> inMemory = workers(memory, seed);
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      if (random.nextInt(STEPS) == 0) {
        redis.ledger().purge();
        memory.ledger().purge();
      }
      if (random.nextInt(STEPS / 4) == 0) {
        boolean destroyed = random.nextBoolean();
        plants.handOutAnew(destroyed);
        memory.handOutAnew(destroyed);
      }
      int worker = random.nextInt(inRedis.size());
      assertEquals(inMemory.get(worker).step(), inRedis.get(worker).step(), where);
      Census census = redis.ledger().census();
      assertEquals(withoutGeneration(memory.ledger().census()), withoutGeneration(census), where);
      assertTrue(census.conserved(), where);
    }
    String where = "seed " + seed;
    assertEquals(
        memory.ledger().summary(TimeWindow.ALL), redis.ledger().summary(TimeWindow.ALL), where);
    assertEquals(ledger(memory), ledger(redis), where);
    assertEquals(
        new HashSet<>(memory.conflicts().list()), new HashSet<>(redis.conflicts().list()), where);
    for (int id = 0; id < 300; id++) {
      UUID uuid = new UUID(7, id);
      assertEquals(memory.ledger().find(uuid), redis.ledger().find(uuid), where);
    }
  }

  private static List<RandomWorker> workers(PaymentStore store, long seed) {
    return List.of(
        new RandomWorker(store, "a", seed),
        new RandomWorker(store, "b", seed + 1_000),
        new RandomWorker(store, "c", seed + 2_000));
  }

  private static Census withoutGeneration(Census census) {
    return new Census(
        0,
        census.accepted(),
        census.settled(),
        census.queued(),
        census.inFlight(),
        census.inDoubt(),
        census.dead(),
        census.discarded(),
        census.forgotten(),
        census.oldestQueuedAtMillis(),
        0,
        census.setAside());
  }

  private static List<LedgerEntry> ledger(PaymentStore store) {
    List<LedgerEntry> entries = new ArrayList<>();
    store.ledger().entries(TimeWindow.ALL, entries::add);
    return entries;
  }
}
