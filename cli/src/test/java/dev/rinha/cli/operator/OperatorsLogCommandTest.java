package dev.rinha.cli.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.redis.RedisPlants;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever is done with the tool stands in the operator log. */
final class OperatorsLogCommandTest {

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  private List<OperatorAct> acts() {
    return planted.store().operatorLog().last(100);
  }

  private void does(String what, String subject, String reason, String... command) {
    int before = acts().size();

    CommandRun run = planted.run(command);

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    List<OperatorAct> after = acts();
    assertEquals(before + 1, after.size(), run::toString);
    OperatorAct act = after.getLast();
    assertEquals(what, act.what());
    assertTrue(act.subject().contains(subject), act::toString);
    assertEquals(reason, act.reason());
    assertEquals(System.getProperty("user.name"), act.who());
    assertFalse(act.from().isEmpty());
  }

  private void doesNothing(String... command) {
    int before = acts().size();
    planted.run(command);
    assertEquals(before, acts().size(), () -> String.join(" ", command));
  }

  @Test
  void pausingAndResumingIsWrittenDown() {
    does("pause", "the queue", "deployment", "queue", "pause", "--reason", "deployment");
    does("resume", "the queue", "", "queue", "resume");
    does(
        "pause by force",
        "processor a",
        "x",
        "queue",
        "pause",
        "--processor",
        "a",
        "--reason",
        "x",
        "--force");
    does(
        "resume", "processor a", "over", "queue", "resume", "--processor", "a", "--reason", "over");
  }

  @Test
  void whatIsDoneToDeadLettersIsWrittenDownWithHowMany() {
    planted.dead(3, "rejected");
    String[] discard = {"dead-letters", "discard", "--all", "--reason", "tests", "--yes"};
    doesNothing("dead-letters", "discard", "--all", "--reason", "tests", "--dry-run");
    doesNothing("dead-letters", "discard", "--all", "--reason", "tests");
    does("discard", "3 dead letters", "tests", discard);
    planted.dead(2, "rejected");
    does(
        "put back",
        "2 dead letters left",
        "mended",
        "replay",
        "dead-letters",
        "--reason",
        "mended",
        "--yes");
  }

  @Test
  void resolvingIsWrittenDownWithThePayment() {
    UUID id = planted.inDoubt(Planted.ACCEPTED + 1);
    does(
        "resolve as settled by force",
        "payment " + id,
        "statement",
        "in-doubt",
        "resolve",
        id.toString(),
        "--as",
        "settled",
        "--reason",
        "statement",
        "--force");
  }

  @Test
  void repairsAreWrittenDown() {
    planted.queued();
    try (RedisPlants plants = new RedisPlants(planted.settings(), planted.store())) {
      plants.append("no", "payment");
    }
    planted.store().queue().take("w", 10, 0);
    does("drop what is set aside", "1 entry", "", "queue", "set-aside", "--drop", "--yes");
  }

  @Test
  void purgesAreWrittenDownAndSurvive() {
    planted.settled(Planted.ACCEPTED + 3);
    does(
        "purge what is finished",
        "1 settled over 19.90",
        "old",
        "purge",
        "--before",
        "-1d",
        "--confirm",
        "test",
        "--reason",
        "old");
    planted.queued();
    doesNothing("purge", "--confirm", "other");
    does("purge", "1 queued", "", "purge", "--confirm", "test");
    assertEquals(2, acts().size());
  }

  @Test
  void lastOnesAreListedForPeopleAndPrograms() {
    assertEquals("no operator has done anything", planted.run("operators", "log").out().strip());
    planted.run("queue", "pause", "--reason", "deployment");
    planted.run("queue", "resume");

    CommandRun table = planted.run("operators", "log");
    CommandRun json = planted.run("operators", "log", "--json", "--last", "1");

    assertTrue(table.out().contains("deployment"), table::out);
    assertEquals(3, table.out().lines().count(), table::out);
    assertTrue(json.out().contains("\"what\":\"resume\""), json::out);
    assertFalse(json.out().contains("deployment"), json::out);
  }
}
