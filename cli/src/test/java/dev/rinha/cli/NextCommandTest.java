package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.ReasonOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Whatever is printed or written down as a command can be pasted as it is. */
final class NextCommandTest {

  private static final String UUID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final String NOBODY = "127.0.0.1:1";

  /** What only the moment can tell. */
  private static final Map<String, Object> VALUES =
      Map.of(
          "{event}", "1-0",
          "{id}", UUID,
          "{processor}", "default",
          "{replay}", "4a7901b8",
          "{time}", "2025-07-15T12:34:56.000Z",
          "{url}", "http://" + NOBODY);

  /** Stands for the reader's own in documents. */
  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "ID", UUID,
          "…", "x",
          "NAME", "default",
          "T", "-1d",
          "URL", "http://" + NOBODY,
          "DIR", "folder",
          "http://WORKER:8080", "http://worker:8080");

  private static final Pattern COMMAND = Pattern.compile("(?:\\./)?rinha-cli(?= [a-z])([^\n]*)");
  private static final Pattern CODE =
      Pattern.compile("```[a-z]*\n(.*?)```|`([^`\n]+)`", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"\n.*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);

  /** Names a command, but suggests none. */
  private static final List<String> MENTIONS =
      List.of(
          "another rinha-cli dev runs with these data",
          "written by rinha-cli dev while it runs",
          "'rinha-cli token new'");

  /** What the library says of it, which knows no command line and no store by name. */
  private static final String OF_THE_LIBRARY =
      "queue them again with: " + NextCommand.AUDIT_REPAIR.line(List.of());

  @ParameterizedTest
  @EnumSource
  void everyCommandThatIsPrintedIsUnderstood(NextCommand next) {
    List<String> words = words(line(next, List.of()).substring("rinha-cli ".length()));
    requireReason(parse(words), next.template());
    CommandSpec command = last(parse(words)).commandSpec();

    if (command.findOption("--redis") == null
        || command.name().equals("doctor")
        || words.contains("--watch")) {
      return; // Understood. To execute it would reach out for what happens to run, or not end.
    }
    words.addAll(List.of("--redis", NOBODY));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
  }

  private static String line(NextCommand next, List<String> target) {
    Object[] values =
        Pattern.compile("\\{[a-z]+}")
            .matcher(next.template())
            .results()
            .map(match -> VALUES.get(match.group()))
            .toArray();
    assertThrows(
        IllegalArgumentException.class,
        () -> next.line(target, Arrays.copyOf(values, values.length + 1)));
    return next.line(target, values);
  }

  @Test
  void commandLeadsToTheStoreThatWasNamed() {
    String line =
        NextCommand.AUDIT.line(List.of("--redis", "redis://a:it's@h:1", "--namespace", "b"));

    assertEquals("rinha-cli audit --redis 'redis://a:it'\\''s@h:1' --namespace b", line);
  }

  /** Annotations apart, which have the examples of the help, no text of ours names a command. */
  @Test
  void noCommandIsPrintedThatStandsElsewhere() throws IOException {
    List<String> found = new ArrayList<>();
    for (String module : List.of("cli", "service", "simulation", "core-lib")) {
      try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher literal = LITERAL.matcher(withoutAnnotations(Files.readString(file)));
          while (literal.find()) {
            if (literal.group().matches("(?s).*rinha-cli [a-z].*")
                && MENTIONS.stream().noneMatch(literal.group()::contains)
                && !literal.group().equals('"' + OF_THE_LIBRARY + '"')) {
              found.add(file.getFileName() + ": " + literal.group());
            }
          }
        }
      }
    }

    assertEquals(List.of(), found);
  }

  /** Without comments as well. */
  private static String withoutAnnotations(String source) {
    String code = source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
    StringBuilder rest = new StringBuilder();
    Matcher annotation = Pattern.compile("@(?:Command|Option|Parameters)\\(").matcher(code);
    int from = 0;
    while (annotation.find(from)) {
      rest.append(code, from, annotation.start());
      from = closing(code, annotation.end());
    }
    return rest.append(code.substring(from)).toString();
  }

  private static int closing(String code, int from) {
    int depth = 1;
    boolean quoted = false;
    for (int i = from; i < code.length(); i++) {
      char letter = code.charAt(i);
      if (letter == '"' && code.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted && (letter == '(' || letter == ')')) {
        depth += letter == '(' ? 1 : -1;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return code.length();
  }

  static Stream<String> written() throws IOException {
    List<String> examples = new ArrayList<>();
    helped(RinhaCli.commandLine(), examples);
    List<String> texts = new ArrayList<>(List.of(String.join("\n", examples)));
    List<Path> documents =
        new ArrayList<>(List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")));
    for (String folder : List.of("docs", "examples")) {
      try (Stream<Path> files = Files.walk(Path.of("..", folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    documents.removeIf(file -> file.endsWith("cli.md")); // Made of the help.
    for (Path document : documents) {
      CODE.matcher(Files.readString(document))
          .results()
          .map(code -> code.group(1) == null ? code.group(2) : code.group(1))
          .forEach(texts::add);
    }
    return texts.stream()
        .map(text -> text.replaceAll("\\\\\n\\s*", "")) // A line that goes on in the next one.
        .flatMap(text -> COMMAND.matcher(text).results())
        .map(
            match ->
                match.group(1).replaceAll("\\s(#|[|]|&|<|>|2>).*", "").replace(")", "").strip())
        .distinct();
  }

  private static void helped(CommandLine command, List<String> examples) {
    examples.addAll(List.of(command.getCommandSpec().usageMessage().footer()));
    command.getSubcommands().values().forEach(sub -> helped(sub, examples));
  }

  @ParameterizedTest
  @MethodSource("written")
  void everyCommandInHelpAndDocumentsIsUnderstood(String line) {
    List<String> words = words(line);
    words.replaceAll(word -> PLACEHOLDERS.getOrDefault(word, word));
    words.replaceAll(word -> word.endsWith("=…") ? word.replace("…", "x") : word);
    if (words.getLast().equals("--help") || isName(words)) {
      return;
    }
    requireReason(parse(words), line);
  }

  /** Some commands ask Redis first and want a reason only then. */
  private static void requireReason(ParseResult parsed, String line) {
    ParseResult command = last(parsed);
    assertTrue(
        command.commandSpec().mixins().values().stream()
                .noneMatch(mixin -> mixin.userObject() instanceof ReasonOption)
            || Stream.of("--reason", "--dry-run", "--resume").anyMatch(command::hasMatchedOption),
        line + " lacks --reason");
  }

  /** Says which command is meant, and not what to type. */
  private static boolean isName(List<String> words) {
    CommandLine command = RinhaCli.commandLine();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        return false;
      }
      command = next;
    }
    return true;
  }

  private static ParseResult parse(List<String> words) {
    try {
      return RinhaCli.commandLine().parseArgs(words.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new AssertionError("rinha-cli " + String.join(" ", words) + ": " + e.getMessage(), e);
    }
  }

  private static ParseResult last(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last;
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }
}
