package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.rinha.core.faults.Poll;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Changes the scripts of the store, one place at a time, and runs the tests of the store on each
 * change: one that no test notices is either argued in {@code docs/mutation.md} or a test is
 * missing. Takes minutes, so only the profile {@code mutation} runs it; {@code
 * -Dmutation.files=settle,guard} changes those scripts only.
 *
 * <p>A test is tried on a change if it runs the script, fastest first, those that found something
 * in this script before all others. Tests with a server of their own take seconds each and are left
 * out.
 *
 * <p>Here, beside the test that plays the simulation's calls, which finds most; in a package of the
 * library, because nobody else sees its scripts.
 */
final class ScriptMutation {

  private static final Path ARGUED = Path.of("..", "docs", "mutation.md");
  private static final Path REPORT = Path.of("target", "script-mutations.txt");
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final List<String> TESTS =
      List.of(
          "dev.rinha.core.store.redis.RedisStoreTest",
          "dev.rinha.core.store.redis.StoreSeederTest",
          "dev.rinha.core.store.redis.UnreadableEntriesTest",
          "dev.rinha.tck.SameAnswersTest",
          "dev.rinha.core.audit.InternalAuditTest",
          "dev.rinha.core.audit.SummaryRebuildTest",
          "dev.rinha.simulation.PlayedToRedisTest");

  private static final List<Change> CHANGES =
      List.of(
          new Change("^(\\s*)(?!local |return |end\\b|else|for |if |repeat|until)\\S.*$", "$1"),
          new Change("^(\\s*)(?!return function)return \\S.*$", "$1do return nil end"),
          new Change("\\b(if|elseif) (.+) then", "$1 not ($2) then"),
          new Change(" == ", " ~= "),
          new Change(" ~= ", " == "),
          new Change(" < ", " <= "),
          new Change(" <= ", " < "),
          new Change(" > ", " >= "),
          new Change(" >= ", " > "),
          new Change(" and ", " or "),
          new Change(" or ", " and "),
          new Change(" \\+ ", " - "),
          new Change(" - ", " + "),
          // One more argument than a function takes is none.
          new Change("(?<![\\w%.']|, i \\+ )(\\d)(?![\\w'])", "($1+1)"),
          new Change("'([A-Z0-9])'", "'z'"));

  private record Change(Pattern pattern, String replacement) {
    Change(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }
  }

  /** One change of one line. */
  private record Mutant(String file, int line, String before, String after, String text) {
    @Override
    public String toString() {
      return "%s.lua: `%s` → `%s`"
          .formatted(file, before.strip(), after.isBlank() ? "" : after.strip());
    }
  }

  /** A test, and how long it takes when nothing is changed. */
  private record Trial(String id, Set<String> scripts, long nanos) {}

  private final TestRedis server = TestRedis.shared(TestRedis.Edition.BUNDLED);
  private final RedisClient client =
      RedisClient.create(RedisURI.create("redis://" + server.address()));
  private final RedisCommands<String, String> redis = client.connect().sync();
  private final Launcher launcher = LauncherFactory.create();
  private final Map<Script, String> originals = new EnumMap<>(Script.class);
  private final Map<String, Integer> finds = new HashMap<>();

  @AfterEach
  void close() {
    client.shutdown();
  }

  @Test
  void everyChangeOfAScriptIsNoticedOrArgued() throws Exception {
    System.setProperty("redis.bundled-only", "true");
    System.setProperty("redis.shared-only", "true");
    for (Script script : Script.values()) {
      originals.put(script, new String(StoreTerms.ONE.source(script), StandardCharsets.UTF_8));
    }
    List<Trial> trials = trials();
    assertFalse(trials.isEmpty());
    List<Mutant> mutants = new ArrayList<>();
    for (String file : files()) {
      mutants.addAll(mutants(file));
    }
    List<String> survivors = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    int invalid = 0;
    for (Mutant mutant : mutants) {
      String fate = fate(mutant, trials);
      if (fate.isEmpty()) {
        survivors.add(mutant.toString());
      }
      invalid += fate.equals("invalid") ? 1 : 0;
      lines.add("%s:%s %s".formatted(fate.isEmpty() ? "SURVIVED" : fate, mutant.line(), mutant));
      Files.write(REPORT, lines);
    }
    install(Map.of());
    int valid = mutants.size() - invalid;
    System.out.printf(
        "scripts: %d changes, %d noticed, %d not%n",
        valid, valid - survivors.size(), survivors.size());
    String argued = Files.exists(ARGUED) ? Files.readString(ARGUED) : "";
    assertEquals(
        List.of(),
        survivors.stream().filter(survivor -> !argued.contains(survivor)).toList(),
        "neither noticed by a test nor argued in " + ARGUED);
  }

  private static Set<String> files() throws IOException {
    String chosen = System.getProperty("mutation.files", "");
    if (!chosen.isEmpty()) {
      return new TreeSet<>(List.of(chosen.split(",")));
    }
    try (Stream<Path> files =
        Files.list(
            Path.of(
                "..",
                "core-lib",
                "src",
                "main",
                "resources",
                "dev",
                "rinha",
                "core",
                "store",
                "redis"))) {
      Set<String> names = new TreeSet<>();
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".lua"))
          .forEach(name -> names.add(name.substring(0, name.length() - ".lua".length())));
      return names;
    }
  }

  private static List<Mutant> mutants(String file) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    List<String> lines = read(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.strip().startsWith("--")) {
        continue;
      }
      for (Change change : CHANGES) {
        for (Matcher matcher = change.pattern().matcher(line); matcher.find(); ) {
          StringBuilder changed = new StringBuilder();
          Matcher once = change.pattern().matcher(line);
          once.find(matcher.start());
          once.appendReplacement(changed, change.replacement());
          // What stands before the place that is changed was appended with it.
          once.appendTail(changed);
          List<String> all = new ArrayList<>(lines);
          all.set(i, changed.toString());
          mutants.add(
              new Mutant(file, i + 1, line, changed.toString(), String.join("\n", all) + "\n"));
        }
      }
    }
    return mutants;
  }

  private static String read(String file) throws IOException {
    try (InputStream in = Script.class.getResourceAsStream(file + ".lua")) {
      if (in == null) {
        throw new IOException("there is no script " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Runs every test once, on scripts that leave word of having run. */
  private List<Trial> trials() throws Exception {
    Map<Script, String> marked = new EnumMap<>(Script.class);
    originals.forEach(
        (script, text) ->
            marked.put(
                script,
                "redis.pcall('SADD', 'scripts-that-ran', '" + script.name() + "')\n" + text));
    install(marked);
    redis.flushall();
    List<Trial> trials = new ArrayList<>();
    launch(
        TESTS.stream().map(DiscoverySelectors::selectClass).toList(),
        new TestExecutionListener() {
          private long begin;

          @Override
          public void executionStarted(TestIdentifier test) {
            begin = System.nanoTime();
          }

          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (result.getStatus() == TestExecutionResult.Status.FAILED) {
              System.out.println(
                  "left out, it fails on what is not changed: " + test.getUniqueId());
            } else if (test.isTest() && result.getStatus() != TestExecutionResult.Status.ABORTED) {
              Set<String> scripts = new TreeSet<>();
              scripts.addAll(redis.smembers("scripts-that-ran"));
              redis.del("scripts-that-ran");
              trials.add(new Trial(test.getUniqueId(), scripts, System.nanoTime() - begin));
            }
          }
        });
    return trials;
  }

  /** Which test noticed it, empty if none did, or {@code invalid}. */
  private String fate(Mutant mutant, List<Trial> trials) throws Exception {
    String before = read(mutant.file());
    Map<Script, String> changed = new EnumMap<>(Script.class);
    Set<String> names = new TreeSet<>();
    originals.forEach(
        (script, text) -> {
          if (text.contains(before)) {
            changed.put(script, text.replace(before, mutant.text()));
            names.add(script.name());
          }
        });
    recover();
    if (!compiles(changed)) {
      return "invalid";
    }
    install(changed);
    List<Trial> chosen =
        trials.stream()
            .filter(trial -> trial.scripts().stream().anyMatch(names::contains))
            .sorted(
                Comparator.<Trial, Integer>comparing(
                        trial -> -finds.getOrDefault(mutant.file() + trial.id(), 0))
                    .thenComparing(Trial::nanos))
            .toList();
    for (Trial trial : chosen) {
      if (fails(trial) && failsOnlyThen(trial, changed)) {
        finds.merge(mutant.file() + trial.id(), 1, Integer::sum);
        return trial.id().replaceAll("^[^(]*[:.#](\\w+).*$", "$1");
      }
    }
    return "";
  }

  /** A busy machine fails tests as well: it must pass without the change and fail with it. */
  private boolean failsOnlyThen(Trial trial, Map<Script, String> changed) throws Exception {
    recover();
    install(Map.of());
    boolean fails = fails(trial);
    recover();
    install(changed);
    return !fails && fails(trial);
  }

  private boolean compiles(Map<Script, String> changed) {
    try {
      changed.values().forEach(redis::scriptLoad);
      return true;
    } catch (RedisCommandExecutionException e) {
      return false;
    }
  }

  private boolean fails(Trial trial) throws Exception {
    List<String> failures = new ArrayList<>();
    Thread run =
        Thread.ofPlatform()
            .daemon()
            .start(
                () ->
                    launch(
                        List.of(selectUniqueId(trial.id())),
                        new TestExecutionListener() {
                          @Override
                          public void executionFinished(
                              TestIdentifier test, TestExecutionResult result) {
                            if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                              failures.add(test.getDisplayName());
                            }
                          }
                        }));
    if (!run.join(BOUND)) {
      // A script or a test without an end: without Redis every call fails.
      server.kill();
      run.join(BOUND);
      restart();
      return true;
    }
    return !failures.isEmpty();
  }

  private void launch(List<? extends DiscoverySelector> what, TestExecutionListener listener) {
    launcher.execute(LauncherDiscoveryRequestBuilder.request().selectors(what).build(), listener);
  }

  /** Begins anew with an empty Redis, and with another one where it is still at a script. */
  private void recover() {
    if (!emptied()) {
      restart();
    }
  }

  /** What the tests before have written would only be read. */
  private void restart() {
    server.killAndLoseAfter(0);
    server.start();
    Poll.until("Redis has read its file", this::emptied);
  }

  private boolean emptied() {
    try {
      redis.flushall();
      return true;
    } catch (RedisException e) {
      return false;
    }
  }

  /**
   * Puts other texts in the place of those scripts, and the original ones everywhere else: Redis
   * has seen them, so that nobody asks for the text.
   */
  @SuppressWarnings("unchecked") // the type that the field has
  private void install(Map<Script, String> changed) throws Exception {
    Field field = StoreTerms.class.getDeclaredField("digests");
    field.setAccessible(true);
    Map<Script, String> digests = (Map<Script, String>) field.get(StoreTerms.ONE);
    originals.forEach(
        (script, text) ->
            digests.put(script, redis.scriptLoad(changed.getOrDefault(script, text))));
  }
}
