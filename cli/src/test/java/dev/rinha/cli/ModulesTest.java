package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern LETTUCE = Pattern.compile("(?:^|L|\\[)io/lettuce/");
  private static final Set<Use> USES = new HashSet<>();
  private static final Set<String> USERS_OF_LETTUCE = new HashSet<>();

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
          dev.rinha.simulation
          dev.rinha.simulation.schedule
        dev.rinha.simulator
          dev.rinha.simulator
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
  void adaptersOfTheStoreAreNamedWhereTheyAreChosenAndNowhereElse() {
    Set<String> users =
        USES.stream()
            .filter(use -> use.of().matches("dev/rinha/core/store/(redis|memory)"))
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
                "dev/rinha/cli/store/StoreCopyCommand -> dev/rinha/core/store/redis",
                "dev/rinha/cli/store/StoreReopenCommand -> dev/rinha/core/store/redis",
                "dev/rinha/service/wiring/StoreWiring -> dev/rinha/core/store/redis",
                "dev/rinha/shop/LibraryShop -> dev/rinha/core/store/redis",
                "dev/rinha/simulation/SimulatedPartitions -> dev/rinha/core/store/memory")),
        users);
    assertEquals( // Starts and stops a server; there is no store in it yet.
        Set.of("dev/rinha/cli/dev/BundledRedis", "dev/rinha/cli/dev/BundledCluster"),
        usersOfLettuce);
  }
}
