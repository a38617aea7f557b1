package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.dev.DevState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rinha-cli dev} as other commands see it, and what is left of one that was killed. */
final class DevTest {

  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void everyCommandFindsAHealthyDevByItsDataAndDoctorHasNothingToSay(@TempDir Path data)
      throws IOException {
    try (Running dev = new Running(data, 60)) {
      dev.start();
      dev.pay(3);

      String[] all = {"--data", data.toString()};
      // A busy machine answers late, which doctor mentions.
      Waiting.until(
          () -> run("doctor", all).out().lines().allMatch(line -> line.startsWith("ok    ")),
          BOUND,
          () -> run("doctor", all).out());
      CommandRun doctor = run("doctor", all);
      CommandRun status = run("status", all);
      CommandRun summary = run("summary", all);
      Waiting.until(() -> run("audit --processors", all).exitCode() == 0, BOUND, () -> "no audit");
      CommandRun bench = run("bench --dry-run", all);

      assertEquals(ExitCode.OK, doctor.exitCode(), doctor::toString);
      assertTrue(doctor.out().contains("ok    processor default"), doctor::out);
      assertTrue(doctor.out().contains("ok    service"), doctor::out);
      assertFalse(status.out().contains("worker    not asked"), status::out);
      assertEquals(ExitCode.OK, summary.exitCode(), summary::toString);
      assertEquals(ExitCode.OK, bench.exitCode(), bench::toString);
      assertTrue(bench.err().contains(dev.url + ", environment challenge"), bench::err);
    }
  }

  @Test
  void printedLinesAimAtTheDevThatPrintsThem(@TempDir Path data) throws IOException {
    try (Running dev = new Running(data, 60)) {
      dev.start();

      String redis = DevState.read(data).orElseThrow().redisAddress();
      String output = dev.process.output();

      assertTrue(
          output.contains("  ./rinha-cli bench --url " + dev.url + " --data " + data), output);
      assertTrue(output.contains("  ./rinha-cli status --watch --data " + data), output);
      assertTrue(
          output.contains("--redis " + redis + " --worker " + dev.url + " --processor default="),
          output);
      assertTrue(output.contains("  curl -i " + dev.url + "/payments "), output);
      assertTrue(output.contains("  curl " + dev.url + "/payments-summary\n"), output);
    }
  }

  /** In its first second it once answered 503 to the last line of what it had just printed. */
  @Test
  void whatIsPrintedWorksAtOnce(@TempDir Path data) throws IOException {
    try (Running dev = new Running(data, 60, "--warm-up.requests=3000")) {
      dev.process.start();
      Waiting.until(
          () -> dev.process.output().contains("curl " + dev.url + "/payments-summary"),
          Stack.START_BOUND,
          dev.process::toString);

      assertEquals(200, dev.http.get(dev.url.resolve("/payments-summary")).statusCode());
    }
  }

  @Test
  void takenPortIsOneClearLine(@TempDir Path data) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      CommandRun gateway = run("dev --server.host=127.0.0.1 --port " + port, "--data", "" + data);
      CommandRun processor =
          run("dev --port 0 --fallback-processor-port " + port, "--data", data + "/2");

      assertEquals(ExitCode.REFUSED, gateway.exitCode(), gateway::toString);
      assertEquals(1, gateway.err().lines().count(), gateway::err);
      assertTrue(gateway.err().contains(":" + port + ": Address already in use"), gateway::err);
      assertTrue(gateway.err().contains("choose another with --port"), gateway::err);
      assertEquals(ExitCode.REFUSED, processor.exitCode(), processor::toString);
      assertEquals(1, processor.err().lines().count(), processor::err);
      assertTrue(processor.err().contains("with --fallback-processor-port"), processor::err);
    }
  }

  @Test
  void redisOfAKilledDevEndsByItselfAndKeepsWhatWasAccepted(@TempDir Path data) throws IOException {
    try (Running dev = new Running(data, 1)) {
      dev.start();
      dev.pay(20);
      String redis = DevState.read(data).orElseThrow().redisAddress();

      dev.process.kill();

      Waiting.until(() -> !listens(redis), BOUND, () -> "Redis at " + redis + " lives on");
      assertFalse(Files.exists(DevState.file(data)), "commands still look for that dev");
      dev.start();
      assertEquals(20, dev.census().accepted());
    }
  }

  @Test
  void redisOfAKilledDevEndsAlsoWhenItsFolderIsGone(@TempDir Path parent) throws IOException {
    Path data = parent.resolve("data");
    try (Running dev = new Running(data, 1)) {
      dev.start();
      String redis = DevState.read(data).orElseThrow().redisAddress();
      dev.process.kill();

      delete(data);
      Files.createDirectories(data.resolve("redis"));

      Waiting.until(() -> !listens(redis), BOUND, () -> "Redis at " + redis + " lives on");
    }
  }

  @Test
  void redisThatTheNextDevHasTakenOverStays(@TempDir Path data) throws IOException {
    try (Running dev = new Running(data, 5)) {
      dev.start();
      dev.pay(20);
      String redis = DevState.read(data).orElseThrow().redisAddress();
      String guardian = guardian(data);
      dev.process.kill();
      assertTrue(lives(guardian), "the guardian has gone with the dev");

      dev.start();

      Waiting.until(() -> !lives(guardian), BOUND, () -> guardian + " lives on");
      assertTrue(dev.http.healthy(dev.url));
      assertEquals(redis, DevState.read(data).orElseThrow().redisAddress());
      assertEquals(20, dev.census().accepted());
    }
  }

  /** A dev with everything of its own, on free ports. */
  private static final class Running implements AutoCloseable {

    private final Path data;
    private final URI url = URI.create("http://localhost:" + JavaProcess.freePort());
    private final Http http = new Http(Duration.ofSeconds(4));
    private final JavaProcess process;

    Running(Path data, int guardianSeconds) {
      this(data, guardianSeconds, "--warm-up.requests=0");
    }

    Running(Path data, int guardianSeconds, String setting) {
      this.data = data;
      process =
          new JavaProcess(
              "DevTest-dev",
              Map.of(),
              List.of("-Drinha.guardian.seconds=" + guardianSeconds),
              List.of(
                  "dev",
                  "--port=" + url.getPort(),
                  "--management.port=0",
                  "--default-processor-port=0",
                  "--fallback-processor-port=0",
                  "--data=" + data,
                  "--server.host=127.0.0.1",
                  setting));
    }

    /** Returns when it serves and has said so. */
    void start() {
      process.start();
      Waiting.until(
          () -> http.healthy(url) && Files.exists(DevState.file(data)),
          Stack.START_BOUND,
          () -> process + " does not serve");
    }

    void pay(int payments) throws IOException {
      for (int i = 0; i < payments; i++) {
        String body = "{\"correlationId\":\"%s\",\"amount\":19.90}".formatted(UUID.randomUUID());
        assertEquals(202, http.post(url.resolve("/payments"), body).statusCode());
      }
    }

    Census census() throws IOException {
      String redis = DevState.read(data).orElseThrow().redisAddress();
      RedisSettings patient =
          RedisSettings.at(redis).withConnectTimeout(BOUND).withCommandTimeout(BOUND);
      try (RedisStore store = RedisStore.open(patient)) {
        return store.ledger().census();
      }
    }

    @Override
    public void close() {
      if (process.running()) {
        assertEquals(0, process.terminate(BOUND), "exit code of dev after SIGTERM");
      }
      process.close();
      http.close();
    }
  }

  private static CommandRun run(String command, String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of(command.split(" ", -1)), Stream.of(more)).toArray(String[]::new));
  }

  private static boolean listens(String address) {
    int colon = address.indexOf(':');
    try (Socket _ =
        new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The file by which the guardian of that dev can be told from others. */
  private static String guardian(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("redis"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("guardian-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean lives(String guardian) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            process ->
                process.info().arguments().stream().flatMap(Stream::of).anyMatch(guardian::equals));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
