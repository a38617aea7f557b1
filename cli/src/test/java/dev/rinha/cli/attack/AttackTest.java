package dev.rinha.cli.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.attack.HonestClients.Felt;
import dev.rinha.cli.process.JavaProcess;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.simulator.StoredPayment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An attacker who has stolen a token of each role tries everything that is in the tables here,
 * while honest clients go on. {@code -Dattack.seconds=600} makes it long, {@code -Dattack.seed=…}
 * has an order again. He has many addresses of loopback, which not every system gives.
 */
final class AttackTest {

  private static final Duration WHILE =
      Duration.ofSeconds(Integer.getInteger("attack.seconds", 15));
  private static final long SEED = Long.getLong("attack.seed", System.nanoTime());
  private static final Duration WARM = Duration.ofSeconds(10);
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final int AT_ONCE = 8;
  private static final int FEWEST = 200;

  /** Of so many honest requests one may fail beside him; on a busy machine none did. */
  private static final int FAILED_PART = 10;

  private static final String AMOUNT = "19.90";
  private static final Known NOBODY =
      new Known("client", "reader", "operator", new UUID(1, 2), AMOUNT, 1, 1);

  /** What may come and go without anybody's doing. */
  private static final Map<String, Long> SLACK =
      Map.of("files", 40L, "threads", 12L, "bytes", 8L << 20);

  @TempDir private Path folder = Path.of("");

  private final Queue<String> findings = new ConcurrentLinkedQueue<>();

  private static List<Attack> attacks(Known known) {
    return Stream.of(
            TokenAttacks.all(known),
            PurgeAttacks.all(known),
            SlowAttacks.all(known),
            FramingAttacks.all(known),
            SizeAttacks.all(known),
            PaymentAttacks.all(known),
            HeaderAttacks.all(known),
            WireAttacks.all(known))
        .flatMap(all -> all)
        .toList();
  }

  @Test
  void eachAttackIsNamedOnceAndEachPromiseIsAttacked() throws IOException {
    List<Attack> all = attacks(NOBODY);
    String promised = Files.readString(Path.of("..", "docs", "security.md"));
    Set<String> names = new HashSet<>();
    Set<Promise> attacked = EnumSet.noneOf(Promise.class);
    for (Attack attack : all) {
      assertTrue(names.add(attack.toString()), attack::toString);
      attacked.add(attack.promise());
      assertTrue(promised.contains(attack.promise().words()), attack.promise()::words);
    }
    assertEquals(EnumSet.allOf(Promise.class), attacked);
    assertTrue(all.size() >= FEWEST, () -> all.size() + " attacks");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingIsOpenedAndNothingIsLostWhateverAnAttackerTries() throws IOException {
    System.out.println("attack: seed " + SEED);
    try (StandardSystem system = new StandardSystem(folder);
        HonestClients clients = new HonestClients(system).begin()) {
      LockSupport.parkNanos(WARM.toNanos());
      Poll.until("somebody has paid", BOUND, () -> !clients.accepted().isEmpty());
      clients.felt();
      LockSupport.parkNanos(WHILE.toNanos());
      Felt before = clients.felt();
      Map<String, Long> held = system.held();

      List<Attack> attacks = new ArrayList<>(attacks(known(system, clients)));
      long carriedOut = attack(system, attacks);
      Felt meanwhile = clients.felt();

      System.out.printf(
          "attack: %d different attacks, carried out %d times%n"
              + "attack: honest clients without him: %s%n"
              + "attack: honest clients beside him:  %s%n",
          attacks.size(), carriedOut, before, meanwhile);
      refusals(before);
      refusals(meanwhile);
      service(meanwhile);
      examine(system, clients, held);
    }
    assertEquals(List.of(), List.copyOf(findings), () -> "seed " + SEED);
  }

  private static Known known(StandardSystem system, HonestClients clients) {
    Map.Entry<UUID, Long> one = clients.accepted().entrySet().iterator().next();
    return new Known(
        system.token("stolen"),
        system.token("reader"),
        system.token("alice"),
        one.getKey(),
        new Money(one.getValue()).toString(),
        StandardSystem.PER_ADDRESS,
        StandardSystem.PER_FORWARDED);
  }

  /** Carries all out in some order, again and again for a while; tells how many that were. */
  private long attack(StandardSystem system, List<Attack> attacks) {
    Attacker attacker = new Attacker(system.urls(), StandardSystem.PROXY);
    Random order = new Random(SEED);
    Semaphore places = new Semaphore(AT_ONCE);
    long carriedOut = 0;
    long until = System.nanoTime() + WHILE.toNanos();
    try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      do {
        Collections.shuffle(attacks, order);
        for (Attack attack : attacks) {
          places.acquireUninterruptibly();
          tasks.execute(
              () -> {
                carryOut(attacker, attack);
                places.release();
              });
        }
        carriedOut += attacks.size();
      } while (System.nanoTime() < until);
    }
    return carriedOut;
  }

  private void carryOut(Attacker attacker, Attack attack) {
    try {
      Seen seen = attacker.carryOut(attack);
      attack.allowed().complaint(seen).ifPresent(complaint -> found(attack, complaint, seen));
      if (seen.heads().stream().anyMatch(head -> head.contains("injected"))) {
        found(attack, "a header was injected", seen);
      }
    } catch (IOException | RuntimeException e) {
      findings.add(attack + ": " + e);
    }
  }

  private void found(Attack attack, String complaint, Seen seen) {
    String text = seen.text();
    findings.add(
        attack + ": " + complaint + ": " + text.substring(0, Math.min(300, text.length())));
  }

  private void examine(StandardSystem system, HonestClients clients, Map<String, Long> held)
      throws IOException {
    awaitGivenBack(system, held);
    clients.finish();
    Poll.until("all are answered", BOUND, () -> !clients.isBusy());
    refusals(clients.felt());
    try (RedisStore store =
        RedisStore.open(RedisSettings.at(system.redis().address()).withPartitions(0))) {
      Poll.until("all is settled", BOUND, () -> store.ledger().census().unfinished() == 0);
      if (!store.operatorLog().last(10).isEmpty()) {
        findings.add("in the operator log: " + store.operatorLog().last(10));
      }
    }
    executedOnce(system, clients.offered(), clients.accepted());
    audit(system);
    for (JavaProcess process : system.processes().values()) {
      if (!process.running()) {
        findings.add(process + " has ended");
      }
      process.output().lines().filter(AttackTest::isDefect).forEach(findings::add);
    }
  }

  private void awaitGivenBack(StandardSystem system, Map<String, Long> held) {
    Map<String, Long> exceeded = exceeded(held, system.held());
    for (long until = System.nanoTime() + BOUND.toNanos();
        !exceeded.isEmpty() && System.nanoTime() < until;
        exceeded = exceeded(held, system.held())) {
      LockSupport.parkNanos(WHILE.toNanos() / 10);
    }
    exceeded.forEach((what, more) -> findings.add(more + " more " + what + " than before"));
  }

  private static boolean isDefect(String line) {
    return line.contains(" SEVERE ") || line.startsWith("\tat ");
  }

  /** What there is more of than there was. */
  private static Map<String, Long> exceeded(Map<String, Long> before, Map<String, Long> now) {
    Map<String, Long> exceeded = new TreeMap<>();
    now.forEach(
        (what, count) -> {
          long slack = SLACK.getOrDefault(what.split(" ", 2)[0], 0L);
          long more = count - before.getOrDefault(what, 0L);
          if (more > slack) {
            exceeded.put(what, more);
          }
        });
    return exceeded;
  }

  /** A busy machine may have honest clients told to come back, and nothing else; not by health. */
  private void refusals(Felt felt) {
    felt.failures().stream()
        .filter(failure -> failure.startsWith("/healthz 503 ") || !isBusyness(failure))
        .forEach(findings::add);
  }

  /** What is told to come back are a few: whoever has that of all others has denied the service. */
  private void service(Felt felt) {
    if (felt.accepted() == 0 || felt.failures().size() > felt.asked() / FAILED_PART) {
      List<String> some = felt.failures().stream().limit(10).toList();
      findings.add("beside the attacker " + felt + ", accepted " + felt.accepted() + ": " + some);
    }
  }

  private static boolean isBusyness(String failure) {
    return failure.contains(" 503 ") || failure.contains("timed out");
  }

  private void executedOnce(
      StandardSystem system, Map<UUID, Long> offered, Map<UUID, Long> accepted) {
    Map<UUID, Long> once = new HashMap<>(offered);
    Map<UUID, Long> missing = new HashMap<>(accepted);
    system.processors().stream()
        .flatMap(processor -> processor.payments().stream())
        .forEach(
            payment -> {
              executed(payment, once);
              missing.remove(payment.correlationId());
            });
    missing.keySet().forEach(id -> findings.add(id + " was accepted and is not executed"));
  }

  private void executed(StoredPayment payment, Map<UUID, Long> once) {
    Long cents = once.remove(payment.correlationId());
    if (cents == null || cents != payment.amountCents()) {
      findings.add(payment + " is not what was offered, or executed again: " + cents);
    }
  }

  private void audit(StandardSystem system) {
    CommandRun run =
        CommandRun.of(
            "audit",
            "--processors",
            "--redis",
            system.redis().address(),
            "--processor",
            "default=" + system.processors().getFirst().url(),
            "--processor",
            "fallback=" + system.processors().getLast().url());
    if (run.exitCode() != 0) {
      findings.add("audit: " + run.out() + run.err());
    }
  }
}
