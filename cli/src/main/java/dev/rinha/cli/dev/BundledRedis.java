package dev.rinha.cli.dev;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.FailureText;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis that comes with the tool, keeping its append-only file in a directory.
 *
 * <p>It runs as a process of its own, detached from the terminal: a Ctrl-C reaches the tool alone,
 * which needs Redis to stop in order; and after a {@code kill -9} of the tool Redis lives on for a
 * minute and is found again by the next start, so that no two servers ever write the same file.
 */
final class BundledRedis implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final String CONFIGURATION = "redis.conf";
  private static final Duration START_BOUND = Duration.ofSeconds(30);
  private static final Duration FIND_BOUND = Duration.ofSeconds(5);
  private static final Duration END_BOUND = Duration.ofSeconds(3);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);

  /**
   * One that runs.
   *
   * @param process its number
   * @param loaded whether it has read its file
   */
  private record Server(long process, boolean loaded) {}

  /** What a node of a cluster has in its configuration besides. */
  private static final String NODE =
      """
      cluster-enabled yes
      cluster-config-file nodes.conf
      cluster-node-timeout 2000
      cluster-require-full-coverage no
      """;

  /** Nodes speak to each other at the port that is so much higher. */
  private static final int BUS = 10_000;

  /** Below those that the system gives to outgoing connections. */
  private static final int NODE_PORTS = 20_000;

  private final int port;
  private final RedisWatchdog watchdog;

  private BundledRedis(int port, RedisWatchdog watchdog) {
    this.port = port;
    this.watchdog = watchdog;
  }

  /** Starts Redis on that directory, or finds the one that is still running there. */
  static BundledRedis start(Path directory) {
    return start(directory, false);
  }

  /** The same as a node of a Redis Cluster, which it joins when it is told to. */
  static BundledRedis startNode(Path directory) {
    return start(directory, true);
  }

  private static BundledRedis start(Path directory, boolean node) {
    try {
      Files.createDirectories(directory);
      Path portFile = directory.resolve("port");
      Optional<Integer> lastPort = readNumber(portFile);
      boolean mine = RedisWatchdog.revokeAll(directory);
      Optional<Server> running =
          lastPort.isPresent() ? find(lastPort.get(), directory) : Optional.empty();
      if (running.isPresent() && (mine || !ended(lastPort.get(), directory))) {
        return guarded(directory, lastPort.get(), running.get().process());
      }
      int port =
          lastPort
              .filter(last -> free(last, node))
              .orElseGet(node ? BundledRedis::freeNodePort : BundledRedis::freePort);
      // Before the launch: whoever comes after a kill in between has to find it.
      Files.writeString(portFile, Integer.toString(port));
      return guarded(directory, port, launch(directory, port, node));
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot keep Redis data in " + directory + ": " + FailureText.words(e),
          ExitCode.INTERNAL_ERROR);
    }
  }

  /** Host and port. */
  String address() {
    return HOST + ":" + port;
  }

  RedisURI uri() {
    return uri(port);
  }

  /** The line that starts one again that was killed. */
  static String again(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Path executable =
          files
              .filter(file -> file.getFileName().toString().startsWith("redis-server"))
              .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
              .orElseThrow(() -> new NoSuchFileException(directory + "/redis-server"));
      return Stream.of(executable, directory.resolve(CONFIGURATION))
          .map(StartMessage::quoted)
          .collect(Collectors.joining(" "));
    }
  }

  /** Stops Redis; its data stay in the directory. */
  @Override
  public void close() {
    try (RedisClient client = client(port);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().shutdown(true);
    } catch (RedisException e) {
      // Gone already, or gone before it could answer: that is what was asked for.
    }
    if (free(port)) {
      watchdog.close();
    }
  }

  /** Answers the number of the process. */
  private static long launch(Path directory, int port, boolean node) throws IOException {
    Path processFile = directory.resolve("redis.pid");
    Files.deleteIfExists(processFile);
    File executable = ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
    Path configuration = directory.resolve(CONFIGURATION);
    Files.writeString(
        configuration,
        """
        bind %s
        port %s
        dir "%s"
        daemonize yes
        pidfile "redis.pid"
        logfile "redis.log"
        save ""
        appendonly yes
        appendfsync everysec
        maxmemory-policy noeviction
        %s\
        """
            .formatted(HOST, port, directory.toAbsolutePath(), node ? NODE : ""));
    Process process =
        new ProcessBuilder(executable.getPath(), configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis-start.log").toFile())
            .start();
    process.onExit().join();
    long untilNanos = System.nanoTime() + START_BOUND.toNanos();
    Optional<Integer> number = readNumber(processFile);
    while (number.isEmpty()) {
      if (!pause(untilNanos)) {
        throw notStarted(directory);
      }
      number = readNumber(processFile);
    }
    return number.get();
  }

  /** Has it guarded before it has read its file, which may take long. */
  private static BundledRedis guarded(Path directory, int port, long process) throws IOException {
    RedisWatchdog watchdog = RedisWatchdog.start(directory, process);
    long untilNanos = System.nanoTime() + START_BOUND.toNanos();
    while (server(port, directory).filter(Server::loaded).isEmpty()) {
      if (!pause(untilNanos)) {
        throw notStarted(directory);
      }
    }
    return new BundledRedis(port, watchdog);
  }

  /** Patient with one that is slow to answer: beside it a second one would write the same file. */
  private static Optional<Server> find(int port, Path directory) throws IOException {
    long untilNanos = System.nanoTime() + FIND_BOUND.toNanos();
    Optional<Server> found = server(port, directory);
    while (found.isEmpty() && !free(port) && pause(untilNanos)) {
      found = server(port, directory);
    }
    return found;
  }

  /** Waits until a Redis has ended that may be about to; answers whether it has. */
  private static boolean ended(int port, Path directory) throws IOException {
    long untilNanos = System.nanoTime() + END_BOUND.toNanos();
    while (server(port, directory).isPresent()) {
      if (!pause(untilNanos)) {
        return false;
      }
    }
    return true;
  }

  private static CommandFailure notStarted(Path directory) {
    return new CommandFailure(
        "the bundled Redis did not start; see "
            + directory.resolve("redis.log")
            + ", or start one yourself and set REDIS_ADDR=host:port",
        ExitCode.INTERNAL_ERROR);
  }

  /** Answers false when it is too late to wait longer. */
  private static boolean pause(long untilNanos) throws IOException {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Redis was starting", e);
    }
    return System.nanoTime() < untilNanos;
  }

  /** The Redis that answers there, if it keeps its data in this directory. */
  private static Optional<Server> server(int port, Path directory) {
    if (free(port)) {
      return Optional.empty();
    }
    try (RedisClient client = client(port);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      String dir = connection.sync().configGet("dir").getOrDefault("dir", "");
      String info = connection.sync().info();
      return Path.of(dir).toRealPath().equals(directory.toRealPath())
          ? Optional.of(
              new Server(
                  Long.parseLong(value(info, "process_id")), value(info, "loading").equals("0")))
          : Optional.empty();
    } catch (RedisException | IOException e) {
      return Optional.empty();
    }
  }

  static String value(String info, String key) {
    return info.lines()
        .filter(line -> line.startsWith(key + ":"))
        .map(line -> line.substring(key.length() + 1).strip())
        .findFirst()
        .orElse("0");
  }

  private static RedisClient client(int port) {
    return RedisClient.create(uri(port));
  }

  private static RedisURI uri(int port) {
    RedisURI uri = RedisURI.create(HOST, port);
    uri.setTimeout(COMMAND_TIMEOUT);
    return uri;
  }

  private static Optional<Integer> readNumber(Path file) throws IOException {
    return Files.exists(file)
        ? Optional.of(Files.readString(file).strip())
            .filter(text -> text.matches("\\d{1,9}"))
            .map(Integer::valueOf)
        : Optional.empty();
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort() == port;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean free(int port, boolean node) {
    return free(port) && (!node || free(port + BUS));
  }

  private static int freeNodePort() {
    return ThreadLocalRandom.current()
        .ints(NODE_PORTS, NODE_PORTS + BUS)
        .limit(BUS)
        .filter(port -> free(port, true))
        .findFirst()
        .orElseThrow(() -> new CommandFailure("no free port for a Redis", ExitCode.INTERNAL_ERROR));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailure("no free port: " + FailureText.words(e), ExitCode.INTERNAL_ERROR);
    }
  }
}
