package dev.rinha.cli.manual;

import dev.rinha.service.config.ConfigException;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.Configuration.Hint;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes options of what some commands take unmatched, the settings of the service, so that
 * completion knows them.
 */
final class SettingFlags {

  private SettingFlags() {}

  /** Adds them to that command and its subcommands, where settings are taken. */
  static void addTo(CommandLine command) {
    addTo(command, hints());
  }

  private static void addTo(CommandLine command, List<Hint> hints) {
    CommandSpec spec = command.getCommandSpec();
    if (!spec.unmatchedArgsBindings().isEmpty()) {
      hints.forEach(hint -> spec.addOption(option(hint)));
    }
    command.getSubcommands().values().forEach(subcommand -> addTo(subcommand, hints));
  }

  private static OptionSpec option(Hint hint) {
    return OptionSpec.builder("--" + hint.key())
        .type(String.class)
        .paramLabel(hint.key())
        .completionCandidates(hint.values().isEmpty() ? null : hint.values())
        .description(hint.description().replace("%", "%%"))
        .build();
  }

  private static List<Hint> hints() {
    try {
      return Configuration.load(Map.of(), System.getenv()).hints();
    } catch (ConfigException e) {
      return Configuration.load(Map.of(), Map.of()).hints();
    }
  }
}
