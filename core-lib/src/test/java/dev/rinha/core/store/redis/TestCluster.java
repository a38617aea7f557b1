package dev.rinha.core.store.redis;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.redis.TestRedis.Edition;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of our own: primaries that share the slots evenly, and a replica of each where
 * one is asked for.
 */
public final class TestCluster implements AutoCloseable {

  private static final ConcurrentMap<Edition, TestCluster> SHARED = new ConcurrentHashMap<>();
  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();

  /** An election that nobody wins is repeated after four times the node timeout. */
  private static final Duration FAILOVER_BOUND = Duration.ofMinutes(1);

  private static final Duration ANSWER_BOUND = Duration.ofSeconds(10);

  /** One for all questions: servers die all the time here, and its end might be waited for long. */
  private static final RedisClient CLIENT = RedisClient.create();

  private final List<TestRedis> primaries = new ArrayList<>();
  private final List<TestRedis> replicas = new ArrayList<>();

  private TestCluster(Edition edition, int shards, boolean replicated, String... options) {
    try {
      for (int i = 0; i < shards; i++) {
        primaries.add(node(edition, options));
        if (replicated) {
          replicas.add(node(edition, options));
        }
      }
      join();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static TestRedis node(Edition edition, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--cluster-enabled", "yes", "--cluster-node-timeout", "2000"));
    return TestRedis.start(edition, all.toArray(String[]::new));
  }

  /** Three primaries with a replica each, which all tests of this JVM share. */
  public static TestCluster shared(Edition edition) {
    return SHARED.computeIfAbsent(edition, one -> new TestCluster(one, 3, true));
  }

  /** Starts one for the caller alone, whose servers have these further options. */
  public static TestCluster start(
      Edition edition, int shards, boolean replicated, String... options) {
    return new TestCluster(edition, shards, replicated, options);
  }

  private void join() {
    int shards = primaries.size();
    for (int i = 0; i < shards; i++) {
      int[] slots =
          IntStream.range(SlotHash.SLOT_COUNT * i / shards, SlotHash.SLOT_COUNT * (i + 1) / shards)
              .toArray();
      ask(primaries.get(i), redis -> redis.clusterAddSlots(slots));
    }
    for (TestRedis node : nodes()) {
      ask(primaries.getFirst(), redis -> redis.clusterMeet(HOST, node.port()));
    }
    for (TestRedis node : nodes()) {
      Poll.until(
          "all nodes know each other",
          () -> ask(node, redis -> redis.clusterNodes().lines().count()) == nodes().size());
    }
    for (int i = 0; i < replicas.size(); i++) {
      String primary = ask(primaries.get(i), RedisCommands::clusterMyId);
      ask(replicas.get(i), redis -> redis.clusterReplicate(primary));
    }
    awaitWell();
  }

  /** Waits until all slots are served, and every primary that is to have a replica has one. */
  public void awaitWell() {
    for (TestRedis node : nodes()) {
      Poll.until("the cluster works", FAILOVER_BOUND, () -> isWell(node));
    }
  }

  /** One that has just begun still reads its data. */
  private boolean isWell(TestRedis node) {
    try {
      String replication = ask(node, redis -> redis.info("replication"));
      return ask(node, redis -> redis.clusterInfo().contains("cluster_state:ok"))
          && (replicas.isEmpty()
              || !replication.contains("role:master")
              || replication.contains("state=online"));
    } catch (RedisException e) {
      return false;
    }
  }

  /** Those that have slots now and run. */
  public List<TestRedis> primaries() {
    return nodes().stream().filter(node -> node.handle().isAlive() && isPrimary(node)).toList();
  }

  private static boolean isPrimary(TestRedis node) {
    return ask(node, redis -> redis.info("replication").contains("role:master"));
  }

  /** {@code kill -9} of a primary; answers once another server has its slots. */
  public void fail(TestRedis primary) {
    String id = ask(primary, RedisCommands::clusterMyId);
    primary.kill();
    List<TestRedis> left = nodes().stream().filter(node -> node != primary).toList();
    Poll.until(
        "another one has its slots",
        FAILOVER_BOUND,
        () ->
            left.stream()
                .allMatch(
                    node ->
                        ask(
                            node,
                            redis ->
                                redis.clusterInfo().contains("cluster_state:ok")
                                    && redis
                                        .clusterNodes()
                                        .lines()
                                        .noneMatch(
                                            line ->
                                                line.startsWith(id) && !line.contains("fail")))));
  }

  /**
   * Its replica gets nothing any more, until {@link #reconnect}; it may be elected all the same.
   */
  public TestRedis disconnectReplica(TestRedis primary) {
    TestRedis replica =
        nodes().stream().filter(node -> isReplicaOf(node, primary)).findFirst().orElseThrow();
    ask(replica, redis -> redis.configSet("masteruser", "nobody"));
    ask(replica, redis -> redis.configSet("masterauth", "nothing"));
    ask(primary, redis -> redis.clientKill(KillArgs.Builder.typeSlave()));
    return replica;
  }

  /** Ends that. */
  public void reconnect(TestRedis replica) {
    ask(replica, redis -> redis.configSet("masterauth", ""));
    ask(replica, redis -> redis.configSet("masteruser", ""));
  }

  private static boolean isReplicaOf(TestRedis node, TestRedis primary) {
    return node.handle().isAlive()
        && ask(node, redis -> redis.info("replication"))
            .lines()
            .anyMatch(("master_port:" + primary.port())::equals);
  }

  /** All servers, primaries first. */
  public List<TestRedis> nodes() {
    List<TestRedis> all = new ArrayList<>(primaries);
    all.addAll(replicas);
    return all;
  }

  /** The addresses of all servers, as a store takes them. */
  public String addresses() {
    return String.join(",", nodes().stream().map(TestRedis::address).toList());
  }

  /** The server that has a key now. */
  public TestRedis primaryOf(String key) {
    int slot = SlotHash.getSlot(key);
    return withCluster(
        client -> {
          RedisURI uri = client.getPartitions().getMasterBySlot(slot).getUri();
          return nodes().stream()
              .filter(node -> node.port() == uri.getPort())
              .findFirst()
              .orElseThrow();
        });
  }

  /**
   * Moves the slot of a key to another server, as {@code redis-cli --cluster reshard} does.
   *
   * @param afterEach called after each key that was moved
   */
  public void move(String key, TestRedis to, Runnable afterEach) {
    TestRedis from = primaryOf(key);
    int slot = SlotHash.getSlot(key);
    beginMove(key, to);
    ask(
        from,
        redis -> {
          for (List<String> next = redis.clusterGetKeysInSlot(slot, 1);
              !next.isEmpty();
              next = redis.clusterGetKeysInSlot(slot, 1)) {
            redis.migrate(HOST, to.port(), next.getFirst(), 0, 5_000);
            afterEach.run();
          }
          return "";
        });
    endMove(key, to);
  }

  /** Begins to move the slot of a key to another server; none of its keys is moved yet. */
  public void beginMove(String key, TestRedis to) {
    TestRedis from = primaryOf(key);
    int slot = SlotHash.getSlot(key);
    String source = ask(from, RedisCommands::clusterMyId);
    String target = ask(to, RedisCommands::clusterMyId);
    ask(to, redis -> redis.clusterSetSlotImporting(slot, source));
    ask(from, redis -> redis.clusterSetSlotMigrating(slot, target));
  }

  /** Leaves the slot of a key where it is after all. */
  public void abandonMove(String key) {
    int slot = SlotHash.getSlot(key);
    primaries.forEach(node -> ask(node, redis -> redis.clusterSetSlotStable(slot)));
  }

  /** Says that a server has the slot of a key, which ends a move. */
  private void endMove(String key, TestRedis owner) {
    int slot = SlotHash.getSlot(key);
    String id = ask(owner, RedisCommands::clusterMyId);
    ask(owner, redis -> redis.clusterSetSlotNode(slot, id));
    primaries.stream()
        .filter(node -> node != owner)
        .forEach(node -> ask(node, redis -> redis.clusterSetSlotNode(slot, id)));
  }

  /** Does something with the data, wherever that is. */
  public void with(Consumer<RedisAdvancedClusterCommands<String, String>> action) {
    withCluster(
        client -> {
          try (StatefulRedisClusterConnection<String, String> connection = client.connect()) {
            action.accept(connection.sync());
          }
          return "";
        });
  }

  private <T> T withCluster(Function<RedisClusterClient, T> action) {
    List<RedisURI> uris =
        nodes().stream().map(node -> RedisURI.create("redis://" + node.address())).toList();
    RedisClusterClient client = RedisClusterClient.create(uris);
    try {
      return action.apply(client);
    } finally {
      BoundedShutdown.of(client);
    }
  }

  /** Asks one server. */
  public static <T> T ask(TestRedis server, Function<RedisCommands<String, String>, T> question) {
    RedisURI uri = RedisURI.create("redis://" + server.address());
    uri.setTimeout(ANSWER_BOUND);
    StatefulRedisConnection<String, String> connection = CLIENT.connect(uri);
    try {
      return question.apply(connection.sync());
    } finally {
      connection.closeAsync();
    }
  }

  @Override
  public void close() {
    nodes().forEach(TestRedis::close);
  }
}
