package dev.rinha.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.RawServer;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.simulator.ProcessorSimulator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorCommandTest {

  private static final String NOBODY = "http://127.0.0.1:1";

  @Test
  void healthySystemIsOk() {
    try (var processor = ProcessorSimulator.builder().fee("0.05").start()) {
      CommandRun run =
          CommandRun.of(
              "doctor",
              "--redis",
              TestRedis.shared(Edition.BUNDLED).address(),
              "--processor",
              "default=" + processor.url());

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertTrue(run.out().contains("ok    processor default"), run::out);
      assertTrue(run.out().lines().noneMatch(line -> line.startsWith("FAIL")), run::out);
    }
  }

  @Test
  void pageInPlaceOfAProcessorIsAFinding() throws IOException {
    String page = RawServer.response(200, "Content-Type: text/html\r\n", "<html>soon</html>");
    try (RawServer machine = new RawServer(exchange -> exchange.write(page))) {
      CommandRun run =
          CommandRun.of(
              "doctor",
              "--redis",
              TestRedis.shared(Edition.BUNDLED).address(),
              "--processor",
              "default=" + machine.url());

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("FAIL  processor default"), run::out);
      assertTrue(run.out().contains("status 200 with text/html"), run::out);
      assertTrue(run.out().contains("something else stands before the processor"), run::out);
    }
  }

  @Test
  void storeThatNobodyHasUsedIsAWarningAndNotMade() {
    String[] asked = {
      "--redis", TestRedis.shared(Edition.BUNDLED).address(), "--namespace", "doctor-nobody"
    };

    CommandRun first = doctor(asked);
    CommandRun second = doctor(asked);

    assertTrue(
        first.out().matches("(?s).*\\nwarn  books +there is no store 'doctor-nobody'.*"),
        first::out);
    assertTrue(first.out().contains("ok    promises"), first::out);
    assertTrue(second.out().contains("there is no store 'doctor-nobody'"), second::out);
  }

  @Test
  void brokenPromisesOfRedisAreFindingsWithTheirRemedy() {
    try (TestRedis redis =
        TestRedis.start(
            Edition.BUNDLED, "--appendonly", "no", "--maxmemory-policy", "allkeys-lru")) {
      CommandRun run = doctor("--redis", redis.address(), "-o", "csv");

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("redis-cli config set appendonly yes"), run::out);
      assertTrue(run.out().contains("redis-cli config set maxmemory-policy noeviction"), run::out);
    }
  }

  @Test
  void replicaIsAFinding() {
    try (TestRedis redis = TestRedis.start(Edition.BUNDLED, "--replicaof", "127.0.0.1", "1")) {
      CommandRun run = doctor("--redis", redis.address());

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("FAIL  role"), run::out);
      assertTrue(run.out().contains("-> name the primary with --redis"), run::out);
    }
  }

  /** "Start it first" helps nobody whose Redis runs. */
  @Test
  void nodeOfAClusterIsAFindingWithItsRemedy() {
    try (TestRedis redis = TestRedis.start(Edition.BUNDLED, "--cluster-enabled", "yes")) {
      CommandRun run = doctor("--redis", redis.address());
      CommandRun refused = CommandRun.of("queue", "resume", "--redis", redis.address());

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("FAIL  cluster"), run::out);
      assertTrue(run.out().contains("-> it is a node of a Redis Cluster"), run::out);
      assertFalse(run.out().contains("start it first"), run::out);
      assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
      assertTrue(refused.err().contains("start one without cluster-enabled"), refused::err);
    }
  }

  @Test
  void diskThatFailsIsAFindingWithItsRemedyAndNothingIsCalledReady(@TempDir Path folder)
      throws Exception {
    Path gone = Files.createDirectory(folder.resolve("gone"));
    try (TestRedis redis = TestRedis.start(Edition.BUNDLED);
        ProcessorSimulator up = ProcessorSimulator.builder().fee("0.05").start()) {
      RedisClient client = RedisClient.create("redis://" + redis.address());
      try (StatefulRedisConnection<String, String> connection = client.connect()) {
        connection.sync().configSet("save", "900 1");
        connection.sync().configSet("dir", gone.toString());
        Files.delete(gone);
        connection.sync().bgsave();
        Poll.until(
            "the snapshot has failed",
            () -> connection.sync().info("persistence").contains("rdb_last_bgsave_status:err"));

        CommandRun run = doctor("--redis", redis.address(), "--service", up.url());

        assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
        assertTrue(run.out().contains("FAIL  redis"), run::out);
        assertTrue(run.out().contains("-> it cannot write to its disk"), run::out);
        assertFalse(run.out().contains("start it first"), run::out);
        assertFalse(run.out().contains("is ready"), run::out);
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  void whoeverIsAwayIsAFindingAndTheOthersAreStillChecked() {
    CommandRun run = doctor("--redis", "127.0.0.1:1", "--service", NOBODY);

    assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
    assertTrue(run.out().contains("FAIL  redis"), run::out);
    assertTrue(run.out().contains("FAIL  processor default"), run::out);
    assertTrue(run.out().contains("FAIL  service"), run::out);
  }

  private static CommandRun doctor(String... options) {
    String[] all = new String[options.length + 3];
    all[0] = "doctor";
    all[1] = "--processor";
    all[2] = "default=" + NOBODY;
    System.arraycopy(options, 0, all, 3, options.length);
    return CommandRun.of(all);
  }
}
