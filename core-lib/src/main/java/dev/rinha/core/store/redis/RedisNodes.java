package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnwritableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The servers on which a store is: one, or the primaries of a Redis Cluster, whichever answers at
 * the addresses. Thread safe.
 *
 * <p>Each is spoken to on a connection of its own, and never redirected: what was meant for one
 * process must not reach another one, which may know less, before its {@link
 * dev.rinha.core.store.Era era} was looked at. What a node of a cluster refuses because it has not
 * the keys is refused to the caller too, and where they are is looked up for the next call.
 */
final class RedisNodes implements AutoCloseable {

  private final RedisSettings settings;
  private final LongSupplier nanos;
  private final List<RedisURI> addresses;
  private final ClientResources resources;
  private final RedisClient client;
  private final ConcurrentMap<String, RedisNode> nodes = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final ReentrantLock finding = new ReentrantLock();
  private volatile @Nullable RedisNode only;
  private volatile @Nullable ClusterTopology cluster;
  private volatile boolean closed;

  /**
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  RedisNodes(RedisSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
    this.addresses = settings.uris();
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .commandLatencyRecorder(CommandLatencyRecorder.disabled())
            .reconnectDelay(Delay.constant(Duration.ofMillis(100)))
            .nettyCustomizer(new FlushTogether())
            .build();
    this.client = new AsyncOnlyClient(resources);
    ClientOptions.Builder options = options();
    TlsOptions.of(settings).ifPresent(options::sslOptions);
    client.setOptions(options.build());
  }

  private ClientOptions.Builder options() {
    return ClientOptions.builder()
        .protocolVersion(ProtocolVersion.RESP2)
        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
        // A server that was restarted, or another one, may have gone back in time: what was out
        // when the connection broke must not reach it before that was noticed.
        .replayFilter(
            command -> {
              command.completeExceptionally(
                  new RedisException("the connection was lost; the command may be done"));
              return true;
            })
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .requestQueueSize(settings.requestQueueSize())
        // Each connection has its bound; on those where Redis may be told to wait the caller has.
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands().connectionTimeout().build())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(settings.connectTimeout())
                .keepAlive(true)
                .tcpNoDelay(true)
                .build());
  }

  /** A clock that never jumps. */
  LongSupplier nanos() {
    return nanos;
  }

  /**
   * The server that has the keys of a slot.
   *
   * @throws StoreException if that cannot be found out
   */
  RedisNode of(int slot) {
    RedisNode one = only;
    if (one != null) {
      return one;
    }
    ClusterTopology topology = cluster;
    if (topology == null) {
      return findOut(slot);
    }
    return node(topology.primaryOf(slot));
  }

  private RedisNode findOut(int slot) {
    finding.lock();
    try {
      if (only == null && cluster == null) {
        findOut();
      }
    } finally {
      finding.unlock();
    }
    return of(slot);
  }

  /** The first address that answers tells what there is. */
  private void findOut() {
    StoreException away = null;
    for (RedisURI address : addresses) {
      RedisNode node = node(address);
      try {
        if (isInCluster(node)) {
          cluster = new ClusterTopology(resources, addresses, settings, this::moved, nanos);
        } else if (addresses.size() > 1) {
          throw StoreException.refused(
              node.where()
                  + " is no node of a Redis Cluster: give its address alone, or those of a cluster",
              new IllegalArgumentException("several addresses"));
        } else {
          only = node;
        }
        return;
      } catch (StoreException e) {
        if (e.getCause() instanceof IllegalArgumentException) {
          throw e;
        }
        away = e;
      }
    }
    throw away == null ? new IllegalStateException("no address") : away;
  }

  /** A server that does not tell is taken for one of its own. */
  private static boolean isInCluster(RedisNode node) {
    try {
      String told = node.call(redis -> redis.info("cluster"));
      return HealthCheck.number(HealthCheck.field(told, "cluster_enabled")) > 0;
    } catch (StoreException e) {
      if (e.getCause() instanceof RedisCommandExecutionException) {
        return false;
      }
      throw e;
    }
  }

  private static String name(RedisURI uri) {
    return uri.getHost() + ":" + uri.getPort();
  }

  /**
   * What a cluster tells of its nodes has neither user nor TLS. Lettuce is not to introduce itself:
   * a user may not be permitted to, and in an older Redis cannot be.
   */
  private RedisNode node(RedisURI uri) {
    uri.applySsl(addresses.getFirst());
    uri.applyAuthentication(addresses.getFirst());
    uri.setLibraryName("");
    uri.setLibraryVersion("");
    return nodes.computeIfAbsent(
        name(uri),
        _ -> new RedisNode(settings, client, uri, numbers::incrementAndGet, () -> closed, nanos));
  }

  /** How many partitions of the store are where that slot is. */
  int sharers(int slot) {
    int count = settings.partitions();
    if (count <= 1) {
      return 1;
    }
    ClusterTopology topology = cluster;
    if (topology == null) {
      return count;
    }
    String primary = name(topology.primaryOf(slot));
    return (int)
        IntStream.range(0, count)
            .map(i -> SlotHash.getSlot("{" + TermsSource.tag(settings.namespace(), i) + "}"))
            .filter(other -> name(topology.primaryOf(other)).equals(primary))
            .count();
  }

  /** Whether a cluster answered. */
  boolean isCluster() {
    return cluster != null;
  }

  /** Whether a Redis answered that is no node of a cluster. */
  boolean isAlone() {
    return only != null;
  }

  /** Whether the connection to the server that has a slot stands now. */
  boolean connected(int slot) {
    return isKnown() && of(slot).connected();
  }

  /** Where a slot is, in words. */
  String where(int slot) {
    return isKnown() ? of(slot).where() : "Redis at " + settings.address();
  }

  /**
   * Host and port of the server that has a slot.
   *
   * @throws StoreException if that cannot be found out
   */
  String server(int slot) {
    return of(slot).server();
  }

  private boolean isKnown() {
    return only != null || cluster != null;
  }

  /** Something did not work at a server that should have the keys of a slot. */
  void failed(StoreException why) {
    ClusterTopology topology = cluster;
    if (topology != null && mayHaveMoved(why)) {
      topology.lookAgain();
    } else if (topology == null && String.valueOf(why.getMessage()).contains("MOVED")) {
      only = null; // It has become a cluster.
    }
  }

  private static boolean mayHaveMoved(StoreException why) {
    return !(why instanceof UnwritableException || why.getCause() instanceof InterruptedException);
  }

  /** Other servers have the keys now, or one was something else in between. */
  private void moved(List<RedisURI> primaries) {
    List<String> names = primaries.stream().map(RedisNodes::name).toList();
    nodes.forEach(
        (name, node) -> {
          if (names.contains(name)) {
            node.renumber();
          } else if (nodes.remove(name, node)) {
            node.close();
          }
        });
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      ClusterTopology topology = cluster;
      if (topology != null) {
        topology.close();
      }
      BoundedShutdown.of(client);
      resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
  }
}
