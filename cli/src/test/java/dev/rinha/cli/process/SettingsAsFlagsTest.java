package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.RinhaCli;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Picocli adds to the list of what it does not know; it must be one that can be added to. */
final class SettingsAsFlagsTest {

  @ParameterizedTest
  @ValueSource(strings = {"serve", "dev"})
  void settingsOfTheServiceAreTakenAsFlags(String command) {
    var parsed =
        RinhaCli.commandLine().parseArgs(command, "--server.backlog=9", "--routing.patience=5s");

    assertEquals(
        List.of("--server.backlog=9", "--routing.patience=5s"), parsed.subcommand().unmatched());
  }
}
