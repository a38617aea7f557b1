package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.simulator.StoredPayment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay of a file that ends too early, however it ends, and is run again. */
final class ReplayFileTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PAYMENTS = 600;
  private static final int KILLS = 4;

  /** How long a replay may go on after its first checkpoint: about one batch. */
  private static final int MAX_MORE_MILLIS = 500;

  private static final String RATE = "150";
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static final Stack STACK = Stack.of(ReplayFileTest.class).start();

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void tellTheSeed() {
    System.out.println("replay file: seed " + SEED);
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @BeforeEach
  void reset() {
    STACK.reset();
  }

  @Test
  void replayKilledAtAnyPointAndRunAgainExecutesEachPaymentOnce() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<UUID, Long> payments = payments(random);
    Path file = write(payments);
    try (JavaProcess replay = replay("killed", file)) {
      for (int i = 0; i < KILLS; i++) {
        String before = checkpoint(file);
        replay.start();
        Waiting.until(() -> !checkpoint(file).equals(before), BOUND, replay::output);
        Waiting.pass(Duration.ofMillis(random.nextInt(MAX_MORE_MILLIS)));
        replay.kill();
      }
    }

    CommandRun last = CommandRun.of(arguments(file).toArray(String[]::new));

    assertEquals(0, last.exitCode(), last::toString);
    assertExecutedOnce(payments);
    assertTrue(Files.notExists(file.resolveSibling("payments.ndjson.checkpoint")));
  }

  @Test
  void replayInterruptedSaysHowToGoOnAndExecutesEachPaymentOnceWhenItDoes() throws IOException {
    Map<UUID, Long> payments = payments(new SplittableRandom(SEED + 1));
    Path file = write(payments);
    Path checkpoint = file.resolveSibling("payments.ndjson.checkpoint");
    try (JavaProcess replay = replay("interrupted", file)) {
      replay.start();
      Waiting.until(() -> Files.exists(checkpoint), BOUND, replay::output);
      replay.terminate(BOUND);

      assertTrue(replay.output().contains("interrupted; go on with --resume"), replay::output);
      assertTrue(Files.exists(checkpoint));
    }

    CommandRun last = CommandRun.of(arguments(file).toArray(String[]::new));

    assertEquals(0, last.exitCode(), last::toString);
    assertTrue(last.out().matches("(?s).*accepted +\\d+\\R.*rejected +0\\R.*"), last::out);
    assertExecutedOnce(payments);
  }

  private static void assertExecutedOnce(Map<UUID, Long> payments) {
    STACK.examination("api-1").drained(BOUND);
    Map<UUID, Long> executed = new HashMap<>();
    List<UUID> twice = new ArrayList<>();
    STACK
        .processors()
        .values()
        .forEach(
            processor -> {
              for (StoredPayment payment : processor.payments()) {
                if (executed.put(payment.correlationId(), payment.amountCents()) != null) {
                  twice.add(payment.correlationId());
                }
              }
            });
    assertEquals(List.of(), twice, "seed " + SEED);
    assertEquals(payments, executed, "seed " + SEED);
  }

  private static String checkpoint(Path file) {
    try {
      Path path = file.resolveSibling("payments.ndjson.checkpoint");
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaProcess replay(String name, Path file) {
    return new JavaProcess("ReplayFileTest-" + name, Map.of(), List.of(), arguments(file));
  }

  private static List<String> arguments(Path file) {
    String to = STACK.url("api-1").toString();
    return List.of(
        "replay", "file", file.toString(), "--to", to, "--resume", "--yes", "--rate", RATE);
  }

  private static Map<UUID, Long> payments(SplittableRandom random) {
    Map<UUID, Long> payments = new HashMap<>();
    for (int i = 0; i < PAYMENTS; i++) {
      payments.put(new UUID(random.nextLong(), random.nextLong()), random.nextLong(1, 10_000));
    }
    return payments;
  }

  private Path write(Map<UUID, Long> payments) throws IOException {
    List<String> lines = new ArrayList<>();
    payments.forEach(
        (id, cents) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "{\"correlationId\":\"%s\",\"amount\":%d.%02d}",
                    id,
                    cents / 100,
                    cents % 100)));
    return Files.write(folder.resolve("payments.ndjson"), lines);
  }
}
