package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code rinha-cli tail}, in a process of its own, since it ends with Ctrl-C only. */
final class TailTest {

  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void tailPrintsWhatHappensAndSaysHowToGoOn() throws Exception {
    UUID settled;
    UUID dead;
    String after;
    try (JavaProcess tail = tail("first")) {
      awaitLine(tail, "tails from now on");
      settled = planted.settled(Planted.ACCEPTED + 3);
      dead = planted.dead("rejected", Planted.ACCEPTED + 5);
      awaitLine(tail, dead.toString());

      tail.interrupt();
      Waiting.until(() -> !tail.running(), BOUND, tail::toString);
      String output = tail.output();
      assertTrue(output.matches("(?s).*settled +default +19\\.90  " + settled + "\\R.*"), output);
      assertTrue(
          output.matches("(?s).*dead +default +19\\.90  " + dead + "  rejected\\R.*"), output);
      Matcher next = Pattern.compile("go on with: rinha-cli tail --after (\\S+)").matcher(output);
      assertTrue(next.find(), output);
      after = next.group(1);
    }
    UUID meanwhile = planted.settled(Planted.ACCEPTED + 7);
    planted.dead("rejected", Planted.ACCEPTED + 8);

    try (JavaProcess tail = tail("second", "--after", after, "--state", "settled", "--json")) {
      awaitLine(tail, "goes on after " + after);
      awaitLine(tail, meanwhile.toString());
      String output = tail.output();
      assertTrue(output.contains("{\"type\":\"payment.settled\""), output);
      assertEquals(1, output.lines().filter(line -> line.startsWith("{")).count(), output);
      assertFalse(output.contains(settled.toString()), output);
    }
  }

  @Test
  void tailOfAProcessorHasItsDeadLettersAndIsGoneOnWithTheSameOptions() throws Exception {
    String same = "--processor fallback --state put-back,dead --min-amount 10.00 --json";
    try (JavaProcess tail = tail("filtered", same.replace("put-back", "PUT_BACK").split(" "))) {
      planted.dead("rejected", Planted.ACCEPTED + 5);
      planted.with(999, "fallback").dead("rejected", Planted.ACCEPTED + 5);
      UUID dead = planted.with(1_000, "fallback").dead("rejected", Planted.ACCEPTED + 5);
      awaitLine(tail, dead.toString());

      tail.interrupt();
      Waiting.until(() -> !tail.running(), BOUND, tail::toString);
      String output = tail.output();
      assertEquals(1, output.lines().filter(line -> line.startsWith("{")).count(), output);
      String sorted = same.replace("put-back,dead", "dead,put-back");
      assertTrue(
          output.matches("(?s).*go on with: rinha-cli tail --after \\S+ " + sorted + ".*"), output);
    }
  }

  @Test
  void badOptionsGetOneClearLine() {
    CommandRun event = planted.run("tail", "--after", "x");
    assertEquals(ExitCode.USAGE, event.exitCode());
    assertEquals("rinha-cli: --after is not the id of an event: 'x'\n", event.err());
    CommandRun processor = planted.run("tail", "--processor", "Default");
    assertEquals(ExitCode.USAGE, processor.exitCode());
    assertEquals(
        "rinha-cli: --processor must be the name of a processor such as default, was 'Default'\n",
        processor.err());
    CommandRun state = planted.run("tail", "--state", "paid");
    assertEquals(ExitCode.USAGE, state.exitCode());
    assertTrue(state.err().contains("must be some of settled, dead, put-back"), state::toString);
  }

  private JavaProcess tail(String name, String... options) {
    List<String> line = planted.line("tail");
    line.addAll(List.of(options));
    JavaProcess process = new JavaProcess("TailTest-" + name, Map.of(), List.of(), line);
    process.start();
    Waiting.until(
        () -> planted.store().outbox().status().tailed() && process.running(),
        BOUND,
        process::toString);
    return process;
  }

  private static void awaitLine(JavaProcess tail, String part) {
    Waiting.until(() -> tail.output().contains(part), BOUND, tail::output);
  }
}
