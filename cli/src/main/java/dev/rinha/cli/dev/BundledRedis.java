package dev.rinha.cli.dev;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Trouble;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis that comes with the tool, keeping its append-only file in a directory.
 *
 * <p>It runs as a process of its own, detached from the terminal: a Ctrl-C reaches the tool alone,
 * which needs Redis to stop in order; and after a {@code kill -9} of the tool Redis lives on and is
 * found again by the next start, so that no two servers ever write the same file.
 */
final class BundledRedis implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final Duration START_BOUND = Duration.ofSeconds(10);
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);

  private final int port;

  private BundledRedis(int port) {
    this.port = port;
  }

  /** Starts Redis on that directory, or finds the one that is still running there. */
  static BundledRedis start(Path directory) {
    try {
      Files.createDirectories(directory);
      Path portFile = directory.resolve("port");
      Optional<Integer> lastPort = readPort(portFile);
      if (lastPort.isPresent() && serves(lastPort.get(), directory)) {
        return new BundledRedis(lastPort.get());
      }
      int port = lastPort.filter(BundledRedis::free).orElseGet(BundledRedis::freePort);
      launch(directory, port);
      Files.writeString(portFile, Integer.toString(port));
      return new BundledRedis(port);
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot keep Redis data in " + directory + ": " + Trouble.words(e),
          ExitCode.INTERNAL_ERROR);
    }
  }

  /** Host and port. */
  String address() {
    return HOST + ":" + port;
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
  }

  private static void launch(Path directory, int port) throws IOException {
    File executable = ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
    Path configuration = directory.resolve("redis.conf");
    Files.writeString(
        configuration,
        """
        bind %s
        port %d
        dir "%s"
        daemonize yes
        logfile "redis.log"
        save ""
        appendonly yes
        appendfsync everysec
        maxmemory-policy noeviction
        """
            .formatted(HOST, port, directory.toAbsolutePath()));
    Process process =
        new ProcessBuilder(executable.getPath(), configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("redis-start.log").toFile())
            .start();
    await(process, directory, port);
  }

  private static void await(Process process, Path directory, int port) throws IOException {
    long untilNanos = System.nanoTime() + START_BOUND.toNanos();
    try {
      process.waitFor(START_BOUND.toMillis(), TimeUnit.MILLISECONDS);
      while (!serves(port, directory)) {
        if (System.nanoTime() > untilNanos) {
          throw new CommandFailure(
              "the bundled Redis did not start; see "
                  + directory.resolve("redis.log")
                  + ", or start one yourself and set REDIS_ADDR=host:port",
              ExitCode.INTERNAL_ERROR);
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Redis was starting", e);
    }
  }

  /** Whether a Redis answers there that keeps its data in this directory. */
  private static boolean serves(int port, Path directory) {
    if (free(port)) {
      return false;
    }
    try (RedisClient client = client(port);
        StatefulRedisConnection<String, String> connection = client.connect()) {
      boolean loaded = connection.sync().ping().equals("PONG");
      String dir = connection.sync().configGet("dir").getOrDefault("dir", "");
      return loaded && Path.of(dir).toRealPath().equals(directory.toRealPath());
    } catch (RedisException | IOException e) {
      return false;
    }
  }

  private static RedisClient client(int port) {
    RedisURI uri = RedisURI.create(HOST, port);
    uri.setTimeout(COMMAND_TIMEOUT);
    return RedisClient.create(uri);
  }

  private static Optional<Integer> readPort(Path portFile) throws IOException {
    return Files.exists(portFile)
        ? Optional.of(Files.readString(portFile).strip())
            .filter(text -> text.matches("\\d{1,5}"))
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

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailure("no free port: " + Trouble.words(e), ExitCode.INTERNAL_ERROR);
    }
  }
}
