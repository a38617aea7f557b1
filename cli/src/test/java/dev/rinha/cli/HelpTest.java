package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What the help of every command has. */
final class HelpTest {

  private static final Set<String> CODES = Set.of("0", "1", "2", "3", "4", "5", "6", "130");

  static Stream<CommandLine> commands() {
    List<CommandLine> commands = new ArrayList<>();
    collect(RinhaCli.commandLine(), commands);
    return commands.stream();
  }

  private static void collect(CommandLine command, List<CommandLine> commands) {
    commands.add(command);
    command.getSubcommands().values().forEach(subcommand -> collect(subcommand, commands));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void examplesComeBeforeUsageAndOptions(CommandLine command) {
    String help = command.getUsageMessage(Ansi.OFF);
    String name = command.getCommandSpec().qualifiedName();

    assertTrue(help.contains("Examples:"), help);
    assertTrue(help.indexOf("Examples:") < help.indexOf("Usage: " + name), help);
    assertTrue(
        Stream.of(command.getCommandSpec().usageMessage().footer())
            .anyMatch(line -> line.contains(name)),
        help);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void exitCodesAreListed(CommandLine command) {
    Set<String> listed = command.getCommandSpec().usageMessage().exitCodeList().keySet();

    assertTrue(listed.containsAll(Set.of("0", "2")), listed::toString);
    assertTrue(CODES.containsAll(listed), listed::toString);
  }

  @Test
  void rootListsAllExitCodes() {
    assertEquals(
        CODES, RinhaCli.commandLine().getCommandSpec().usageMessage().exitCodeList().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsIntoEightyColumns(CommandLine command) {
    String help = command.getUsageMessage(Ansi.OFF);

    assertEquals(List.of(), help.lines().filter(line -> line.length() > 80).toList());
  }
}
