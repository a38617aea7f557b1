package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three gateways are asked for summaries twenty times a second, while four workers settle what a
 * slow processor answers and each of them is killed once. {@code -Dchecks=1000} makes it longer,
 * {@code -Dslack=1000} asks for windows that ended so many milliseconds ago.
 */
final class SummariesOfManyWorkersTest {

  private static final int CHECKS = Integer.getInteger("checks", 100);
  private static final long SLACK_MILLIS = Long.getLong("slack", 3_000);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = 100;
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int MANY = 5_000;
  private static final List<String> WORKERS =
      List.of("worker-1", "worker-2", "worker-3", "worker-4");

  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void summariesOfAnyGatewayHaveWhatEveryWorkerSettled() throws IOException {
    long begunMillis = System.currentTimeMillis();
    try (Stack stack =
            Stack.of(SummariesOfManyWorkersTest.class)
                .gateways(3)
                .workers(WORKERS.size())
                .flag("execution.claim-timeout", "2s")
                .flag("execution.in-doubt-bound", "5s")
                .flag("processors.default.response-timeout", "2s")
                .flag("processors.fallback.response-timeout", "2s")
                .seed(SEED)
                .start();
        Payments payments = Payments.to(stack.gateways(), PER_SECOND, SEED)) {
      stack.cheapProcessor().delay(Duration.ofMillis(300));
      List<String> differences = new ArrayList<>();
      for (String worker : WORKERS) {
        long killedMillis = kill(stack, worker);
        Waiting.until(
            () -> everythingIsSettledOfBefore(stack, killedMillis),
            BOUND,
            () -> "not taken over: " + stack.store().ledger().census());
        for (int i = 0; i < CHECKS / WORKERS.size(); i++) {
          Waiting.pass(PAUSE);
          long last = System.currentTimeMillis() - SLACK_MILLIS;
          long from = random.nextLong(begunMillis, last);
          URI gateway = stack.gateways().get(i % stack.gateways().size());
          differences.addAll(difference(stack, gateway, new TimeWindow(from, last)));
        }
      }
      assertEquals(List.of(), differences, () -> "seed " + SEED + ", " + payments);
      payments.finish(BOUND);
      assertTrue(payments.accepted().size() > CHECKS, payments::toString);
      System.out.printf("%d windows agreed; %s; seed %d%n", CHECKS, payments, SEED);
    }
  }

  /** Answers when. */
  private static long kill(Stack stack, String worker) {
    stack.kill(worker);
    long killedMillis = System.currentTimeMillis();
    stack.start(worker);
    return killedMillis;
  }

  private static boolean everythingIsSettledOfBefore(Stack stack, long millis) {
    return stack.store().lists().unfinished(PaymentLists.BEGINNING, MANY).entries().stream()
        .noneMatch(entry -> entry.value().payment().acceptedAtMillis() <= millis);
  }

  private static List<String> difference(Stack stack, URI gateway, TimeWindow window)
      throws IOException {
    Map<String, Totals> told = Examination.summary(stack.http(), gateway, window);
    Map<String, Totals> recorded = new TreeMap<>();
    stack
        .processors()
        .forEach(
            (name, processor) -> {
              long[] cents =
                  processor.payments().stream()
                      .filter(one -> window.contains(one.requestedAt().toEpochMilli()))
                      .mapToLong(one -> one.amountCents())
                      .toArray();
              recorded.put(name, new Totals(cents.length, Arrays.stream(cents).sum()));
            });
    return told.equals(recorded)
        ? List.of()
        : List.of("%s: told %s, the processors have %s".formatted(window, told, recorded));
  }
}
