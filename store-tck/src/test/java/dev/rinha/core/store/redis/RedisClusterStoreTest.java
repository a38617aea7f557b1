package dev.rinha.core.store.redis;

import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract in a Redis Cluster, in one partition and in many. */
@ParameterizedClass
@ValueSource(ints = {1, 16})
final class RedisClusterStoreTest extends PaymentStoreContract {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @Parameter int partitions = 1;

  private final String namespace = "test" + NAMESPACES.incrementAndGet();

  @Override
  public StoreFactory factory() {
    TestCluster cluster = TestCluster.shared(Edition.BUNDLED);
    return new ClusterStoreFactory(cluster, RedisAccess.OPEN, namespace, partitions);
  }
}
