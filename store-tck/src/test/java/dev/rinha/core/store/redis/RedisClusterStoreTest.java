package dev.rinha.core.store.redis;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract in a Redis Cluster. */
final class RedisClusterStoreTest extends PaymentStoreContract {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final TestCluster cluster = TestCluster.shared(Edition.BUNDLED);
  private final String namespace = "test" + NAMESPACES.incrementAndGet();
  private final StoreFactory factory = new OneNamespace();

  @Override
  public StoreFactory factory() {
    return factory;
  }

  private final class OneNamespace implements StoreFactory {

    @Override
    public PaymentStore open(long maxUnfinished) {
      return RedisStore.open(
          RedisSettings.at(cluster.addresses())
              .withNamespace(namespace)
              .withMaxUnfinished(maxUnfinished)
              .withIdBuckets(64));
    }

    @Override
    public void loseQueue() {
      cluster.with(redis -> redis.del("{" + namespace + "}:queue"));
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      cluster.with(redis -> RedisPlants.handOutAnew(redis, "{" + namespace + "}:queue", destroyed));
    }

    /** As another server process does it that answers with the same data. */
    @Override
    public void beginEra() {
      cluster.with(redis -> redis.hset("{" + namespace + "}:settings", "run", "another"));
    }
  }
}
