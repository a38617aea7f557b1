package dev.rinha.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Writes the reference of all commands; {@code docs/cli.md} is its output. */
final class CliReference {

  private static final int WIDTH = 100;

  private static final String INTRODUCTION =
      """
      # Commands

      What `--help` prints, generated from the commands themselves; a test compares the two.
      """;

  private final StringBuilder markdown = new StringBuilder(INTRODUCTION);

  private CliReference() {}

  static String markdown() {
    CliReference reference = new CliReference();
    reference.add(RinhaCli.commandLine());
    return reference.markdown.toString();
  }

  private void add(CommandLine command) {
    command.setUsageHelpWidth(WIDTH);
    String usage =
        command
            .getUsageMessage(Ansi.OFF)
            .lines()
            .map(String::stripTrailing)
            .reduce("", (text, line) -> text + line + "\n");
    markdown
        .append("\n## ")
        .append(command.getCommandSpec().qualifiedName())
        .append("\n\n```\n")
        .append(usage.strip())
        .append("\n```\n");
    command.getSubcommands().values().stream().distinct().forEach(this::add);
  }
}
