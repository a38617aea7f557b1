package dev.rinha.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.FrozenReplay;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReplayDeadLettersCommandTest {

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void selectionIsPutBackOnTheQueueWithItsReason() throws Exception {
    UUID rejected = planted.dead("rejected by default: 400 no", Planted.ACCEPTED + 10);
    planted.dead("too old", Planted.ACCEPTED + 20);
    String[] replay = {
      "replay", "dead-letters", "--reason-code", "rejected", "--reason", "limit raised", "--json"
    };

    assertEquals(ExitCode.REFUSED, planted.run(replay).exitCode());
    CommandRun run = planted.run(with(replay, "--yes"));

    JsonNode report = JsonDocument.MAPPER.readTree(run.out());
    assertEquals(1, report.at("/0/replayed").asInt(), run::toString);
    assertEquals(0, report.at("/0/left").asInt());
    assertEquals("reason 'rejected'", report.at("/0/criteria").asText());
    assertEquals(1, planted.store().ledger().census().dead());
    assertEquals(1, planted.store().ledger().census().queued());
    String history = planted.run("explain", rejected.toString()).out();
    assertTrue(history.contains("put back on the queue by an operator: limit raised"), history);
    CommandRun again = planted.run(with(replay, "--yes"));
    assertEquals(ExitCode.OK, again.exitCode());
    assertTrue(again.err().contains("0 dead letters over 0.00"), again::err);
  }

  /** Put back it would be paid once more, with the amount that was asked. */
  @Test
  void letterThatAProcessorHasIsPutBackOnlyByForce() {
    UUID executed = planted.dead(DeadLetter.otherAmount("default", 5, 1990), Planted.ACCEPTED + 10);
    planted.dead("too old", Planted.ACCEPTED + 20);
    String[] replay = {"replay", "dead-letters", "--reason", "mended", "--yes", "-o", "csv"};

    CommandRun all = planted.run(replay);
    CommandRun named = planted.run(with(with(replay, "--id"), executed.toString()));

    assertTrue(all.err().contains("1 dead letter over 19.90 (all)"), all::err);
    assertTrue(
        all.err().contains("left out: 1 dead letter over 19.90, which a processor has"), all::err);
    assertTrue(all.out().contains(",1,1,0,0,all,mended"), all::toString);
    assertTrue(named.err().contains("0 dead letters"), named::toString);
    assertEquals(1, planted.store().ledger().census().dead());
    CommandRun forced = planted.run(with(replay, "--force"));
    assertEquals(ExitCode.OK, forced.exitCode(), forced::toString);
    assertEquals(0, planted.store().ledger().census().dead());
  }

  @Test
  void dryRunFreezesNothing() {
    planted.dead(3, "too old");

    CommandRun run = planted.run("replay", "dead-letters", "--dry-run");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.err().contains("3 dead letters over 59.70 (all)"), run::err);
    assertEquals(0, planted.store().replays().all().size());
    assertEquals(3, planted.store().ledger().census().dead());
  }

  @Test
  void sameCommandGoesOnWithWhatItLeftAndTouchesNoLaterDeath() {
    planted.dead(10, "too old");
    FrozenReplay left = interruptedAfter(4);
    planted.dead("too old", Planted.ACCEPTED + 30);

    CommandRun run =
        planted.run("replay", "dead-letters", "--reason", "again", "--yes", "-o", "csv");

    assertTrue(run.err().contains("going on with replay " + left.id()), run::toString);
    assertTrue(run.out().contains(",10,10,0,0,all,first try"), run::toString);
    assertEquals(1, planted.store().ledger().census().dead());
    assertEquals(10, planted.store().ledger().census().queued());
  }

  @Test
  void replayIsResumedByItsName() {
    planted.dead(10, "too old");
    FrozenReplay left = interruptedAfter(4);

    CommandRun run = planted.run("replay", "dead-letters", "--resume", left.id());
    CommandRun unknown = planted.run("replay", "dead-letters", "--resume", "nothing");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertEquals(10, planted.store().ledger().census().queued());
    assertEquals(ExitCode.FINDING, unknown.exitCode());
    String list = planted.run("replay", "list", "-o", "csv").out();
    assertTrue(list.contains(left.id()), list);
  }

  @Test
  void rateAndLimitAreKept() {
    planted.dead(30, "too old");
    long began = System.nanoTime();

    CommandRun run =
        planted.run(
            "replay",
            "dead-letters",
            "--reason",
            "slowly",
            "--yes",
            "--limit",
            "21",
            "--rate",
            "100");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertEquals(21, planted.store().ledger().census().queued());
    assertTrue(System.nanoTime() - began >= 200_000_000, "ten at once, then a tenth of a second");
  }

  private FrozenReplay interruptedAfter(int letters) {
    Operator operator = new Operator(planted.store(), InstantSource.system());
    FrozenReplay replay =
        operator.freeze("aaaa", "all", new Remark("first try"), DeadLetterFilter.ALL, 100, false);
    return operator.step(replay, letters).replay();
  }

  private static String[] with(String[] words, String more) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = more;
    return all;
  }
}
