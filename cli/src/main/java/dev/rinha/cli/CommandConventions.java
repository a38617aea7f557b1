package dev.rinha.cli;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.NumberConverter;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.UrlConverter;
import dev.rinha.core.store.StoreException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * How every command behaves: what a person can act on is one line on the standard error, help
 * begins with examples, colour only where it can be seen.
 */
public final class CommandConventions {

  private static final String EXAMPLES = "%nExamples:%n";

  private CommandConventions() {}

  /** Teaches them to a command and its subcommands. */
  public static CommandLine applyTo(CommandLine command) {
    command
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A value is what was typed: no file's content can add --yes to a command.
        .setExpandAtFiles(false)
        .registerConverter(URI.class, new UrlConverter())
        .registerConverter(int.class, new NumberConverter<>(Integer::valueOf))
        .registerConverter(Integer.class, new NumberConverter<>(Integer::valueOf))
        .registerConverter(long.class, new NumberConverter<>(Long::valueOf))
        .registerConverter(Long.class, new NumberConverter<>(Long::valueOf))
        .setColorScheme(Help.defaultColorScheme(Terminal.output().ansi()))
        .setParameterExceptionHandler(CommandConventions::explainUse)
        .setExecutionExceptionHandler(CommandConventions::explain);
    beginHelpWithExamples(command);
    return command;
  }

  /** Footers of commands are examples. */
  private static void beginHelpWithExamples(CommandLine command) {
    List<String> sections = new ArrayList<>(command.getHelpSectionKeys());
    List<String> examples =
        List.of(
            UsageMessageSpec.SECTION_KEY_DESCRIPTION_HEADING,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER);
    sections.removeAll(examples);
    sections.addAll(sections.indexOf(UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING), examples);
    command.setHelpSectionKeys(sections);
    prepareHeadings(command);
  }

  private static void prepareHeadings(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    if (usage.footer().length > 0) {
      usage.footerHeading(EXAMPLES);
    }
    usage.synopsisHeading("%nUsage: ");
    command.getSubcommands().values().forEach(CommandConventions::prepareHeadings);
  }

  private static int explainUse(ParameterException wrong, String[] ignored) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    return complain(
        command, words(wrong) + suggestion(wrong) + "; see " + name + " --help", ExitCode.USAGE);
  }

  /** What is wrong, in one line. */
  static String words(ParameterException wrong) {
    return String.valueOf(wrong.getMessage())
        .lines()
        .findFirst()
        .orElse("wrong use")
        .replace("option option", "option"); // As picocli has it of what must be KEY=VALUE.
  }

  private static String suggestion(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.getFirst() + "?";
    }
    return "";
  }

  /** What a person can act on gets one line; anything else is a defect and gets its trace. */
  private static int explain(Exception failure, CommandLine command, ParseResult ignored) {
    return switch (failure) {
      case ParameterException wrong -> explainUse(wrong, new String[0]);
      case CommandFailure expected -> complain(command, expected);
      case StoreException refused ->
          complain(
              command,
              RedisFailure.explained(
                  refused,
                  RedisOption.of(command.getCommandSpec()).map(RedisOption::because).orElse("")));
      default -> {
        failure.printStackTrace(command.getErr());
        yield complain(command, "this is a defect of rinha-cli", ExitCode.INTERNAL_ERROR);
      }
    };
  }

  private static int complain(CommandLine command, CommandFailure failure) {
    return complain(command, failure.getMessage(), failure.exitCode());
  }

  private static int complain(CommandLine command, @Nullable String message, int exitCode) {
    command.getErr().println("rinha-cli: " + message);
    command.getErr().flush();
    return exitCode;
  }
}
