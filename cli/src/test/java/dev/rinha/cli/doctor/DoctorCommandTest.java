package dev.rinha.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.faults.RawServer;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import org.junit.jupiter.api.Test;

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
