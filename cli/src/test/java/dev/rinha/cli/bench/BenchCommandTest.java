package dev.rinha.cli.bench;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rinha.bench.FakeWorld;
import dev.rinha.bench.client.BackendTokens;
import dev.rinha.cli.CommandConventions;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

final class BenchCommandTest {

  private static final String SCHEDULE =
      """
      {"name": "tiny", "seconds": 1, "users": [{"second": 0, "users": 10}], "thinkMillis": 50,
       "patienceMillis": 300, "amounts": [19.90, 0.01],
       "consistency": {"everyMillis": 300, "windowFromMillis": 700, "windowToMillis": 100, "patienceMillis": 900},
       "stages": [{"second": 0, "default": {"delayMillis": 7, "faults": {"droppedPermille": 1}},
                                "fallback": {"delayMillis": 0, "failing": true}}],
       "drainSeconds": 1}
      """;

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder = Path.of("");

  private record Run(int exitCode, String out, String err) {}

  @Test
  void correctBackendIsClean() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      Path json = folder.resolve("result.json");

      Run run = bench(world, "--json", json.toString(), "--seed", "42", "--seconds", "2");

      assertEquals(0, run.exitCode(), run::toString);
      assertTrue(run.out().contains("Clean:"), run::out);
      JsonNode report = JSON.readTree(json.toFile());
      long sent = report.at("/load/sent").longValue();
      assertAll(
          () -> assertTrue(sent > 200, () -> "sent " + sent),
          () -> assertEquals(sent, report.at("/load/accepted").longValue()),
          () -> assertEquals(sent, report.at("/reconciliation/settledOnce").longValue()),
          () -> assertEquals(42, report.at("/run/seed").longValue()),
          () -> assertEquals(7, report.at("/checks").size()),
          () -> assertTrue(report.at("/checks/5/clean").booleanValue()),
          () -> assertTrue(report.at("/checks/5/backend/default/count").longValue() > 10),
          () -> assertTrue(report.at("/perSecond/1/sent").longValue() > 50),
          () -> assertTrue(report.at("/latencies/allRequests/p99Micros").longValue() > 0),
          () -> assertTrue(report.at("/score/points").isNumber()));
    }
  }

  @Test
  void processorsGetTheStageAndHaveNoFaultsAfterwards() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      bench(world);

      List<String> settings = world.settings();
      assertAll(
          () -> assertTrue(settings.contains("default delay {\"delay\":7}"), settings::toString),
          () -> assertTrue(settings.contains("default faults {\"droppedPermille\":1}")),
          () -> assertTrue(settings.contains("fallback failure {\"failure\":true}")),
          () -> assertEquals("fallback faults {}", settings.getLast()),
          () ->
              assertTrue(
                  settings.lastIndexOf("default delay {\"delay\":0}")
                      > settings.indexOf("default delay {\"delay\":7}")),
          () ->
              assertTrue(
                  settings.lastIndexOf("fallback failure {\"failure\":false}")
                      > settings.indexOf("fallback failure {\"failure\":true}")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LOSES, lost: accepted",
    "DOUBLES, doubled: at both",
    "CHANGES_AMOUNT, wrong amount",
    "MISREPORTS, summary misreports processor default",
    "REFUSES, payments failed: HTTP 503",
    "EXECUTES_THOUGH_REFUSED, executed although refused",
    "NEVER_ANSWERS, payments failed: no answer within 300 ms"
  })
  void misbehaviourIsFoundAndNamed(FakeWorld.Behaviour behaviour, String finding)
      throws IOException {
    try (var world = new FakeWorld(behaviour)) {
      Run run = bench(world, "--drain", "0");

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      String findings = run.out().substring(run.out().indexOf("Findings:"));
      assertTrue(findings.contains(finding), run::out);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER_ANSWERS", "DOES_NOT_KNOW"})
  void unansweredPaymentCountsAsFailedButNeitherAsLostNorAsDoubled(FakeWorld.Behaviour behaviour)
      throws IOException {
    try (var world = new FakeWorld(behaviour)) {
      Run run = bench(world);

      String findings = run.out().substring(run.out().indexOf("Findings:"));
      assertFalse(findings.contains("lost") || findings.contains("doubled"), run::out);
      assertFalse(findings.contains("refused"), run::out);
      assertFalse(findings.contains("drain"), run::out);
    }
  }

  @Test
  void misreportingDuringTheLoadIsAnInconsistencyAndCostsTheFine() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.MISREPORTS)) {
      Path json = folder.resolve("result.json");

      bench(world, "--drain", "0", "--json", json.toString());

      JsonNode report = JSON.readTree(json.toFile());
      assertTrue(report.at("/inconsistencies").longValue() > 0, report::toString);
      assertEquals("0.35", report.at("/score/fine").asText());
    }
  }

  @Test
  void closedLoopReportsThroughputWithoutScore() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      Path json = folder.resolve("result.json");

      Run run = bench(world, "--closed-loop", "4", "--seconds", "1", "--json", json.toString());

      assertEquals(0, run.exitCode(), run::toString);
      JsonNode report = JSON.readTree(json.toFile());
      assertTrue(report.at("/load/acceptedPerSecond").longValue() > 100, report::toString);
      assertTrue(report.at("/score").isMissingNode());
    }
  }

  @Test
  void whatWillBeEmptiedIsNamedAndStaysUnlessConfirmed() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      world.plant();
      String[] options = world.options();
      String[] withoutYes = Arrays.copyOf(options, options.length - 1);

      Run unconfirmed = execute(withoutYes);
      Run dry = bench(world, "--dry-run");

      assertEquals(ExitCode.REFUSED, unconfirmed.exitCode(), unconfirmed::toString);
      assertTrue(unconfirmed.err().contains("confirm with --yes"), unconfirmed::err);
      assertTrue(
          unconfirmed.err().contains(options[1] + ", environment challenge: 1 payments executed"),
          unconfirmed::err);
      assertTrue(
          unconfirmed.err().contains("default processor   " + options[3] + ": 1 payments"),
          unconfirmed::err);
      assertTrue(
          unconfirmed.err().contains("fallback processor  " + options[5] + ": 0 payments"),
          unconfirmed::err);
      assertEquals(ExitCode.OK, dry.exitCode(), dry::toString);
      assertEquals(2, world.planted());
      assertEquals(List.of(), world.settings());
    }
  }

  @Test
  void nameOfTheEnvironmentConfirmsAndYesDoesNot() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT, "production")) {
      world.plant();

      Run yes = bench(world);
      Run wrong = bench(world, "--confirm", "staging");
      assertEquals(2, world.planted());
      Run right = bench(world, "--confirm", "production");

      assertEquals(ExitCode.REFUSED, yes.exitCode(), yes::toString);
      assertTrue(yes.err().contains("confirm with --confirm production"), yes::err);
      assertEquals(ExitCode.REFUSED, wrong.exitCode(), wrong::toString);
      assertTrue(wrong.err().contains("is called production and not staging"), wrong::err);
      assertEquals(ExitCode.OK, right.exitCode(), right::toString);
    }
  }

  @Test
  void nobodyThereIsSaidInOneLine() {
    Run run = execute("--url", "http://localhost:1");

    assertEquals(ExitCode.UNREACHABLE, run.exitCode());
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains("./rinha-cli dev"), run::err);
  }

  @Test
  void wrongTokenIsAUsageErrorThatNamesTheOption() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      Run run = bench(world, "--token", "wrong");

      assertEquals(ExitCode.USAGE, run.exitCode());
      assertTrue(run.err().contains("--token-file"), run::err);
    }
  }

  @ParameterizedTest
  @CsvSource({"123, 0", "marked-secret, 2"})
  void processorsAreShownTheTokenOfAFile(String token, int exitCode) throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      Path file = Files.writeString(folder.resolve("token"), " " + token + "\t\nand more");

      Run run = bench(world, "--token-file", file.toString());

      assertEquals(exitCode, run.exitCode(), run::toString);
      assertFalse(run.toString().contains("marked-secret"), run::toString);
    }
  }

  @Test
  void backendIsShownTheClientsTokenWithPaymentsAndTheOperatorsElsewhere() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      world.want(new BackendTokens(Optional.of("of-a-client"), Optional.of("of-an-operator")));
      Path client = Files.writeString(folder.resolve("client"), "of-a-client\n");
      Path operator = Files.writeString(folder.resolve("operator"), "of-an-operator\n");
      Path config =
          Files.writeString(
              folder.resolve("rinha.properties"), "access.own-token-file=" + operator + "\n");

      Run run =
          bench(
              world, "--client-token-file", client.toString(), "--config-file", config.toString());

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertTrue(run.out().contains("Clean:"), run::out);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "client, --client-token-file",
    "operator, RINHA_ACCESS_OWN_TOKEN_FILE",
  })
  void missingTokenIsSaidBeforeAnythingIsEmptied(String role, String remedy) throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      world.plant();
      Optional<String> token = Optional.of("marked-secret");
      world.want(
          role.equals("client")
              ? new BackendTokens(token, Optional.empty())
              : new BackendTokens(Optional.empty(), token));

      Run run = bench(world);

      assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
      assertEquals(1, run.err().lines().count(), run::err);
      assertTrue(run.err().contains("wants the token of a"), run::err);
      assertTrue(run.err().contains(remedy), run::err);
      assertEquals(2, world.planted());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--seconds, 0",
    "--client-token-file, nowhere.token",
    "--max-users, 0",
    "--drain, -1",
    "--closed-loop, 0",
    "--url, localhost:9999",
    "--schedule, nowhere.json"
  })
  void badOptionIsAUsageError(String option, String value) {
    Run run = execute(option, value);

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().lines().findFirst().orElse("").contains(value), run::err);
  }

  private Run bench(FakeWorld world, String... options) throws IOException {
    Path schedule = Files.writeString(folder.resolve("schedule.json"), SCHEDULE);
    List<String> all = new ArrayList<>(List.of(world.options()));
    all.addAll(List.of("--schedule", schedule.toString()));
    all.addAll(List.of(options));
    return execute(all.toArray(String[]::new));
  }

  /** What is not named is nobody: bench purges whatever it finds at its default addresses. */
  private static @Nullable String nobody(ArgSpec argument) {
    return "URL".equals(argument.paramLabel()) ? "http://127.0.0.1:1" : null;
  }

  private static Run execute(String... options) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        CommandConventions.applyTo(new CommandLine(new BenchCommand()))
            .setDefaultValueProvider(BenchCommandTest::nobody)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(options);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
