package dev.rinha.core.audit;

import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A store in a real Redis with settled payments. */
class AuditedStore implements AutoCloseable {

  static final int SETTLED = 1_500;
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  final RedisStore store;
  final RedisPlants plants;

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
    new InternalAudit(store.ledger(), store.books()).run(window, breaks::add, _ -> {});
    return breaks;
  }

  static Set<Break.Kind> kinds(List<? extends Break> breaks) {
    return breaks.stream().map(Break::kind).collect(Collectors.toSet());
  }

  static List<Break.OfPayment> named(List<Break> breaks) {
    return breaks.stream()
        .flatMap(found -> found instanceof Break.OfPayment one ? Stream.of(one) : Stream.of())
        .toList();
  }

  @Override
  public void close() {
    plants.close();
    store.close();
  }
}
