package dev.rinha.core.store.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server of our own, on the loopback interface, with an append-only file in a temporary
 * folder.
 */
public final class TestRedis implements AutoCloseable {

  /** A Redis that can be started. */
  public enum Edition {
    /** Comes with the tests: 6.2. */
    BUNDLED,
    /** {@code redis-server} on the path. */
    INSTALLED;

    /** Those that this machine has, unless {@code -Dredis.bundled-only=true} is for one. */
    public static List<Edition> available() {
      return installed() == null || Boolean.getBoolean("redis.bundled-only")
          ? List.of(BUNDLED)
          : List.of(BUNDLED, INSTALLED);
    }

    private File executable() {
      File installed = installed();
      if (this == INSTALLED && installed != null) {
        return installed;
      }
      return Bundle.EXECUTABLE;
    }

    private static @Nullable File installed() {
      String path = System.getenv().getOrDefault("PATH", "");
      return Stream.of(path.split(File.pathSeparator, -1))
          .map(folder -> new File(folder, "redis-server"))
          .filter(File::canExecute)
          .findFirst()
          .orElse(null);
    }
  }

  /** Unpacked once per JVM, when it is first needed. */
  private static final class Bundle {
    private static final File EXECUTABLE = unpack();

    private static File unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final ConcurrentMap<Edition, TestRedis> SHARED = new ConcurrentHashMap<>();
  private static final Duration START = Duration.ofSeconds(10);
  private static final int BUS = 10_000;

  private final Edition edition;
  private final Path folder;
  private final int port;
  private final List<String> launcher;
  private final List<String> options;
  private final Thread cleanUp = new Thread(this::wipe);
  private @Nullable Process process;

  private TestRedis(Edition edition, List<String> launcher, List<String> options)
      throws IOException {
    this.edition = edition;
    this.folder = Files.createTempDirectory("test-redis");
    this.port = freePort(options.contains("--cluster-enabled"));
    this.launcher = launcher;
    this.options = options;
    Runtime.getRuntime().addShutdownHook(cleanUp);
  }

  /** The one that all tests of this JVM share: use a namespace of your own. */
  public static TestRedis shared(Edition edition) {
    return SHARED.computeIfAbsent(edition, one -> started(one, List.of()));
  }

  /**
   * Starts one for the caller alone, with further options such as {@code --maxmemory 3mb}; {@code
   * -Dredis.shared-only=true} refuses that.
   */
  public static TestRedis start(Edition edition, String... options) {
    requireOwn();
    return started(edition, List.of(), options);
  }

  /** Starts one for the caller alone whose file system takes no file of more than 256 KB or so. */
  public static TestRedis startWithSmallDisk(Edition edition) {
    requireOwn();
    String small = "trap '' XFSZ; ulimit -f 512; exec \"$0\" \"$@\"";
    return started(edition, List.of("sh", "-c", small));
  }

  private static void requireOwn() {
    if (Boolean.getBoolean("redis.shared-only")) {
      throw new IllegalStateException(
          "the mutation of scripts leaves out what wants its own Redis");
    }
  }

  private static TestRedis started(Edition edition, List<String> launcher, String... options) {
    try {
      TestRedis redis = new TestRedis(edition, launcher, List.of(options));
      redis.start();
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public String address() {
    return InetAddress.getLoopbackAddress().getHostAddress() + ":" + port;
  }

  /** The port of {@link #address()}. */
  public int port() {
    return port;
  }

  /** Starts it (again), with what is in its append-only file, and waits until it listens. */
  public void start() {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(
        List.of(
            edition.executable().getPath(),
            "--port",
            Integer.toString(port),
            "--bind",
            InetAddress.getLoopbackAddress().getHostAddress(),
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes"));
    command.addAll(options);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("redis.log").toFile())
              .start();
      awaitListening();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The running process, to send it signals. */
  public ProcessHandle handle() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("Redis was not started");
    }
    return running.toHandle();
  }

  /** How long its append-only file is. */
  public long writtenBytes() {
    try {
      return Files.size(appendOnlyFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, and has it lose all that came after these bytes of its append-only file. */
  public void killAndLoseAfter(long bytes) {
    kill();
    try (FileChannel file = FileChannel.open(appendOnlyFile(), StandardOpenOption.WRITE)) {
      file.truncate(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The one that grows: of a rewrite that was cut short another one stays before it. */
  private Path appendOnlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".incr.aof") || file.endsWith("appendonly.aof"))
          .max(
              Comparator.comparingInt((Path file) -> file.toString().length())
                  .thenComparing(file -> file))
          .orElseThrow();
    }
  }

  /** Ends it without a chance to write anything. */
  public void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().onExit().join();
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(cleanUp);
    wipe();
  }

  private void wipe() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!listens()) {
      Process running = process;
      if (System.nanoTime() > deadline || running == null || !running.isAlive()) {
        throw new IOException(
            "Redis did not start: " + Files.readString(folder.resolve("redis.log")));
      }
      Thread.onSpinWait();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A free port below those that the system gives to outgoing connections: while Redis is down,
   * nobody else can get it, and nobody who tries to connect to it can end up connected to himself.
   * A node of a cluster talks to others on the port that is {@value #BUS} higher.
   */
  private static int freePort(boolean withBus) throws IOException {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(20_000, withBus ? 22_700 : 30_000);
      if (isFree(candidate) && (!withBus || isFree(candidate + BUS))) {
        return candidate;
      }
    }
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (BindException e) {
      return false;
    }
  }
}
