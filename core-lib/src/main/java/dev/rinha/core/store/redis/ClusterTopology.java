package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;

/**
 * Which server of a Redis Cluster has which slots, as the cluster says. It is asked again at once
 * when something does not work, and once in a while. Thread safe.
 */
final class ClusterTopology implements AutoCloseable {

  /** After trouble, which many callers meet at the same time. */
  private static final long AGAIN_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final long ROUTINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final RedisClusterClient client;
  private final Consumer<List<RedisURI>> changed;
  private final LongSupplier nanos;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Partitions known;
  private volatile long lookedAtNanos;

  /**
   * Asks for the first time.
   *
   * @param changed is told the primaries whenever there are others, or slots are elsewhere
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   * @throws StoreException if no address answers
   */
  ClusterTopology(
      ClientResources resources,
      List<RedisURI> addresses,
      RedisSettings settings,
      Consumer<List<RedisURI>> changed,
      LongSupplier nanos) {
    this.changed = changed;
    this.nanos = nanos;
    this.lookedAtNanos = nanos.getAsLong();
    this.client = RedisClusterClient.create(resources, addresses);
    ClusterClientOptions.Builder options = ClusterClientOptions.builder();
    options.topologyRefreshOptions(
        ClusterTopologyRefreshOptions.builder().closeStaleConnections(true).build());
    TlsOptions.of(settings).ifPresent(options::sslOptions);
    client.setOptions(options.build());
    addresses.forEach(address -> address.setTimeout(settings.connectTimeout()));
    try {
      known = client.getPartitions().clone();
    } catch (RedisException e) {
      close();
      throw StoreException.refused(
          "the Redis Cluster does not tell its nodes: " + e.getMessage(), e);
    }
  }

  /**
   * Where the keys of a slot are.
   *
   * @throws StoreException if no server has that slot
   */
  RedisURI primaryOf(int slot) {
    if (nanos.getAsLong() - lookedAtNanos > ROUTINE_NANOS) {
      lookAgain();
    }
    RedisClusterNode node = known.getMasterBySlot(slot);
    if (node == null) {
      lookAgain();
      throw StoreException.refused(
          "no node of the Redis Cluster has slot " + slot, new IllegalStateException("slot"));
    }
    return node.getUri();
  }

  /** Asks anew, in the background, unless that was done just now. */
  void lookAgain() {
    if (nanos.getAsLong() - lookedAtNanos < AGAIN_AFTER_NANOS
        || !looking.compareAndSet(false, true)) {
      return;
    }
    var _ =
        client
            .refreshPartitionsAsync()
            .whenComplete(
                (_, _) -> {
                  lookedAtNanos = nanos.getAsLong();
                  looking.set(false);
                  take(client.getPartitions().clone());
                });
  }

  private void take(Partitions now) {
    Partitions before = known;
    known = now;
    if (!seats(now).equals(seats(before))) {
      changed.accept(
          StreamSupport.stream(now.spliterator(), false)
              .filter(node -> !node.getSlots().isEmpty())
              .map(RedisClusterNode::getUri)
              .toList());
    }
  }

  /** Who has which slots since when: an election, too, gives a node another epoch. */
  private static Set<String> seats(Partitions partitions) {
    Set<String> seats = new TreeSet<>();
    for (RedisClusterNode node : partitions) {
      if (!node.getSlots().isEmpty()) {
        seats.add(
            "%s %s %s"
                .formatted(node.getNodeId(), node.getConfigEpoch(), node.getSlots().hashCode()));
      }
    }
    return seats;
  }

  @Override
  public void close() {
    BoundedShutdown.of(client);
  }
}
