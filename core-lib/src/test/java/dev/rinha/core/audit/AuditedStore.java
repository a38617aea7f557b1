package dev.rinha.core.audit;

import dev.rinha.core.store.Phase;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in a real Redis with settled payments and one of each kind that is not. */
final class AuditedStore implements AutoCloseable {

  static final int SETTLED = 1_500;
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  /** One of each, in an order in which only the last one is left waiting. */
  private static final List<Phase> PHASES =
      List.of(
          Phase.HELD,
          Phase.SENDING,
          Phase.IN_DOUBT,
          Phase.SETTLED,
          Phase.DEAD,
          Phase.DISCARDED,
          Phase.QUEUED);

  final RedisStore store;
  final RedisPlants plants;
  final Map<Phase, UUID> ids = new EnumMap<>(Phase.class);

  AuditedStore() {
    this(SETTLED);
    PHASES.forEach(phase -> ids.put(phase, phase.reach(store)));
  }

  AuditedStore(int settled) {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(TestRedis.Edition.BUNDLED).address())
            .withNamespace("audit" + NAMESPACES.incrementAndGet())
            .withIdBuckets(64);
    store = RedisStore.open(settings);
    StoreSeeder.seed(settings.withIdBuckets(64), settled);
    plants = new RedisPlants(settings, store);
  }

  /** A settled payment. */
  static StoreSeeder.Settled settled(int number) {
    return StoreSeeder.payment(number);
  }

  List<Break> audit() {
    return audit(TimeWindow.ALL);
  }

  List<Break> audit(TimeWindow window) {
    List<Break> breaks = new ArrayList<>();
    new InternalAudit(store, store.books()).run(window, breaks::add, _ -> {});
    return breaks;
  }

  @Override
  public void close() {
    plants.close();
    store.close();
  }
}
