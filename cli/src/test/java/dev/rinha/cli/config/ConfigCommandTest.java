package dev.rinha.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.CommandConventions;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConfigCommandTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void everyValueIsShownWithWhereItComesFrom() throws IOException {
    Path file = Files.writeString(folder.resolve("rinha.properties"), "redis.namespace=shop\n");

    CommandRun run =
        config(Map.of("PORT", "8080"), "show", "--config-file=" + file, "--worker.port=8181");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.out().matches("(?s).*server\\.port +8080 +PORT\\R.*"), run::out);
    assertTrue(run.out().matches("(?s).*worker\\.port +8181 +flag\\R.*"), run::out);
    assertTrue(run.out().contains(file.toString()), run::out);
    assertTrue(run.out().matches("(?s).*redis\\.namespace +shop +\\S*rinha.properties\\R.*"));
    assertTrue(run.out().matches("(?s).*processors\\.default\\.fee +0\\.05 +default\\R.*"));
  }

  @Test
  void secretIsNotShown() {
    Map<String, String> secret = Map.of("RINHA_PROCESSORS_DEFAULT_HEADERS", "X-Key: s3cret");

    for (String format : new String[] {"table", "json", "csv"}) {
      CommandRun run = config(secret, "show", "-o", format);

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertFalse(run.toString().contains("s3cret"), run::toString);
      assertTrue(run.out().contains("(not shown)"), run::out);
      assertTrue(run.out().contains("RINHA_PROCESSORS_DEFAULT_HEADERS"), run::out);
    }
  }

  @Test
  void jsonHasKeyValueAndOrigin() throws JsonProcessingException {
    CommandRun run = config(Map.of(), "show", "--json", "--mode=api");

    JsonNode mode = new ObjectMapper().readTree(run.out()).get(1);
    assertEquals("mode", mode.get("key").asText());
    assertEquals("api", mode.get("value").asText());
    assertEquals("flag", mode.get("origin").asText());
  }

  @Test
  void validConfigurationIsSaidToBeAllowedAndMisspeltVariablesAreNamed() {
    CommandRun run = config(Map.of("RINHA_SERVER_PROT", "1"), "validate");

    assertEquals(ExitCode.OK, run.exitCode());
    assertEquals("all settings are allowed", run.out().strip());
    assertTrue(run.err().contains("RINHA_SERVER_PROT is no setting"), run::err);
  }

  @Test
  void settingsThatDoNotGoWithEachOtherAreBothNamed() {
    assertComplaint(
        "execution.in-doubt-bound=2000ms is too short for processors.default.response-timeout"
            + "=10000ms: with half of execution.claim-timeout=5000ms a request may be on its way"
            + " for 12500ms, and be paid elsewhere meanwhile; set the bound to 12500ms or more",
        config(Map.of("RINHA_EXECUTION_IN_DOUBT_BOUND", "2s"), "validate"));
    assertComplaint(
        "processors.fallback.response-timeout=3600000ms",
        config(Map.of(), "validate", "--processors.fallback.response-timeout=1h"));
  }

  @Test
  void firstValueThatIsNotAllowedIsNamedInOneLine() {
    assertComplaint("server.port is 'x' (PORT)", config(Map.of("PORT", "x"), "validate"));
    assertComplaint("processors.names is 'A'", config(Map.of(), "show", "--processors.names=A"));
    assertComplaint("flag --prot is no setting", config(Map.of(), "validate", "--prot=1"));
    assertComplaint(
        "routing.policy is 'luck' (flag), must be one of cheapest-in-time, cheapest-only",
        config(Map.of(), "validate", "--routing.policy=luck"));
  }

  @Test
  void valueOfAFlagMayBeAWordOfItsOwn() {
    assertEquals(
        config(Map.of(), "show", "--server.port=8080", "--mode=api"),
        config(Map.of(), "show", "--server.port", "8080", "--mode", "api"));
    assertComplaint("'--mode' must be --key=value", config(Map.of(), "validate", "--mode"));
    assertComplaint("'api' must be --key=value", config(Map.of(), "validate", "api"));
  }

  @Test
  void showPrintsTheValuesEvenIfOneIsNotAllowed() {
    CommandRun run = config(Map.of(), "show", "--server.port=x");

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.out().contains("server.port"), run::out);
    assertTrue(run.err().contains("must be a whole number from 0 to 65535"), run::err);
  }

  private static void assertComplaint(String expected, CommandRun run) {
    assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(expected), run::err);
  }

  private static CommandRun config(Map<String, String> environment, String... arguments) {
    CommandLine commandLine = new CommandLine(new ConfigCommand(environment));
    return CommandRun.of(CommandConventions.applyTo(commandLine), arguments);
  }
}
