package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
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
      Stream.of("core-lib", "service", "simulation", "cli", "examples/processor-simulator")
          .map(folder -> Path.of("..", folder, "target", "classes"))
          .toList();

  private static final Pattern NAME = Pattern.compile("(?:^|L|\\[)(dev/rinha/[a-z/]+)/[A-Z]");
  private static final Set<Use> USES = new HashSet<>();

  /** A class that names another of ours, in another package. */
  private record Use(String from, String of, String className) {

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
        List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
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
        Matcher named = NAME.matcher(text.stringValue());
        while (named.find()) {
          if (!named.group(1).equals(from)) {
            USES.add(new Use(from, named.group(1), name));
          }
        }
      }
    }
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
                "cli -> core",
                "cli -> service",
                "cli -> simulation",
                "cli -> simulator",
                "service -> core",
                "simulation -> core")),
        arrows);
  }
}
