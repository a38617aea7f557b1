package dev.rinha.core;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The layering of the library: dependencies point inwards, and deciding is pure. Who may break a
 * rule is named by it, and whoever need not any more has to go from there.
 */
class ArchitectureTest {

  private static final String ROOT = "dev.rinha.core";
  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Buffers and character sets are memory, units of time are numbers. */
  private static final DescribedPredicate<JavaClass> INPUT_OUTPUT_OR_THREADS =
      resideInAnyPackage(
              "java.io..",
              "java.net..",
              "java.nio.channels..",
              "java.nio.file..",
              "java.util.concurrent..")
          .or(belongToAnyOf(Thread.class))
          .and(not(belongToAnyOf(TimeUnit.class)));

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

  /** All of the engine but what is named here, so that what is added to it is held to this. */
  @Test
  void decidingDoesNoInputOrOutputAndKnowsNoThreads() {
    assertEquals(
        Set.of(
            "engine.HealthProber",
            "engine.StoreWrites",
            "engine.TermsCheckedQueue",
            "engine.Worker",
            "engine.WorkerLoop"),
        users(
            INPUT_OUTPUT_OR_THREADS,
            resideInAnyPackage(ROOT + ".routing", ROOT + ".history", ROOT + ".engine")));
  }

  /** Whoever is named here takes them once, for others, or for a name that nobody else has. */
  @Test
  void timeAndChanceArePassedIn() {
    assertEquals(
        Set.of(
            "PaymentClient -> InstantSource.system",
            "PaymentRouter -> InstantSource.system",
            "PaymentRouter -> System.nanoTime",
            "PaymentRouter -> UUID.randomUUID",
            "TrafficRecorder -> UUID.randomUUID",
            "engine.Clocks -> System.nanoTime",
            "processor.HelidonProcessorClient -> System.nanoTime",
            "store.memory.MemoryStore -> InstantSource.system",
            "store.partitioned.PartitionedStore -> System.nanoTime",
            "store.redis.LazyConnection -> UUID.randomUUID",
            "store.redis.RedisStore -> System.nanoTime",
            "store.redis.TermsSource -> SecureRandom.<init>"),
        LIBRARY.stream()
            .flatMap(user -> user.getAccessesFromSelf().stream())
            .filter(access -> takesTimeOrChance(access.getTarget()))
            .map(access -> name(access.getOriginOwner()) + " -> " + name(access.getTarget()))
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Calls and method references alike. */
  private static boolean takesTimeOrChance(AccessTarget target) {
    JavaClass owner = target.getOwner();
    return switch (target.getName()) {
      case "nanoTime", "currentTimeMillis" -> owner.isEquivalentTo(System.class);
      case "randomUUID" -> owner.isEquivalentTo(UUID.class);
      case "random" -> owner.isEquivalentTo(Math.class);
      case "now" -> owner.getPackageName().equals("java.time");
      case "system", "systemUTC", "systemDefaultZone", "tick", "tickMillis", "tickSeconds" ->
          owner.isAssignableTo(InstantSource.class);
      // With a seed it is no chance.
      case "<init>" ->
          owner.isAssignableTo(SecureRandom.class)
              || owner.isAssignableTo(RandomGenerator.class) && hasNoParameters(target);
      case "current" -> owner.isEquivalentTo(ThreadLocalRandom.class);
      case "getInstanceStrong", "getInstance" -> owner.isEquivalentTo(SecureRandom.class);
      case "getDefault", "of" -> owner.isEquivalentTo(RandomGenerator.class);
      default -> false;
    };
  }

  private static boolean hasNoParameters(AccessTarget target) {
    return ((CodeUnitAccessTarget) target).getRawParameterTypes().isEmpty();
  }

  @Test
  void onlyTheAdaptersKnowHttpAndRedis() {
    assertEquals(
        Set.of("processor", "tls"),
        packages(users(resideInAnyPackage("io.helidon.."), alwaysTrue())));
    assertEquals(
        Set.of("processor"), packages(users(resideInAnyPackage("com.fasterxml.."), alwaysTrue())));
    assertEquals(
        Set.of("store.redis"), packages(users(resideInAnyPackage("io.lettuce.."), alwaysTrue())));
    assertEquals(
        Set.of("store.redis"), packages(users(resideInAnyPackage("io.netty.."), alwaysTrue())));
  }

  /** Those of the library that know one of these, by the name of the file they stand in. */
  private static Set<String> users(
      DescribedPredicate<JavaClass> used, DescribedPredicate<JavaClass> among) {
    return LIBRARY.stream()
        .filter(among)
        .filter(
            user ->
                user.getDirectDependenciesFromSelf().stream()
                    .anyMatch(dependency -> used.test(dependency.getTargetClass())))
        .map(ArchitectureTest::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> packages(Set<String> names) {
    return names.stream()
        .map(name -> name.replaceFirst("\\.?\\w+$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of the outermost class, without the package that all have in common. */
  private static String name(JavaClass any) {
    return any.getName().replaceFirst("\\$.*", "").substring(ROOT.length() + 1);
  }

  private static String name(AccessTarget target) {
    return target.getOwner().getSimpleName() + "." + target.getName();
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
