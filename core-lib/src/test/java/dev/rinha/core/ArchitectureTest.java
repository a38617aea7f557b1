package dev.rinha.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The layering of the library: dependencies point inwards, and deciding is pure. */
class ArchitectureTest {

  private static final String ROOT = "dev.rinha.core";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void paymentKnowsNobody() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".payment")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + ".payment", "java..", "org.jspecify..")
        .check(LIBRARY);
  }

  @Test
  void routingKnowsPaymentsAndProcessorsOnly() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".routing")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            ROOT + ".routing",
            ROOT + ".processor",
            ROOT + ".payment",
            "java.lang..",
            "java.math..",
            "java.time..",
            "java.util..",
            "org.jspecify..")
        .check(LIBRARY);
  }

  @Test
  void decidingDoesNoInputOrOutputAndKnowsNoThreads() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".routing", ROOT + ".history")
        .or()
        .haveNameMatching(
            ROOT
                + "\\.engine\\.(ExecutionCore|InDoubtPace|PauseWatch|Stage|Router|CheckedPolicy"
                + "|ProcessorMonitor|Circuit|InFlightLimit|Pacer|Credibility|AnswerTimes).*")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class)
        .check(LIBRARY);
  }

  @Test
  void timeAndChanceArePassedIn() {
    noClasses()
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .check(LIBRARY);
  }

  @Test
  void onlyTheAdaptersKnowHttpAndRedis() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".processor", ROOT + ".store.redis", ROOT + ".tls")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.helidon..", "io.lettuce..", "com.fasterxml..")
        .check(LIBRARY);
  }

  @Test
  void storesDoNotKnowEachOther() {
    slices()
        .matching(ROOT + ".store.(*)..")
        .should()
        .notDependOnEachOther()
        // Whichever opens a store of partitions puts them together with that one, which knows none.
        .ignoreDependency(
            resideInAPackage(ROOT + ".store.redis"), resideInAPackage(ROOT + ".store.partitioned"))
        .check(LIBRARY);
  }
}
