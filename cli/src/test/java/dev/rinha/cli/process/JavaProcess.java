package dev.rinha.cli.process;

import dev.rinha.cli.RinhaCli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code rinha-cli} in a JVM of its own, as in a container: small heap, serial GC, C1. Can be ended
 * and started again with the same command line any number of times; its output goes to one log.
 * Thread safe.
 */
public final class JavaProcess implements AutoCloseable {

  private static final Path LOGS = Path.of("target", "process-logs");
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xmx64m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final String name;
  private final ProcessBuilder builder;
  private final Path log;
  private final Thread cleanUp = new Thread(this::kill);
  private @Nullable Process process;

  /**
   * Prepares a process without starting it.
   *
   * @param environment what differs from the environment of the tests
   * @param jvmFlags besides the usual ones
   * @param arguments of rinha-cli
   */
  public JavaProcess(
      String name, Map<String, String> environment, List<String> jvmFlags, List<String> arguments) {
    this(name, environment, jvmFlags, RinhaCli.class, arguments);
  }

  /** The same with another main class than that of rinha-cli. */
  JavaProcess(
      String name,
      Map<String, String> environment,
      List<String> jvmFlags,
      Class<?> main,
      List<String> arguments) {
    this.name = name;
    this.log = logFile(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(jvmFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
  }

  /** A fresh file beside the logs. */
  static Path logFile(String name) {
    try {
      Files.createDirectories(LOGS);
      Path file = LOGS.resolve(name);
      Files.deleteIfExists(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A free port below those that the system gives to outgoing connections: while a process is dead,
   * nobody takes its port, and nobody who tries to connect to it ends up connected to himself.
   */
  public static int freePort() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        // Taken; the next one may not be.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Starts it; does nothing if it runs. Does not wait until it serves. */
  public synchronized void start() {
    if (running()) {
      return;
    }
    try {
      if (process == null) {
        Runtime.getRuntime().addShutdownHook(cleanUp);
      }
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized boolean running() {
    return process != null && process.isAlive();
  }

  /** The running process, to send it signals. */
  public synchronized ProcessHandle handle() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process.toHandle();
  }

  /** {@code kill -9}; returns when it is gone. */
  synchronized void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /**
   * SIGINT, as Ctrl-C does; returns at once. SIGTERM where SIGINT is ignored: who starts the tests
   * in the background of a script has them, and every process below, ignore it.
   */
  synchronized void interrupt() throws IOException {
    Process ending = process;
    if (ending != null) {
      String signal = ignoresInterrupts(ending.pid()) ? "-TERM" : "-INT";
      new ProcessBuilder("kill", signal, Long.toString(ending.pid())).start();
    }
  }

  private static boolean ignoresInterrupts(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }
  }

  /**
   * SIGTERM.
   *
   * @return the exit code
   */
  synchronized int terminate(Duration bound) {
    Process ending = process;
    if (ending == null) {
      throw new IllegalStateException(name + " was never started");
    }
    ending.destroy();
    try {
      if (!ending.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            name + " did not end within " + bound.toMillis() + " ms of SIGTERM, see " + log);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return ending.exitValue();
  }

  /** What it has printed so far, in all its lives. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    if (process != null) {
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    }
  }

  @Override
  public String toString() {
    return name + " (log: " + log + ")";
  }
}
