package dev.rinha.cli.dev;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of {@link BundledRedis} processes, each with a directory of its own in that of
 * the data. A process that is dead is started by the next {@code dev} and takes the place that it
 * finds: of one that was a primary another one has the slots by then, and it becomes its replica.
 */
final class BundledCluster {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String FILE = "cluster";
  private static final int LEAST_SHARDS = 3;
  private static final int MOST_SHARDS = 16;
  private static final int MOST_REPLICAS = 5;

  /** How many primaries there are, and replicas of each. */
  record Shape(int shards, int replicas) {

    private static final Pattern TEXT = Pattern.compile("shards=(\\d{1,4})\\s+replicas=(\\d{1,4})");

    /**
     * @throws CommandFailure if no such cluster can be made
     */
    Shape {
      if (shards < LEAST_SHARDS || shards > MOST_SHARDS) {
        throw new CommandFailure(
            "--shards must be from %s to %s, was %s: a failed one is replaced by the word of most of them, so two cannot do without each other"
                .formatted(LEAST_SHARDS, MOST_SHARDS, shards),
            ExitCode.USAGE);
      }
      if (replicas < 0 || replicas > MOST_REPLICAS) {
        throw new CommandFailure(
            "--replicas must be from 0 to %s for each shard, was %s"
                .formatted(MOST_REPLICAS, replicas),
            ExitCode.USAGE);
      }
    }

    int nodes() {
      return shards * (1 + replicas);
    }

    String options() {
      return "--shards %s --replicas %s".formatted(shards, replicas);
    }

    /** That of the cluster whose data are there; empty if there is none yet. */
    static Optional<Shape> of(Path data) throws IOException {
      Path file = data.resolve(FILE);
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      Matcher written = TEXT.matcher(Files.readString(file).strip());
      if (!written.matches()) {
        throw new IOException(file + " must say shards=3 replicas=1, or other numbers");
      }
      return Optional.of(
          new Shape(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2))));
    }

    private void write(Path data) throws IOException {
      Files.writeString(data.resolve(FILE), "shards=%s replicas=%s%n".formatted(shards, replicas));
    }
  }

  /**
   * A process of it, as it is now.
   *
   * @param again the line that starts it again when it was killed
   * @param primary whether it has slots
   * @param primaryAddress of the primary that it copies; its own if it is one
   */
  record Node(String address, long process, String again, boolean primary, String primaryAddress) {
    boolean isReplicaOf(Node other) {
      return !primary && primaryAddress.equals(other.address());
    }
  }

  private record Member(Path directory, BundledRedis redis) {}

  private final Path data;
  private final Shape shape;
  private final RedisClient client;
  private final List<Member> nodes = new ArrayList<>();

  private BundledCluster(Path data, Shape shape, RedisClient client) {
    this.data = data;
    this.shape = shape;
    this.client = client;
  }

  /**
   * Starts the cluster of that directory, or what of it does not run; makes it where there is none.
   *
   * @param started is told of each process, so that it can be ended
   * @return the processes, primaries first
   */
  static List<Node> start(Path data, Shape shape, Consumer<BundledRedis> started) {
    try (RedisClient client = RedisClient.create()) {
      return new BundledCluster(data, shape, client).start(started);
    } catch (IOException e) {
      throw notStarted(data, FailureText.words(e));
    } catch (RedisException e) {
      throw notStarted(data, String.valueOf(e.getMessage()));
    }
  }

  private static CommandFailure notStarted(Path data, String why) {
    return new CommandFailure(
        "the Redis Cluster in %s did not start: %s; see the redis.log in its folders"
            .formatted(data, why),
        ExitCode.INTERNAL_ERROR);
  }

  private List<Node> start(Consumer<BundledRedis> started) throws IOException {
    shape.write(data); // First: whatever of it is made, is made in this shape.
    for (int i = 1; i <= shape.nodes(); i++) {
      Path directory = data.resolve("redis-" + i);
      BundledRedis node = BundledRedis.startNode(directory);
      started.accept(node);
      nodes.add(new Member(directory, node));
    }
    // Again each time: one may have another port than before.
    for (Member node : nodes) {
      RedisURI at = node.redis().uri();
      var _ = ask(nodes.getFirst(), redis -> redis.clusterMeet(at.getHost(), at.getPort()));
    }
    await("its nodes do not know each other", () -> nodes.stream().allMatch(this::knowsAll));
    make();
    await("not every slot is served, or a replica has not its data", this::well);
    return now();
  }

  /** What is not done yet: nothing in a cluster that was made, all in a new one. */
  private void make() {
    int shards = shape.shards();
    for (int i = 0; i < shards; i++) {
      int[] slots =
          IntStream.range(SlotHash.SLOT_COUNT * i / shards, SlotHash.SLOT_COUNT * (i + 1) / shards)
              .toArray();
      if (hasNoSlots(nodes.get(i)) && !everySlot(nodes.get(i), "assigned")) {
        var _ = ask(nodes.get(i), redis -> redis.clusterAddSlots(slots));
      }
    }
    for (int i = shards; i < nodes.size(); i++) {
      if (hasNoSlots(nodes.get(i))) {
        String primary = ask(nodes.get(i % shards), RedisCommands::clusterMyId);
        var _ = ask(nodes.get(i), redis -> redis.clusterReplicate(primary));
      }
    }
  }

  private boolean knowsAll(Member node) {
    return lines(node).filter(line -> !line.matches(".*(handshake|noaddr).*")).count()
        == nodes.size();
  }

  private boolean hasNoSlots(Member node) {
    return self(node).matches(".*\\bmyself,master\\b.* connected *");
  }

  private boolean hasSlots(Member node) {
    return self(node).matches(".*\\bmyself,master\\b.* connected \\d.*");
  }

  private String self(Member node) {
    return lines(node).filter(line -> line.contains("myself")).findFirst().orElse("");
  }

  /** After its start a primary takes no writes for two seconds. */
  private boolean works(Member node) {
    return ask(node, RedisCommands::clusterInfo).contains("cluster_state:ok");
  }

  private boolean everySlot(Member node, String state) {
    return ask(node, RedisCommands::clusterInfo)
        .contains("cluster_slots_%s:%s".formatted(state, SlotHash.SLOT_COUNT));
  }

  private Stream<String> lines(Member node) {
    return ask(node, RedisCommands::clusterNodes).lines();
  }

  private boolean well() {
    return nodes.stream().filter(this::hasSlots).count() == shape.shards()
        && nodes.stream().allMatch(node -> works(node) && everySlot(node, "ok") && copies(node));
  }

  /** Whether it has the data of its primary, or another one has its. */
  private boolean copies(Member node) {
    String replication = ask(node, redis -> redis.info("replication"));
    return replication.contains("role:master")
        ? shape.replicas() == 0 || replication.contains("state=online")
        : replication.contains("master_link_status:up");
  }

  private List<Node> now() throws IOException {
    List<Node> now = new ArrayList<>();
    for (Member node : nodes) {
      now.add(now(node));
    }
    now.sort(Comparator.comparing(Node::primary).reversed()); // Stable: by number.
    return now;
  }

  private Node now(Member node) throws IOException {
    String info = ask(node, redis -> redis.info());
    boolean primary = BundledRedis.value(info, "role").equals("master");
    return new Node(
        node.redis().address(),
        Long.parseLong(BundledRedis.value(info, "process_id")),
        BundledRedis.again(node.directory()),
        primary,
        primary
            ? node.redis().address()
            : BundledRedis.value(info, "master_host")
                + ":"
                + BundledRedis.value(info, "master_port"));
  }

  private <T> T ask(Member node, Function<RedisCommands<String, String>, T> question) {
    try (StatefulRedisConnection<String, String> connection = client.connect(node.redis().uri())) {
      return question.apply(connection.sync());
    }
  }

  /** One that has just begun and still reads its data refuses questions. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (RedisException e) {
      return false;
    }
  }

  private static void await(String otherwise, BooleanSupplier condition) throws IOException {
    long untilNanos = System.nanoTime() + BOUND.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() > untilNanos) {
        throw new IOException(otherwise + " after " + BOUND.toSeconds() + " s");
      }
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the cluster was starting", e);
      }
    }
  }
}
