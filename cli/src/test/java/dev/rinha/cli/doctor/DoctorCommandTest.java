package dev.rinha.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.RawServer;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestCluster;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.service.config.Tokens;
import dev.rinha.simulator.ProcessorSimulator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
  void tokenIsShownToServicesAndToNoProcessor(@TempDir Path folder) throws IOException {
    Path token = Files.writeString(folder.resolve("token"), Tokens.random() + "\n");
    String shown = "authorization: bearer " + Files.readString(token).strip();
    List<String> asked = new CopyOnWriteArrayList<>();
    try (RawServer other =
        new RawServer(
            exchange -> {
              asked.add(exchange.request());
              exchange.respond(200, "{}");
            })) {
      Path settings =
          Files.writeString(
              folder.resolve("settings"),
              "access.own-token-file=%s\nredis.address=%s\n"
                  .formatted(token, TestRedis.shared(Edition.BUNDLED).address()));
      CommandRun.of(
          "doctor",
          "--config-file",
          settings.toString(),
          "--processor",
          "default=" + other.url(),
          "--service",
          other.url().toString());
    }
    Predicate<String> shows =
        request -> request.toLowerCase(Locale.ROOT).contains(shown.toLowerCase(Locale.ROOT));
    assertEquals(2, asked.size(), asked::toString);
    assertTrue(asked.getFirst().startsWith("GET /payments/"), asked::toString);
    assertFalse(shows.test(asked.getFirst()), asked::toString);
    assertTrue(shows.test(asked.getLast()), asked::toString);
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
  void clusterThatDoesNotWorkIsAFindingWithItsRemedy() {
    try (TestRedis redis = TestRedis.start(Edition.BUNDLED, "--cluster-enabled", "yes")) {
      CommandRun run = doctor("--redis", redis.address());
      CommandRun refused = CommandRun.of("queue", "resume", "--redis", redis.address());

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("FAIL  redis"), run::out);
      assertTrue(run.out().contains("-> the Redis Cluster does not work as a whole"), run::out);
      assertFalse(run.out().contains("start it first"), run::out);
      assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
      assertTrue(refused.err().contains("redis-cli --cluster check"), refused::err);
    }
  }

  @Test
  void storeInAClusterIsLookedAtWhicheverNodeIsNamed() {
    TestCluster cluster = TestCluster.shared(Edition.BUNDLED);
    String namespace = "doctor";
    try (RedisStore store =
        RedisStore.open(RedisSettings.at(cluster.addresses()).withNamespace(namespace))) {
      store.intake().accept(new Payment(new UUID(1, 2), new Money(1990), 3));
    }
    for (TestRedis node : cluster.nodes()) {
      CommandRun run = doctor("--redis", node.address(), "--namespace", namespace);

      assertTrue(run.out().contains("ok    cluster"), run::out);
      assertTrue(run.out().contains("ok    role"), run::out);
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
        connection.sync().configSet("stop-writes-on-bgsave-error", "no");
        assertFinding("FAIL  disk +the last snapshot failed", doctor("--redis", redis.address()));
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  void appendOnlyFileThatCannotBeWrittenIsToldWithItsRemedy() throws Exception {
    for (Edition edition : Edition.available()) {
      try (TestRedis redis = TestRedis.startWithSmallDisk(edition)) {
        RedisClient client = RedisClient.create("redis://" + redis.address());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
          connection.sync().set("somebody-else", "x".repeat(1_000_000));
          Poll.until(
              "a write to the append-only file has failed",
              () -> connection.sync().info("persistence").contains("aof_last_write_status:err"));

          CommandRun run = doctor("--redis", redis.address());

          assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
          assertFinding(
              "FAIL  redis +.*cannot write to its disk.*\\R +-> it cannot write to its disk", run);
          CommandRun status = CommandRun.of("status", "--redis", redis.address());
          assertEquals(ExitCode.REFUSED, status.exitCode(), status::toString);
          assertTrue(status.err().contains("it cannot write to its disk"), status::toString);
        } finally {
          client.shutdown();
        }
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

  @Test
  void settingThatIsNotAllowedIsAFinding(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rinha.properties");
    Files.writeString(file, "execution.in-doubt-bound=2s\n");

    CommandRun run =
        doctor(
            "--redis",
            TestRedis.shared(Edition.BUNDLED).address(),
            "--config-file",
            file.toString());

    assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
    assertFinding("FAIL  settings +execution.in-doubt-bound=2000ms is too short", run);
    assertFinding("-> rinha-cli config show", run);
  }

  @Test
  void machineThatAnswersForAProcessorOrAServiceThatIsNotReadyAreFindings() throws IOException {
    String away = RawServer.response(503, "Content-Type: text/plain\r\n", "redis: away");
    String page = RawServer.response(404, "Content-Type: text/html\r\n", "<html>no</html>");
    String refusal = RawServer.response(401, "Content-Type: text/plain\r\n", "who are you?");
    try (RawServer machine = new RawServer(exchange -> exchange.write(away));
        RawServer refusing = new RawServer(exchange -> exchange.write(refusal));
        RawServer pages = new RawServer(exchange -> exchange.write(page))) {
      CommandRun run =
          CommandRun.of(
              "doctor",
              "--redis",
              TestRedis.shared(Edition.BUNDLED).address(),
              "--processor",
              "default=" + machine.url(),
              "--processor",
              "fallback=" + pages.url(),
              "--processor",
              "third=" + refusing.url(),
              "--service",
              machine.url().toString());

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertFinding("warn  processor default +http://\\S+ answers status 503", run);
      assertFinding("-> it is reached and fails", run);
      assertFinding("warn  processor third +http://\\S+ answers status 401", run);
      assertFinding("-> it is reached and refuses the question", run);
      assertFinding("warn  processor fallback +http://\\S+ answers status 404 with text/html", run);
      assertFinding("-> something else stands before the processor", run);
      assertFinding("FAIL  service +http://\\S+ does not serve: redis: away", run);
    }
  }

  @Test
  void howMuchAPowerCutMayLoseIsAFinding() {
    try (TestRedis redis =
        TestRedis.start(Edition.BUNDLED, "--appendfsync", "no", "--rename-command", "INFO", "")) {
      CommandRun run = doctor("--redis", redis.address());

      assertFinding("warn  promises +INFO persistence cannot be read", run);
      assertFinding("-> let this user run INFO, to have it checked", run);
    }
    try (TestRedis redis = TestRedis.start(Edition.BUNDLED, "--appendfsync", "no")) {
      assertFinding("warn  disk +appendfsync no", doctor("--redis", redis.address()));
    }
  }

  @Test
  void booksThatDoNotBalanceAreFindingsWithTheirRemedy() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address())
            .withNamespace("doctor-" + UUID.randomUUID());
    String[] asked = {"--redis", settings.address(), "--namespace", settings.namespace()};
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store)) {
      for (int i = 1; i <= 3; i++) {
        store.intake().accept(new Payment(new UUID(3, i), new Money(1990), 1_000));
      }
      assertFinding("ok    books +3 payments, all accounted for", doctor(asked));

      Claim claim = store.queue().take("w", 1, 0).getFirst();
      store.queue().giveUp("w", List.of(new WorkQueue.GiveUp(claim, "no", 2_000, History.EMPTY)));
      CommandRun run = doctor(asked);
      assertFinding("warn  dead letters +given up: 1 payment\\R +-> \\S+ dead-letters list", run);

      Intent sent = new Intent("default", 2_000);
      Claim other = store.queue().take("w", 1, 0).getFirst();
      store.queue().begin("w", List.of(new WorkQueue.Begin(other, sent, History.EMPTY)));
      Intent elsewhere = new Intent("fallback", 2_500);
      for (Intent executed : List.of(sent, elsewhere)) {
        store
            .queue()
            .settle(List.of(new WorkQueue.Settlement(other, executed, 3_000, History.EMPTY)));
      }
      run = doctor(asked);
      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertFinding(
          "FAIL  books +executions that contradict the records: 1\\R +-> \\S+ audit", run);

      plants.addToCounter("settled", 2);
      assertFinding("FAIL  books +they do not balance: Census", doctor(asked));

      plants.addToCounter("settled", -2);
      plants.deleteQueue();
      run = doctor(asked);
      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertFinding(
          "FAIL  books +1 unfinished payment not in the queue.*\\R +-> \\S+ audit .*--repair", run);
    }
  }

  @Test
  void clockThatIsFarFromThatOfRedisIsAFinding() {
    String address = TestRedis.shared(Edition.BUNDLED).address();
    RedisOption option = CommandLine.populateCommand(new RedisOption(), "--redis", address);
    for (long[] off : new long[][] {{0, 0}, {-5_000, 1}, {5_000, 1}, {60_000, 2}}) {
      InstantSource clock = () -> Instant.now().plusMillis(off[0]);
      try (SharedStore store = option.open()) {
        Finding found =
            new RedisChecks(store, option, clock)
                .run().stream().filter(f -> f.check().equals("clock")).findFirst().orElseThrow();

        assertEquals(Finding.Grade.values()[(int) off[1]], found.grade(), found::text);
      }
    }
  }

  private static void assertFinding(String pattern, CommandRun run) {
    assertTrue(Pattern.compile(pattern).matcher(run.out()).find(), run::toString);
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
