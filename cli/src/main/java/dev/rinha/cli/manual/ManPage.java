package dev.rinha.cli.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page of one command, in the language of {@code man}. picocli has a generator, but of
 * AsciiDoc, which needs a further tool to become a page.
 */
final class ManPage {

  private final CommandSpec spec;
  private final UsageMessageSpec usage;
  private final List<String> lines = new ArrayList<>();

  private ManPage(CommandLine command) {
    this.spec = command.getCommandSpec();
    this.usage = spec.usageMessage();
  }

  /** What its file is called, without {@code .1}: {@code rinha-cli-config-show}. */
  static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  static String of(CommandLine command) {
    ManPage page = new ManPage(command);
    page.head(command);
    page.synopsis();
    page.description();
    page.arguments();
    page.commands(command);
    page.exitCodes();
    page.examples();
    return String.join("\n", page.lines) + "\n";
  }

  private void head(CommandLine command) {
    String name = name(command);
    lines.add(".TH \"" + name.toUpperCase(Locale.ROOT) + "\" \"1\"");
    lines.add(".SH NAME");
    lines.add(text(name) + " \\- " + text(plain(usage.description()).getFirst()));
  }

  private void synopsis() {
    CommandLine.Help help =
        new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF));
    lines.add(".SH SYNOPSIS");
    lines.add(".nf");
    help.synopsis(0).lines().map(ManPage::text).forEach(lines::add);
    lines.add(".fi");
  }

  private void description() {
    lines.add(".SH DESCRIPTION");
    for (String paragraph : plain(usage.description())) {
      lines.add(".PP");
      lines.add(text(paragraph));
    }
  }

  private void arguments() {
    lines.add(".SH OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      item(parameter.paramLabel(), parameter);
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String names = String.join(", ", option.names());
        boolean valued = option.arity().max() > 0;
        item(valued ? names + " " + option.paramLabel() : names, option);
      }
    }
  }

  private void item(String term, ArgSpec argument) {
    item(term, String.join(" ", plain(argument.description(), argument)));
  }

  private void item(String term, String description) {
    lines.add(".TP");
    lines.add("\\fB" + text(term) + "\\fR");
    lines.add(text(description));
  }

  private void commands(CommandLine command) {
    if (command.getSubcommands().isEmpty()) {
      return;
    }
    lines.add(".SH COMMANDS");
    command.getSubcommands().values().stream()
        .distinct() // Under two names it is one command.
        .forEach(
            sub ->
                item(
                    name(sub) + "(1)",
                    plain(sub.getCommandSpec().usageMessage().description()).getFirst()));
  }

  private void exitCodes() {
    lines.add(".SH EXIT STATUS");
    for (Map.Entry<String, String> code : usage.exitCodeList().entrySet()) {
      item(code.getKey(), code.getValue());
    }
  }

  private void examples() {
    lines.add(".SH EXAMPLES");
    lines.add(".nf");
    for (String example : usage.footer()) {
      lines.add(text(example));
    }
    lines.add(".fi");
  }

  static List<String> plain(String[] texts) {
    return List.of(texts).stream().map(text -> text.replace("%%", "%")).toList();
  }

  static List<String> plain(String[] texts, ArgSpec argument) {
    String value = String.valueOf(argument.defaultValue());
    return plain(texts).stream().map(text -> text.replace("${DEFAULT-VALUE}", value)).toList();
  }

  /** What troff would read as its own is escaped. */
  private static String text(String plain) {
    String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
