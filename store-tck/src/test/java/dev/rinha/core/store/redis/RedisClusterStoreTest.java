package dev.rinha.core.store.redis;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract in a Redis Cluster, in one partition and in many. */
@ParameterizedClass
@ValueSource(ints = {1, 16})
final class RedisClusterStoreTest extends PaymentStoreContract {

  /** Not drawn, so that tests that fail do so again. */
  private static final byte[] KEY = new byte[Partitioner.KEY_BYTES];

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @Parameter int partitions = 1;

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
      if (partitions > 1) {
        cluster.with(
            redis -> {
              redis.hset(key(0, "settings"), "partitions", Integer.toString(partitions));
              redis.hset(key(0, "settings"), "hash-key", HexFormat.of().formatHex(KEY));
            });
      }
      return RedisStore.open(
          RedisSettings.at(cluster.addresses())
              .withNamespace(namespace)
              .withMaxUnfinished(maxUnfinished)
              .withPartitions(partitions)
              .withIdBuckets(64));
    }

    @Override
    public int partitions() {
      return partitions;
    }

    @Override
    public int partitionOf(UUID correlationId) {
      return partitions == 1 ? 0 : new Partitioner(partitions, KEY).partitionOf(correlationId);
    }

    @Override
    public void loseQueue() {
      each((redis, i) -> redis.del(key(i, "queue")));
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      each((redis, i) -> RedisPlants.handOutAnew(redis, key(i, "queue"), destroyed));
    }

    /** As another server process does it that answers with the same data. */
    @Override
    public void beginEra() {
      each((redis, i) -> redis.hset(key(i, "settings"), "run", "another"));
    }

    private void each(ObjIntConsumer<RedisAdvancedClusterCommands<String, String>> action) {
      cluster.with(redis -> IntStream.range(0, partitions).forEach(i -> action.accept(redis, i)));
    }

    private String key(int partition, String name) {
      String tag = partitions == 1 ? namespace : TermsSource.tag(namespace, partition);
      return "{" + tag + "}:" + name;
    }
  }
}
