package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Which package and which module depends on which. Class files tell, not imports, which say nothing
 * of a name that is written out or a type that only passes through. Here, because the tool is built
 * after all others. ArchUnit wants another SLF4J than the tool has, and most of a minute.
 */
final class ModulesTest {

  private static final List<Path> MODULES =
      Stream.of(
              "core-lib",
              "store-tck",
              "service",
              "simulation",
              "bench",
              "cli",
              "examples/processor-simulator",
              "examples/shop")
          .map(folder -> Path.of("..", folder, "target", "classes"))
          .toList();

  private static final Pattern NAME = Pattern.compile("(?:^|L|\\[)(dev/rinha/[a-z/]+)/([A-Z]\\w*)");
  private static final String TABLE = "| package | types | for |";
  private static final Pattern TABLE_ROW =
      Pattern.compile("^\\| (`[a-z., `]+`) \\| ([0-9, ]+) \\|", Pattern.MULTILINE);
  private static final Pattern NAMED_CLASS = Pattern.compile("`([A-Z]\\w+)`");
  private static final Pattern LETTUCE = Pattern.compile("(?:^|L|\\[)io/lettuce/");
  private static final Set<Use> USES = new HashSet<>();
  private static final Set<String> USERS_OF_LETTUCE = new HashSet<>();
  private static final Set<String> TOP_LEVEL_TYPES = new TreeSet<>();
  private static final Map<String, Integer> PUBLIC_TYPES = new HashMap<>();
  private static final Path ARCHITECTURE = Path.of("..", "docs", "architecture.md");

  /** A class that names another of ours, in another package. */
  private record Use(String from, String user, String of, String used) {

    String modules() {
      return module(from) + " -> " + module(of);
    }

    private static String module(String name) {
      return name.split("/")[2];
    }
  }

  @BeforeAll
  static void readClassFiles() throws IOException {
    for (Path module : MODULES) {
      try (Stream<Path> files = Files.walk(module)) {
        List<Path> classes =
            files
                .filter(file -> file.toString().endsWith(".class"))
                .filter(file -> !file.endsWith("module-info.class"))
                .toList();
        assertFalse(classes.isEmpty(), "no class files in " + module);
        for (Path file : classes) {
          addUses(ClassFile.of().parse(file));
        }
      }
    }
  }

  private static void addUses(ClassModel model) {
    String name = model.thisClass().asInternalName();
    String from = name.substring(0, name.lastIndexOf('/'));
    if (name.equals(outermost(name))) {
      TOP_LEVEL_TYPES.add(name);
    }
    if (name.equals(outermost(name)) && model.flags().has(AccessFlag.PUBLIC)) {
      PUBLIC_TYPES.merge(from.replace('/', '.'), 1, Integer::sum);
    }
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text) {
        if (LETTUCE.matcher(text.stringValue()).find()) {
          USERS_OF_LETTUCE.add(outermost(name));
        }
        Matcher named = NAME.matcher(text.stringValue());
        while (named.find()) {
          if (!named.group(1).equals(from)) {
            USES.add(new Use(from, name, named.group(1), named.group(2)));
          }
        }
      }
    }
  }

  private static String outermost(String user) {
    return user.replaceFirst("\\$.*", "");
  }

  @Test
  void noPackageDependsOnItselfThroughOthers() {
    Set<Use> circular = new HashSet<>(USES);
    boolean fewer = true;
    while (fewer) { // What nothing leads to, or what leads nowhere, is in no circle.
      Set<String> users = circular.stream().map(Use::from).collect(Collectors.toSet());
      Set<String> used = circular.stream().map(Use::of).collect(Collectors.toSet());
      fewer = circular.removeIf(use -> !users.contains(use.of()) || !used.contains(use.from()));
    }

    assertEquals(Set.of(), circular);
  }

  @Test
  void modulesDependOnEachOtherAsDrawn() {
    Set<String> arrows =
        USES.stream().map(Use::modules).collect(Collectors.toCollection(TreeSet::new));
    arrows.removeIf(arrow -> arrow.matches("(\\w+) -> \\1"));

    assertEquals(
        new TreeSet<>(
            Set.of(
                "bench -> core",
                "cli -> bench",
                "cli -> core",
                "cli -> service",
                "cli -> simulation",
                "cli -> simulator",
                "service -> core",
                "shop -> core",
                "simulation -> core",
                "tck -> core")),
        arrows);
  }

  /** Whoever reads or searches for a name means one thing. */
  @Test
  void noTwoTypesHaveOneName() {
    Map<String, List<String>> named =
        TOP_LEVEL_TYPES.stream()
            .filter(name -> !name.endsWith("/package-info"))
            .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('/') + 1)));
    named.values().removeIf(types -> types.size() == 1);

    assertEquals(Map.of(), named);
  }

  /** What it takes to export less: docs/architecture.md. */
  @Test
  void packagesAreExportedAsListed() {
    String exports =
        ModuleFinder.of(MODULES.toArray(Path[]::new)).findAll().stream()
            .map(ModuleReference::descriptor)
            .sorted()
            .map(module -> module.name() + ModulesTest.exports(module))
            .collect(Collectors.joining("\n"));

    assertEquals(
        """
        dev.rinha.bench
          dev.rinha.bench to [dev.rinha.cli]
          dev.rinha.bench.client to [dev.rinha.cli]
          dev.rinha.bench.load to [dev.rinha.cli]
          dev.rinha.bench.plot to [dev.rinha.cli]
          dev.rinha.bench.report to [dev.rinha.cli]
          dev.rinha.bench.schedule to [dev.rinha.cli]
        dev.rinha.cli
        dev.rinha.core
          dev.rinha.core
          dev.rinha.core.audit
          dev.rinha.core.engine to [dev.rinha.simulation]
          dev.rinha.core.event
          dev.rinha.core.execution
          dev.rinha.core.history
          dev.rinha.core.idempotency
          dev.rinha.core.payment
          dev.rinha.core.processor
          dev.rinha.core.routing
          dev.rinha.core.store
          dev.rinha.core.store.memory
          dev.rinha.core.store.partitioned
          dev.rinha.core.store.redis
          dev.rinha.core.summary
          dev.rinha.core.tls
          dev.rinha.core.traffic
        dev.rinha.service
          dev.rinha.service.config to [dev.rinha.cli]
          dev.rinha.service.http to [dev.rinha.cli]
          dev.rinha.service.lifecycle to [dev.rinha.cli]
          dev.rinha.service.webhook to [dev.rinha.cli]
          dev.rinha.service.wiring to [dev.rinha.cli]
        dev.rinha.shop
        dev.rinha.simulation
          dev.rinha.simulation to [dev.rinha.cli]
          dev.rinha.simulation.schedule to [dev.rinha.cli]
        dev.rinha.simulator
          dev.rinha.simulator to [dev.rinha.cli]
        dev.rinha.tck
          dev.rinha.tck\
        """,
        exports);
  }

  private static String exports(ModuleDescriptor module) {
    return module.exports().stream()
        .sorted()
        .map(each -> "\n  " + each.source() + (each.isQualified() ? " to " + each.targets() : ""))
        .collect(Collectors.joining());
  }

  /** Nested ones are not counted. Those of a package that is not exported are nobody's business. */
  @Test
  void publicTypesOfTheLibraryAreAsManyAsTheTableSays() throws IOException {
    Map<String, Integer> counted =
        ModuleFinder.of(MODULES.getFirst())
            .find("dev.rinha.core")
            .orElseThrow()
            .descriptor()
            .exports()
            .stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(toTreeMap(name -> PUBLIC_TYPES.getOrDefault(name, 0)));
    String architecture = Files.readString(ARCHITECTURE);
    Map<String, Integer> said = new TreeMap<>();
    Matcher row = TABLE_ROW.matcher(architecture.substring(architecture.indexOf(TABLE)));
    while (row.find()) {
      List<String> packages = List.of(row.group(1).replace("`", "").split(", "));
      List<String> counts = List.of(row.group(2).split(", "));
      assertEquals(packages.size(), counts.size(), row::group);
      for (int i = 0; i < packages.size(); i++) {
        String name = packages.get(i);
        said.put(
            name.startsWith("dev.") ? name : "dev.rinha.core." + name,
            Integer.valueOf(counts.get(i)));
      }
    }

    assertEquals(counted, said);
    int engine = counted.getOrDefault("dev.rinha.core.engine", 0);
    int total = counted.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(
        architecture.contains(
            "%s for everybody and %s in `engine`".formatted(total - engine, engine)),
        "it is %s for everybody and %s in `engine`".formatted(total - engine, engine));
  }

  private static <K extends Comparable<K>, V> Collector<K, ?, Map<K, V>> toTreeMap(
      Function<K, V> value) {
    return Collectors.toMap(key -> key, value, (one, _) -> one, TreeMap::new);
  }

  /** The shortest arrows only: from whatever stands between two packages the rest follows. */
  @Test
  void packagesOfTheLibraryDependOnEachOtherAsDrawn() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Use use : USES) {
      String from = drawn(use.from());
      String of = drawn(use.of());
      if (!from.isEmpty() && !of.isEmpty() && !from.equals(of)) {
        uses.computeIfAbsent(from, _ -> new TreeSet<>()).add(of);
      }
    }
    Set<String> shortest = new TreeSet<>();
    uses.forEach(
        (from, all) ->
            all.stream()
                .filter(of -> all.stream().noneMatch(other -> reaches(other, of, uses)))
                .forEach(of -> shortest.add(from + " --> " + of)));
    String architecture = Files.readString(ARCHITECTURE);
    String picture =
        architecture.substring(
            architecture.indexOf("  subgraph core"), architecture.indexOf("\n  end\n"));

    assertEquals(
        shortest,
        picture
            .lines()
            .map(line -> line.strip().replaceFirst("\\[.*", ""))
            .filter(line -> line.contains("-->"))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static boolean reaches(String from, String to, Map<String, Set<String>> uses) {
    return uses.getOrDefault(from, Set.of()).stream()
        .anyMatch(next -> next.equals(to) || reaches(next, to, uses));
  }

  /** What the picture calls a package of the library; empty for one that is not in it. */
  private static String drawn(String from) {
    if (from.equals("dev/rinha/core")) {
      return "root";
    }
    if (!from.startsWith("dev/rinha/core/")) {
      return "";
    }
    String name = from.substring("dev/rinha/core/".length());
    return switch (name) {
      case "internal" -> "";
      case "idempotency" -> "payment";
      default -> name.replace("store/", "");
    };
  }

  /** Nor does any package of the library but the facade. */
  @Test
  void onlyTheSimulationKnowsTheEngine() {
    Set<String> users =
        USES.stream()
            .filter(use -> use.of().equals("dev/rinha/core/engine"))
            .map(Use::from)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(
        new TreeSet<>(
            Set.of("dev/rinha/core", "dev/rinha/simulation", "dev/rinha/simulation/schedule")),
        users);
  }

  /** Whoever else wants a store is handed its ports. */
  @Test
  void adaptersOfTheStoreAreNamedWhereTheyAreChosenAndNowhereElse() throws IOException {
    Set<String> users =
        USES.stream()
            .filter(use -> use.of().startsWith("dev/rinha/core/store/"))
            .filter(use -> !use.from().startsWith("dev/rinha/core/store/"))
            .map(use -> outermost(use.user()) + " -> " + use.of())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> usersOfLettuce =
        USERS_OF_LETTUCE.stream()
            .filter(user -> !user.startsWith("dev/rinha/core/store/redis/"))
            .collect(Collectors.toSet());

    assertEquals(
        new TreeSet<>(
            Set.of(
                "dev/rinha/cli/options/RedisOption -> dev/rinha/core/store/redis",
                "dev/rinha/cli/store/StoreCopyCommand -> dev/rinha/core/store/partitioned",
                "dev/rinha/cli/store/StoreCopyCommand -> dev/rinha/core/store/redis",
                "dev/rinha/cli/store/StoreReopenCommand -> dev/rinha/core/store/redis",
                "dev/rinha/service/config/Settings -> dev/rinha/core/store/partitioned",
                "dev/rinha/service/wiring/StoreWiring -> dev/rinha/core/store/redis",
                "dev/rinha/shop/LibraryShop -> dev/rinha/core/store/redis",
                "dev/rinha/simulation/SimulatedPartitions -> dev/rinha/core/store/memory",
                "dev/rinha/simulation/SimulatedPartitions -> dev/rinha/core/store/partitioned")),
        users);
    assertEquals( // Starts and stops a server; there is no store in it yet.
        Set.of("dev/rinha/cli/dev/BundledRedis", "dev/rinha/cli/dev/BundledCluster"),
        usersOfLettuce);
    Set<String> known = new TreeSet<>(usersOfLettuce);
    users.forEach(user -> known.add(user.replaceFirst(" .*", "")));
    Set<String> said = new TreeSet<>();
    Files.readString(ARCHITECTURE)
        .lines()
        .filter(line -> line.startsWith("Which store it is know"))
        .forEach(
            line -> NAMED_CLASS.matcher(line).results().forEach(one -> said.add(one.group(1))));
    assertEquals(
        known.stream()
            .map(user -> user.substring(user.lastIndexOf('/') + 1))
            .collect(Collectors.toCollection(TreeSet::new)),
        said);
  }
}
