package dev.rinha.cli.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeadLettersCommandTest {

  @TempDir private Path folder = Path.of("");
  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void listNamesLettersByReasonAndTime() throws Exception {
    UUID first = planted.dead("rejected by default: 400 no", Planted.ACCEPTED + 10);
    planted.dead("could not be executed within 5 ms", Planted.ACCEPTED + 20);
    planted.dead("rejected by default: 400 no", Planted.ACCEPTED + 30);

    CommandRun all = planted.run("dead-letters", "list", "-o", "csv");
    CommandRun some =
        planted.run(
            "dead-letters",
            "list",
            "--json",
            "--reason-code",
            "rejected",
            "--before",
            "2025-07-15T12:34:56.030Z");

    assertEquals(4, all.out().lines().count(), all::toString);
    JsonNode letters = JsonDocument.MAPPER.readTree(some.out());
    assertEquals(1, letters.size(), some::toString);
    assertEquals(first.toString(), letters.at("/0/correlationId").asText());
    assertEquals("2025-07-15T12:34:56.010Z", letters.at("/0/diedAt").asText());
    assertEquals("rejected by default: 400 no", letters.at("/0/reason").asText());
    CommandRun two = planted.run("dead-letters", "list", "--limit", "2", "-o", "csv");
    assertEquals(3, two.out().lines().count());
    assertEquals("there are more of them than --limit 2\n", two.err());
  }

  @Test
  void lettersAreFoundByProcessorTimeAndAmount() {
    UUID wanted = planted.with(50_000, "fallback").dead("too old", Planted.ACCEPTED + 20);
    planted.dead("too old", Planted.ACCEPTED + 19);
    planted.dead("too old", Planted.ACCEPTED + 31);
    planted.with(49_999, "fallback").dead("too old", Planted.ACCEPTED + 20);
    planted.with(50_000, "default").dead("too old", Planted.ACCEPTED + 20);
    String[] which = {
      "--processor", "fallback", "--min-amount", "500",
      "--since", "2025-07-15T12:34:56.020Z", "--until", "2025-07-15T12:34:56.030Z"
    };

    CommandRun list =
        planted.run(command(new String[] {"dead-letters", "list", "-o", "csv"}, which));
    CommandRun replay =
        planted.run(command(new String[] {"replay", "dead-letters", "--dry-run"}, which));
    String[] forGood = {"dead-letters", "discard", "--reason", "paid by hand", "--yes"};
    CommandRun discard = planted.run(command(forGood, which));

    assertEquals(2, list.out().lines().count(), list::toString);
    assertTrue(list.out().contains(wanted.toString()), list::toString);
    assertTrue(
        replay
            .err()
            .contains(
                "1 dead letter over 500.00 (processor fallback, since 2025-07-15T12:34:56.020Z,"
                    + " until 2025-07-15T12:34:56.030Z, at least 500.00)"),
        replay::err);
    assertEquals("discarded 1 dead letter", discard.out().strip(), discard::toString);
    assertTrue(planted.store().deadLetters().find(wanted).isEmpty());
    assertEquals(4, planted.store().ledger().census().dead());
  }

  @Test
  void showTellsTheHistoryAndWhatCanBeDone() {
    UUID dead = planted.dead("rejected by default: 400 no", Planted.ACCEPTED + 10);
    UUID queued = planted.queued();

    CommandRun shown = planted.run("dead-letters", "show", dead.toString());

    assertEquals(ExitCode.OK, shown.exitCode(), shown::toString);
    assertTrue(shown.out().contains("given up: rejected by default: 400 no"), shown::out);
    assertTrue(shown.out().contains("rinha-cli replay dead-letters --id " + dead), shown::out);
    CommandRun other = planted.run("dead-letters", "show", queued.toString());
    assertEquals(ExitCode.FINDING, other.exitCode());
    assertTrue(other.err().contains("is no dead letter"), other::err);
  }

  @Test
  void discardKeepsARecordWithTheReason() {
    UUID dead = planted.dead("rejected by default: 400 no", Planted.ACCEPTED + 10);
    UUID other = planted.dead("too old", Planted.ACCEPTED + 10);
    String[] discard = {
      "dead-letters", "discard", "--id", dead.toString(), "--reason", "paid by hand"
    };

    CommandRun refused = planted.run(discard);
    CommandRun dryRun = planted.run(with(discard, "--dry-run"));
    assertEquals(2, planted.store().ledger().census().dead());
    CommandRun done = planted.run(with(discard, "--yes"));

    assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
    assertTrue(dryRun.err().contains("1 dead letter over 19.90"), dryRun::err);
    assertEquals(ExitCode.OK, done.exitCode(), done::toString);
    assertEquals(1, planted.store().ledger().census().discarded());
    assertTrue(planted.store().ledger().census().conserved());
    assertTrue(planted.store().deadLetters().find(other).isPresent());
    String list = planted.run("dead-letters", "list", "--discarded", "-o", "csv").out();
    assertTrue(list.contains(dead + ",rejected by default: 400 no,paid by hand"), list);
    String history = planted.run("explain", dead.toString()).out();
    assertTrue(history.contains("discarded by an operator: paid by hand"), history);
  }

  @Test
  void discardedLettersAreFoundByReasonProcessorTimeAndAmount() {
    UUID wanted = planted.with(50_000, "fallback").dead("too old", Planted.ACCEPTED + 10);
    planted.with(50_000, "default").dead("too old", Planted.ACCEPTED + 10);
    planted.with(49_999, "fallback").dead("too old", Planted.ACCEPTED + 10);
    planted.with(50_000, "fallback").dead("rejected", Planted.ACCEPTED + 10);
    planted.run("dead-letters", "discard", "--all", "--reason", "test data", "--yes");
    String[] list = {
      "dead-letters",
      "list",
      "--discarded",
      "-o",
      "csv",
      "--reason-code",
      "too",
      "--processor",
      "fallback",
      "--min-amount",
      "500"
    };

    CommandRun found = planted.run(list);
    CommandRun byTime = planted.run(command(list, "--until", "2025-07-15T13:00:00Z"));
    CommandRun byId =
        planted.run("dead-letters", "list", "--discarded", "-o", "csv", "--id", wanted.toString());

    assertEquals(2, found.out().lines().count(), found::toString);
    assertTrue(found.out().contains(wanted.toString()), found::toString);
    assertEquals(1, byTime.out().lines().count(), byTime::toString);
    assertEquals(found.out(), byId.out());
  }

  /** Picocli read {@code jane --all --yes} out of the file, and the letters were gone unasked. */
  @Test
  void reasonThatBeginsWithAtIsTakenAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("oncall"), "jane --all --yes");
    UUID dead = planted.dead("too old", Planted.ACCEPTED + 10);
    planted.dead(3, "too old");
    String[] discard = {"dead-letters", "discard", "--id", dead.toString(), "--reason", "@" + file};

    CommandRun refused = planted.run(discard);
    assertEquals(4, planted.store().ledger().census().dead(), refused::toString);
    CommandRun done = planted.run(with(discard, "--yes"));

    assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
    assertEquals(3, planted.store().ledger().census().dead(), done::toString);
    String history = planted.run("explain", dead.toString()).out();
    assertTrue(history.contains("discarded by an operator: @"), history);
  }

  @Test
  void discardOfManyGoesOnToTheEnd() {
    planted.dead(300, "too old");

    CommandRun run =
        planted.run("dead-letters", "discard", "--all", "--reason", "test data", "--yes");

    assertEquals("discarded 300 dead letters", run.out().strip(), run::toString);
    assertEquals(300, planted.store().ledger().census().discarded());
  }

  @Test
  void discardWantsToKnowWhichAndWhy() {
    CommandRun which = planted.run("dead-letters", "discard", "--reason", "x", "--yes");
    CommandRun why = planted.run("dead-letters", "discard", "--all", "--yes");

    assertEquals(ExitCode.USAGE, which.exitCode());
    assertTrue(which.err().contains("which ones?"), which::err);
    assertEquals(ExitCode.USAGE, why.exitCode());
    assertTrue(why.err().contains("a reason is needed"), why::err);
  }

  private static String[] with(String[] words, String more) {
    return command(words, more);
  }

  private static String[] command(String[] words, String... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
  }
}
