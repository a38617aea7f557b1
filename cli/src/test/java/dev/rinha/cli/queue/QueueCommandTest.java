package dev.rinha.cli.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.redis.RedisPlants;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class QueueCommandTest {

  private final Planted planted = new Planted("test");

  @AfterEach
  void close() {
    planted.close();
  }

  @Test
  void pauseIsShownUntilItIsResumed() {
    CommandRun queue = planted.run("queue", "pause", "--reason", "deployment");
    planted.run("queue", "pause", "--processor", "default", "--reason", "maintenance");
    CommandRun again = planted.run("queue", "pause", "--reason", "other");
    CommandRun shown = planted.run("queue", "show", "-o", "csv");

    assertEquals("the queue is paused", queue.out().strip(), queue::toString);
    assertEquals("the queue was paused already", again.out().strip());
    assertEquals(3, shown.out().lines().count(), shown::toString);
    assertTrue(shown.out().contains("processor default,"), shown::out);
    assertTrue(shown.out().contains(",deployment"), shown::out);

    assertEquals("the queue is resumed", planted.run("queue", "resume").out().strip());
    assertEquals("the queue was not paused", planted.run("queue", "resume").out().strip());
    planted.run("queue", "resume", "--processor", "default");
    assertEquals("nothing is paused", planted.run("queue", "show").out().strip());
  }

  /** Somebody who has mistyped the name believes that it is paused. */
  @Test
  void processorThatNoWorkerHasShownIsPausedOnlyByForce() {
    CommandRun nothingKnown = planted.run("queue", "pause", "--processor", "a", "--reason", "x");
    planted.settled(Planted.ACCEPTED + 3);
    String[] pause = {"queue", "pause", "--processor", "defautl", "--reason", "x"};

    CommandRun stranger = planted.run(pause);
    CommandRun known = planted.run("queue", "pause", "--processor", "default", "--reason", "x");

    assertEquals(ExitCode.OK, nothingKnown.exitCode(), nothingKnown::toString);
    assertEquals(ExitCode.USAGE, stranger.exitCode(), stranger::toString);
    assertTrue(
        stranger.err().contains("no worker has shown a processor called defautl, only default"),
        stranger::err);
    assertEquals(2, planted.store().pauses().current().all().size());
    assertEquals(ExitCode.OK, known.exitCode(), known::toString);
    String[] forced = Arrays.copyOf(pause, pause.length + 1);
    forced[pause.length] = "--force";
    assertEquals(ExitCode.OK, planted.run(forced).exitCode());
  }

  @Test
  void heldPaymentSaysThatItsProcessorIsPaused() {
    UUID id = planted.queued();
    planted.run("queue", "pause", "--processor", "default", "--reason", "maintenance");

    CommandRun explained = planted.run("explain", id.toString());
    CommandRun shown = planted.run("payment", "show", id.toString());

    assertTrue(explained.out().contains("an operator has paused default since"), explained::out);
    assertTrue(explained.out().contains(": maintenance"), explained::out);
    assertTrue(shown.out().contains("a processor that is not paused"), shown::out);
  }

  @Test
  void whatCannotBeReadIsShownItsPaymentQueuedAgainAndForgottenOnlyThen() {
    UUID id = planted.queued();
    assertEquals("nothing is set aside", planted.run("queue", "set-aside").out().strip());
    try (RedisPlants plants = new RedisPlants(planted.settings(), planted.store())) {
      plants.removeFromQueue(id);
      plants.append("g", "1", "p", RedisPlants.payload(id, "broken"));
    }
    CommandRun before = planted.run("audit");
    planted.store().queue().take("worker", 10, 0);

    CommandRun shown = planted.run("queue", "set-aside", "--json");
    CommandRun status = planted.run("status");
    CommandRun doctor = planted.run("doctor");
    CommandRun drain = planted.run("drain", "--timeout", "1s");
    CommandRun refused = planted.run("queue", "set-aside", "--drop");
    CommandRun repaired = planted.run("audit", "--repair", "--yes");
    CommandRun dry = planted.run("queue", "set-aside", "--drop", "--dry-run");
    CommandRun dropped = planted.run("queue", "set-aside", "--drop", "--yes");

    assertTrue(before.out().contains("entry-unreadable"), before::toString);
    assertTrue(before.err().contains("queue set-aside --redis"), before::toString);
    assertTrue(shown.out().contains("\"correlationId\":\"" + id + "\""), shown::toString);
    assertTrue(shown.out().contains("belongs into bucket"), shown::toString);
    assertTrue(shown.out().contains("broken"), shown::toString);
    assertTrue(status.out().contains("! set aside from the queue, unreadable: 1"), status::out);
    assertTrue(doctor.out().contains("set aside, because they could not be read: 1"), doctor::out);
    assertEquals(ExitCode.FINDING, drain.exitCode(), drain::toString);
    assertTrue(drain.err().contains("1 payment unfinished, but not in the queue"), drain::err);
    assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
    assertEquals(ExitCode.OK, repaired.exitCode(), repaired::toString);
    assertEquals(
        id, planted.store().queue().take("worker", 10, 0).getFirst().payment().correlationId());
    assertTrue(dry.out().contains("broken"), dry::toString);
    assertTrue(dropped.err().contains("forgotten: 1"), dropped::toString);
    assertEquals("nothing is set aside", planted.run("queue", "set-aside").out().strip());
  }

  @Test
  void drainEndsWhenNothingIsUnfinished() {
    planted.settled(Planted.ACCEPTED + 3);
    planted.dead("too old", Planted.ACCEPTED + 4);

    CommandRun run = planted.run("drain");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
  }

  @Test
  void drainGivesUpWhenItsTimeIsOver() {
    planted.queued();
    planted.inDoubt(Planted.ACCEPTED + 3);

    CommandRun run = planted.run("drain", "--timeout", "10ms");

    assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
    assertTrue(run.err().contains("1 in doubt"), run::err);
  }

  @Test
  void drainOfAPausedQueueIsRefused() {
    planted.queued();
    planted.run("queue", "pause", "--reason", "deployment");

    CommandRun run = planted.run("drain");

    assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
    assertTrue(run.err().contains("rinha-cli queue resume"), run::err);
  }
}
