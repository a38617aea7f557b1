package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.CommandRun;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Remark;
import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultPlan;
import dev.rinha.core.faults.FaultProxy;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.StoreException;
import dev.rinha.simulator.Faults;
import dev.rinha.simulator.ProcessorSimulator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Everything goes wrong at random for as long as it is told, and a process dies every minute; then
 * all heals, and what clients were told is held against what the processors did. Takes minutes, so
 * it runs only when it is asked for: {@code -Dtest=Soak -Dsoak.minutes=30 -Dsoak.kill-seconds=60},
 * with {@code -Dseed=…} in the order of an earlier one.
 */
final class Soak {

  private static final Duration WHOLE = Duration.ofMinutes(Integer.getInteger("soak.minutes", 5));
  private static final Duration KILL =
      Duration.ofSeconds(Integer.getInteger("soak.kill-seconds", 60));
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = Integer.getInteger("soak.per-second", 100);
  private static final int MAX_PAUSE_MILLIS = 3_000;
  private static final int MAX_DEAD_MILLIS = 3_000;
  private static final int MAX_FROZEN_MILLIS = 4_000;
  private static final int MAX_DELAY_MILLIS = 1_500;
  private static final Duration STALL = Duration.ofSeconds(3);
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final String REDIS = "redis";

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> troubles = new TreeMap<>();

  @Test
  void nothingIsLostOrDoubledWhateverGoesWrong() {
    System.out.println("soak: " + WHOLE + ", seed " + SEED);
    try (Stack stack =
            Stack.of(Soak.class)
                .gateways(2)
                .workers(2)
                .flag("execution.claim-timeout", "2s")
                .flag("execution.in-doubt-bound", "15s")
                .flag("processors.default.response-timeout", "2s")
                .flag("processors.fallback.response-timeout", "2s")
                .seed(SEED)
                .start();
        Payments payments = stack.load(PER_SECOND)) {
      trouble(stack);
      heal(stack);
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      Duration drain = examination.drained(BOUND);
      System.out.printf(
          "%s; %s; drained in %d ms; %s; seed %d%n",
          troubles, payments, drain.toMillis(), stack.store().census(), SEED);
      examination.passes(payments);
      audit(stack);
    }
  }

  private void trouble(Stack stack) {
    long end = System.nanoTime() + WHOLE.toNanos();
    long nextKill = System.nanoTime() + random.nextLong(KILL.toNanos());
    while (System.nanoTime() < end) {
      Waiting.pass(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
      if (System.nanoTime() >= nextKill) {
        nextKill += KILL.toNanos();
        kill(stack);
      } else {
        makeSomeTrouble(stack);
      }
    }
  }

  private void makeSomeTrouble(Stack stack) {
    ProcessorSimulator processor = pick(List.copyOf(stack.processors().values()));
    switch (random.nextInt(10)) {
      case 0 -> noting("delay", () -> processor.delay(upTo(MAX_DELAY_MILLIS)));
      case 1 -> noting("works at once", () -> processor.delay(Duration.ZERO));
      case 2 -> noting("fails", () -> processor.failing(random.nextInt(3) > 0));
      case 3 -> noting("answers 500 after storing", () -> processor.faults(faults()));
      case 4 -> noting("network", () -> stack.network(network()));
      case 5 -> noting("no connection", () -> refuse(pick(List.copyOf(stack.proxies().values()))));
      case 6 -> noting("restart", () -> restart(processor));
      case 7 -> noting("rewrite", () -> rewrite(stack));
      case 8 -> freeze(stack);
      default -> noting("operator's pause", () -> pause(stack));
    }
  }

  private void noting(String trouble, Runnable action) {
    troubles.merge(trouble, 1, Integer::sum);
    action.run();
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  private Duration upTo(int millis) {
    return Duration.ofMillis(random.nextInt(millis));
  }

  /** Any of the processes, Redis among them. */
  private String victim(Stack stack) {
    List<String> victims = new ArrayList<>(stack.names());
    victims.add(REDIS);
    return pick(victims);
  }

  private void kill(Stack stack) {
    String victim = victim(stack);
    noting("kill " + victim, () -> {});
    Duration dead = upTo(MAX_DEAD_MILLIS);
    if (victim.equals(REDIS)) {
      stack.redis().kill();
      Waiting.pass(dead);
      stack.redis().start();
    } else {
      stack.kill(victim);
      Waiting.pass(dead);
      stack.process(victim).start();
    }
  }

  /** Neither dead nor alive for a while. */
  private void freeze(Stack stack) {
    String victim = victim(stack);
    noting("freeze " + victim, () -> {});
    ProcessHandle process =
        victim.equals(REDIS) ? stack.redis().handle() : stack.process(victim).handle();
    signal("-STOP", process);
    Waiting.pass(upTo(MAX_FROZEN_MILLIS));
    signal("-CONT", process);
  }

  private static void signal(String signal, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Faults faults() {
    return Faults.none()
        .withDropped(random.nextInt(50))
        .withStalled(random.nextInt(20), STALL)
        .withFailedAfterInsert(random.nextInt(50))
        .withAnswerLost(random.nextInt(50));
  }

  private FaultPlan network() {
    Map<Fault, Integer> permille = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      permille.put(fault, random.nextInt(3) == 0 ? random.nextInt(40) : 0);
    }
    return new FaultPlan(permille, random.nextInt(400));
  }

  private void refuse(FaultProxy proxy) {
    proxy.refuse();
    Waiting.pass(upTo(MAX_DEAD_MILLIS));
    listen(proxy);
  }

  private static void listen(FaultProxy proxy) {
    try {
      proxy.listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void restart(ProcessorSimulator processor) {
    processor.stop();
    Waiting.pass(upTo(MAX_DEAD_MILLIS));
    processor.restart();
  }

  private static void rewrite(Stack stack) {
    try (RedisClient client = RedisClient.create("redis://" + stack.redis().address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      String _ = connection.sync().bgrewriteaof();
    } catch (RedisException e) {
      System.out.println("soak: no rewrite now: " + e.getMessage());
    }
  }

  private void pause(Stack stack) {
    Operator operator = new Operator(stack.store(), InstantSource.system());
    PauseScope scope =
        random.nextBoolean()
            ? new PauseScope.Queue()
            : new PauseScope.Processor(pick(List.copyOf(stack.processors().keySet())));
    try {
      operator.pause(scope, new Remark("soak"));
      Waiting.pass(upTo(MAX_PAUSE_MILLIS));
    } catch (StoreException e) {
      System.out.println("soak: no pause now: " + e.getMessage());
    } finally {
      Waiting.until(() -> resumes(operator, scope), BOUND, () -> "cannot resume " + scope);
    }
  }

  private static boolean resumes(Operator operator, PauseScope scope) {
    try {
      operator.resume(scope);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private static void heal(Stack stack) {
    stack.network(FaultPlan.none());
    stack.processors().values().forEach(Stack::calm);
    stack.startAll();
  }

  /** As an operator does it. */
  private static void audit(Stack stack) {
    List<String> arguments =
        new ArrayList<>(List.of("audit", "--redis", stack.redis().address(), "--processors"));
    stack
        .processors()
        .forEach(
            (name, processor) ->
                arguments.addAll(List.of("--processor", name + "=" + processor.url())));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    System.out.println(run.err());
    assertEquals(0, run.exitCode(), run::toString);
  }
}
