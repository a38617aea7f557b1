package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Wrong use of every command gets one helpful line and the right exit code. The table is {@code
 * wrong-use.txt}; a new command adds its lines there.
 */
final class WrongUseTest {

  /**
   * A line of the table.
   *
   * @param arguments after {@code rinha-cli}
   * @param exitCode with which it ends
   * @param explanation what the one line on the standard error contains
   */
  record Use(String arguments, int exitCode, String explanation) {

    static Use parse(String line) {
      String[] parts = line.split("\\s+\\|\\s+", 3);
      return new Use(parts[0].strip(), Integer.parseInt(parts[1]), parts[2].strip());
    }

    @Override
    public String toString() {
      return "rinha-cli " + arguments;
    }
  }

  private static final String UNREACHABLE = "127.0.0.1:1";

  /** What stands in for the default of an option that names an address. */
  private static final Map<String, String> NOBODY =
      Map.of(
          "--redis", UNREACHABLE,
          "--url", "http://" + UNREACHABLE,
          "--processor", "default=http://" + UNREACHABLE,
          "--default-processor", "http://" + UNREACHABLE,
          "--fallback-processor", "http://" + UNREACHABLE);

  /** Complains to the standard error of the process; its tests are those of the service. */
  private static final Set<String> SPEAKS_FOR_ITSELF = Set.of("serve");

  @TempDir private static Path folder = Path.of("");

  private static final Map<String, String> FILLED = new HashMap<>();
  private static final List<TestRedis> TROUBLES = new ArrayList<>();

  @BeforeAll
  static void makeTrouble() throws IOException {
    FILLED.put("{redis}", TestRedis.shared(Edition.BUNDLED).address());
    FILLED.put("{store}", "wrong-use");
    try (RedisStore store = RedisStore.open(at("wrong-use"))) {
      store.ledger().census();
    }
    FILLED.put("{unreachable}", UNREACHABLE);
    FILLED.put("{read-only}", trouble("--replicaof", "127.0.0.1", "1"));
    FILLED.put("{forbidden}", trouble("--user", "default", "on", "nopass", "~nothing", "+@all"));
    FILLED.put("{guarded}", trouble("--requirepass", "secret"));
    Path file = Files.createFile(folder.resolve("a-file"));
    FILLED.put("{payments}", "../examples/requests/payments.ndjson");
    FILLED.put("{empty}", file.toString());
    FILLED.put("{unwritable}", file.resolve("below").toString());
  }

  private static RedisSettings at(String namespace) {
    return RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address()).withNamespace(namespace);
  }

  private static String trouble(String... options) {
    TestRedis redis = TestRedis.start(Edition.BUNDLED, options);
    TROUBLES.add(redis);
    return redis.address();
  }

  @AfterAll
  static void endTrouble() {
    TROUBLES.forEach(TestRedis::close);
  }

  static Stream<Use> wrongUse() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/wrong-use.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Use::parse);
  }

  @ParameterizedTest
  @MethodSource("wrongUse")
  void isExplainedInOneLine(Use use) {
    CommandRun run = CommandRun.of(aimedAtNobody(), words(use.arguments()));

    assertEquals(use.exitCode(), run.exitCode(), run::toString);
    assertTrue(run.err().contains(filled(use.explanation())), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().startsWith("rinha-cli: "), run::err);
    assertEquals("", run.out());
  }

  @Test
  void everyCommandStandsInTheTable() throws IOException {
    Set<String> missing = new TreeSet<>();
    collect(RinhaCli.commandLine(), missing);
    missing.removeAll(SPEAKS_FOR_ITSELF);
    List<String> lines = wrongUse().map(Use::arguments).toList();
    missing.removeIf(name -> lines.stream().anyMatch(line -> (line + " ").startsWith(name + " ")));

    assertEquals(Set.of(), missing, "commands without a line in wrong-use.txt");
  }

  /** All but {@code doctor}, whose business a store that is not there is. */
  @Test
  void everyCommandOnAStoreSaysThatThereIsNone() throws IOException {
    Set<String> missing = new TreeSet<>();
    collectWithNamespace(RinhaCli.commandLine(), missing);
    missing.remove("doctor");
    List<String> lines = wrongUse().map(Use::arguments).toList();
    missing.removeIf(
        name ->
            lines.stream()
                .anyMatch(
                    line -> line.startsWith(name + " ") && line.contains("--namespace nobody")));

    assertEquals(Set.of(), missing, "commands without a line with --namespace nobody");
  }

  private static void collectWithNamespace(CommandLine command, Set<String> names) {
    if (command.getCommandSpec().findOption("--namespace") != null) {
      names.add(command.getCommandSpec().qualifiedName().substring("rinha-cli ".length()));
    }
    command.getSubcommands().values().forEach(sub -> collectWithNamespace(sub, names));
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "queue show", "audit", "queue pause --reason x"})
  void lookingForAStoreMakesNone(String command) {
    String namespace = "looked-for-with-" + command.replaceAll("[ -]+", "-");
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.addAll(
        List.of("--namespace", namespace, "--redis", String.valueOf(FILLED.get("{redis}"))));

    CommandRun run = CommandRun.of(words.toArray(String[]::new));

    assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
    try (RedisStore store = RedisStore.openExisting(at(namespace))) {
      assertFalse(store.inspection().exists());
    }
  }

  /** Of every option and parameter, whatever its type. */
  @Test
  void noTypeOfTheLanguageIsNamedWhereAValueIsWrong() {
    List<String> complaints = new ArrayList<>();
    collectComplaints(RinhaCli.commandLine(), complaints);

    assertTrue(complaints.size() > 30, complaints::toString);
    List<String> wrong =
        complaints.stream()
            .filter(
                text ->
                    text.contains("option option")
                        || text.matches(
                            "(?s).*\\b(an? (int|long|double|boolean)|java\\.|Cannot convert).*"))
            .toList();
    assertEquals(List.of(), wrong);
  }

  private static void collectComplaints(CommandLine command, List<String> complaints) {
    String[] names = command.getCommandSpec().qualifiedName().split(" ", -1);
    for (OptionSpec option : command.getCommandSpec().options()) {
      List<String> words = new ArrayList<>(List.of(names).subList(1, names.length));
      words.addAll(List.of(option.longestName(), "*?*"));
      try {
        RinhaCli.commandLine().parseArgs(words.toArray(String[]::new));
      } catch (ParameterException e) {
        complaints.add(CommandConventions.words(e));
      }
    }
    command.getSubcommands().values().forEach(sub -> collectComplaints(sub, complaints));
  }

  @Test
  void everyAddressWithADefaultIsAimedAtNobody() {
    Set<String> defaults = new TreeSet<>();
    collectDefaultAddresses(RinhaCli.commandLine(), defaults);

    assertTrue(NOBODY.keySet().containsAll(defaults), defaults::toString);
  }

  private static void collectDefaultAddresses(CommandLine command, Set<String> names) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (String.valueOf(option.defaultValue()).contains("://")) {
        names.add(option.longestName());
      }
    }
    command.getSubcommands().values().forEach(sub -> collectDefaultAddresses(sub, names));
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = CommandRun.of("processor", "--port", Integer.toString(taken.getLocalPort()));

      assertEquals(ExitCode.INTERNAL_ERROR, run.exitCode());
      assertTrue(run.err().contains(":" + taken.getLocalPort()), run::err);
      assertFalse(run.err().contains("defect"), run::err);
    }
  }

  /**
   * The tool without its default addresses: a line of the table that is no wrong use after all must
   * not reach, and perhaps purge, what happens to run on this machine.
   */
  private static CommandLine aimedAtNobody() {
    return RinhaCli.commandLine()
        .setDefaultValueProvider(
            argument ->
                argument instanceof OptionSpec option && isAddress(option)
                    ? NOBODY.get(option.longestName())
                    : null);
  }

  /** A processor that is only named has none. */
  private static boolean isAddress(OptionSpec option) {
    return !option.longestName().equals("--processor") || option.typeInfo().isMap();
  }

  private static void collect(CommandLine command, Set<String> names) {
    if (command.getSubcommands().isEmpty()) {
      names.add(command.getCommandSpec().qualifiedName().substring("rinha-cli ".length()));
    }
    command.getSubcommands().values().forEach(subcommand -> collect(subcommand, names));
  }

  private static String[] words(String arguments) {
    return arguments.isEmpty() ? new String[0] : filled(arguments).split(" ", -1);
  }

  private static String filled(String text) {
    String filled = text;
    for (Map.Entry<String, String> entry : FILLED.entrySet()) {
      filled = filled.replace(entry.getKey(), entry.getValue());
    }
    return filled;
  }
}
