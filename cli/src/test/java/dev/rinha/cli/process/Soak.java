package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.process.Payments.Accepted;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.faults.Fault;
import dev.rinha.core.faults.FaultPlan;
import dev.rinha.core.faults.FaultProxy;
import dev.rinha.core.faults.Relay;
import dev.rinha.core.history.Remark;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.StoreException;
import dev.rinha.simulator.Faults;
import dev.rinha.simulator.ProcessorSimulator;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.api.sync.RedisServerCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Everything goes wrong at random for as long as it is told, also on the way to the processors and
 * to Redis, and a process dies every minute; then the faults end, and what clients were told is
 * held against what the processors did. Takes minutes, so it runs only when it is asked for: {@code
 * -Dtest=Soak -Dsoak.minutes=30 -Dsoak.kill-seconds=60}, with {@code -Dseed=…} in the order of an
 * earlier one. With {@code -Dsoak.loses-tail=true} every second Redis that dies comes back without
 * the last second that it had confirmed; then acceptances of such a second may be lost, and nothing
 * else.
 */
final class Soak {

  private static final Duration WHOLE = Duration.ofMinutes(Integer.getInteger("soak.minutes", 5));
  private static final Duration KILL =
      Duration.ofSeconds(Integer.getInteger("soak.kill-seconds", 60));
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = Integer.getInteger("soak.per-second", 100);
  private static final boolean LOSES_TAIL = Boolean.getBoolean("soak.loses-tail");
  private static final int MAX_PAUSE_MILLIS = 3_000;
  private static final int MAX_DEAD_MILLIS = 3_000;
  private static final int MAX_FROZEN_MILLIS = 4_000;
  private static final int MAX_DELAY_MILLIS = 1_500;
  private static final int MAX_REDIS_DELAY_MILLIS = 200;
  private static final int MAX_LOST_MILLIS = 1_000;

  /** How long after its acceptance a client may hear of it. */
  private static final Duration HEARD = Duration.ofSeconds(5);

  private static final Duration STALL = Duration.ofSeconds(3);

  /** Longer than the five minutes for which dead workers have every processor asked. */
  private static final Duration BOUND = Duration.ofMinutes(10);

  private static final String REDIS = "redis";

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Integer> troubles = new TreeMap<>();
  private final List<Lost> losses = new ArrayList<>();

  /** What Redis confirmed meanwhile and has forgotten. */
  private record Lost(Instant from, Instant to) {
    private boolean covers(Accepted accepted) {
      return accepted.offeredAt().isBefore(to)
          && !accepted.acceptedAt().isBefore(from)
          && accepted.acceptedAt().isBefore(to.plus(HEARD));
    }
  }

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
                .relays()
                .seed(SEED)
                .start();
        Payments payments = stack.load(PER_SECOND)) {
      trouble(stack, payments);
      long faultsEnded = System.nanoTime();
      endFaults(stack);
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      Duration _ = examination.drained(BOUND);
      System.out.printf(
          "soak: %s; %s; all settled %d ms after the last fault; %s; seed %d%n",
          troubles,
          payments,
          Duration.ofNanos(System.nanoTime() - faultsEnded).toMillis(),
          stack.store().ledger().census(),
          SEED);
      if (losses.isEmpty()) {
        examination.passes(payments);
      } else {
        examination.nothingIsThereTwice(
            payments, accepted -> losses.stream().anyMatch(lost -> lost.covers(accepted)));
      }
      audit(stack);
      System.out.println("soak: nothing lost, nothing doubled");
    }
  }

  private void trouble(Stack stack, Payments payments) {
    long end = System.nanoTime() + WHOLE.toNanos();
    long nextKill = System.nanoTime() + random.nextLong(KILL.toNanos());
    while (System.nanoTime() < end) {
      Waiting.pass(Duration.ofMillis(random.nextInt(MAX_PAUSE_MILLIS)));
      if (System.nanoTime() >= nextKill) {
        nextKill += KILL.toNanos();
        kill(stack, payments);
      } else {
        makeSomeTrouble(stack);
      }
    }
  }

  private void makeSomeTrouble(Stack stack) {
    ProcessorSimulator processor = pick(List.copyOf(stack.processors().values()));
    switch (random.nextInt(13)) {
      case 0 -> noting("delay", () -> processor.delay(upTo(MAX_DELAY_MILLIS)));
      case 1 -> noting("works at once", () -> processor.delay(Duration.ZERO));
      case 2 -> noting("fails", () -> processor.failing(random.nextInt(3) > 0));
      case 3 -> noting("answers 500 after storing", () -> processor.faults(faults()));
      case 4 -> noting("network", () -> stack.network(network()));
      case 5 -> noting("no connection", () -> refuse(pick(List.copyOf(stack.proxies().values()))));
      case 6 -> noting("restart", () -> restart(processor));
      case 7 -> noting("rewrite", () -> rewrite(stack));
      case 8 -> freeze(stack);
      case 9 -> noting("Redis reset", () -> relay(stack).reset());
      case 10 -> noting("Redis slow", () -> relay(stack).delay(upTo(MAX_REDIS_DELAY_MILLIS)));
      case 11 -> noting("Redis silent", () -> silence(relay(stack)));
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

  private void kill(Stack stack, Payments payments) {
    String victim = victim(stack);
    noting("kill " + victim, () -> {});
    Duration dead = upTo(MAX_DEAD_MILLIS);
    if (victim.equals(REDIS) && LOSES_TAIL && random.nextBoolean()) {
      noting("lost tail", () -> goBack(stack, payments, dead));
    } else if (victim.equals(REDIS)) {
      stack.redis().kill();
      Waiting.pass(dead);
      stack.redis().start();
    } else {
      noteWhetherItRan(stack, victim);
      stack.kill(victim);
      Waiting.pass(dead);
      stack.process(victim).start();
    }
  }

  private void noteWhetherItRan(Stack stack, String name) {
    if (!stack.process(name).running()) {
      noting(name + " had ended by itself", () -> {});
    }
  }

  /** Clients that are still there repeat what they know to be accepted. */
  private void goBack(Stack stack, Payments payments, Duration dead) {
    Waiting.until(
        () -> !info(stack).contains("aof_rewrite_in_progress:1"), BOUND, () -> "rewrites for ever");
    Instant from = Instant.now();
    long bytes = stack.redis().writtenBytes();
    Waiting.pass(upTo(MAX_LOST_MILLIS));
    stack.redis().killAndLoseAfter(bytes);
    losses.add(new Lost(from, Instant.now()));
    Waiting.pass(dead);
    stack.redis().start();
    payments.repeatAccepted(from, Instant.now());
  }

  private Relay relay(Stack stack) {
    return pick(List.copyOf(stack.relays().values()));
  }

  /** New connections work, or they do not either for a while; what was sent may come late. */
  private void silence(Relay relay) {
    relay.silenceNew(random.nextBoolean());
    relay.silence();
    Waiting.pass(upTo(MAX_FROZEN_MILLIS));
    relay.silenceNew(false);
    if (random.nextBoolean()) {
      try {
        relay.deliverLate();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
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
    try {
      String _ = asked(stack, RedisServerCommands::bgrewriteaof);
    } catch (RedisException e) {
      System.out.println("soak: no rewrite now: " + e.getMessage());
    }
  }

  private static String info(Stack stack) {
    return asked(stack, commands -> commands.info("persistence"));
  }

  private static String asked(Stack stack, Function<RedisCommands<String, String>, String> ask) {
    try (RedisClient client = RedisClient.create("redis://" + stack.redis().address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      return ask.apply(connection.sync());
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

  private void endFaults(Stack stack) {
    stack.names().forEach(name -> noteWhetherItRan(stack, name));
    stack.network(FaultPlan.none());
    stack.relays().values().forEach(relay -> relay.delay(Duration.ZERO));
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
