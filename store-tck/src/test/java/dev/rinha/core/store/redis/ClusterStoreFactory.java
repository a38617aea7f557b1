package dev.rinha.core.store.redis;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.tck.StoreFactory;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;

/** Stores of one namespace in a Redis Cluster. */
final class ClusterStoreFactory implements StoreFactory {

  /** Not drawn, so that tests that fail do so again. */
  private static final byte[] KEY = new byte[Partitioner.KEY_BYTES];

  private final TestCluster cluster;
  private final RedisSettings settings;
  private final String namespace;
  private final int partitions;

  /**
   * @param access as whom a store connects; what a test does beside it does somebody else
   */
  ClusterStoreFactory(TestCluster cluster, RedisAccess access, String namespace, int partitions) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.partitions = partitions;
    this.settings =
        RedisSettings.at(cluster.addresses())
            .withAccess(access)
            .withNamespace(namespace)
            .withPartitions(partitions)
            .withIdBuckets(64);
  }

  @Override
  public PaymentStore open(long maxUnfinished) {
    if (partitions > 1) {
      cluster.with(
          redis -> {
            redis.hset(key(0, "settings"), "partitions", Integer.toString(partitions));
            redis.hset(key(0, "settings"), "hash-key", HexFormat.of().formatHex(KEY));
          });
    }
    return RedisStore.open(settings.withMaxUnfinished(maxUnfinished));
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
