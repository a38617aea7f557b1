package dev.rinha.cli.manual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The script with which fish completes command lines; picocli makes one for bash only. */
final class FishCompletion {

  /** Words after the name of the tool count where they name a command; values of options do not. */
  private static final String AT =
      """
      function __%1$s_at
          set -l at
          for word in (commandline -opc)[2..]
              set -l further (string trim -- "$at $word")
              contains -- $further %2$s; and set at $further
          end
          test "$at" = "$argv"
      end
      complete -c %1$s -f
      """;

  private final String tool;
  private final List<String> commands = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String tool) {
    this.tool = tool;
  }

  static String of(CommandLine root) {
    FishCompletion fish = new FishCompletion(root.getCommandName());
    fish.command(root.getCommandSpec(), "");
    return AT.formatted(fish.tool, String.join(" ", fish.commands))
        + String.join("\n", fish.lines)
        + "\n";
  }

  /**
   * @param path the words that name the command, after the name of the tool
   */
  private void command(CommandSpec spec, String path) {
    spec.subcommands()
        .forEach(
            (name, subcommand) -> {
              CommandSpec further = subcommand.getCommandSpec();
              String at = (path + " " + name).strip();
              commands.add(quote(at));
              add(path, " -a " + name, ManPage.plain(further.usageMessage().description()));
              command(further, at);
            });
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        add(path, names(option) + values(option), description(option));
      }
    }
    spec.positionalParameters().forEach(value -> add(path, values(value), description(value)));
  }

  private void add(String path, String what, List<String> description) {
    if (!what.isEmpty()) {
      lines.add(
          "complete -c %s -n %s%s -d %s"
              .formatted(
                  tool,
                  quote("__%s_at %s".formatted(tool, path).strip()),
                  what,
                  quote(description.getFirst())));
    }
  }

  private static String names(OptionSpec option) {
    StringBuilder names = new StringBuilder();
    List<String> longestFirst = new ArrayList<>(List.of(option.names()));
    longestFirst.sort(Comparator.comparing(String::length).reversed());
    for (String name : longestFirst) {
      names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    return names.toString();
  }

  private static String values(ArgSpec argument) {
    boolean file = Path.class.equals(argument.type());
    boolean needed = argument.isOption() && argument.arity().min() > 0;
    String kind = needed ? (file ? " -r -F" : " -x") : (file ? " -F" : "");
    return argument.completionCandidates() == null
        ? kind
        : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" ", kind + " -a '", "'"));
  }

  private static List<String> description(ArgSpec argument) {
    return ManPage.plain(argument.description(), argument);
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
