package dev.rinha.cli.purge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.Census;
import dev.rinha.core.summary.TimeWindow;
import org.junit.jupiter.api.Test;

final class PurgeCommandTest {

  private static final long HOUR = 3_600_000;

  @Test
  void nameOfTheEnvironmentConfirmsAndYesDoesNot() {
    try (Planted planted = new Planted("production")) {
      planted.settled(Planted.ACCEPTED);

      CommandRun yes = planted.run("purge", "--yes");
      CommandRun wrong = planted.run("purge", "--confirm", "staging");
      assertEquals(1, planted.store().ledger().census().accepted());
      CommandRun right = planted.run("purge", "--confirm", "production");

      assertEquals(ExitCode.REFUSED, yes.exitCode(), yes::toString);
      assertTrue(yes.err().contains("--confirm production"), yes::err);
      assertEquals(ExitCode.REFUSED, wrong.exitCode());
      assertTrue(wrong.err().contains("is called production and not staging"), wrong::err);
      assertEquals(ExitCode.OK, right.exitCode(), right::toString);
      assertEquals(0, planted.store().ledger().census().accepted());
    }
  }

  @Test
  void yesIsEnoughInTheChallenge() {
    try (Planted planted = new Planted("challenge")) {
      planted.queued();

      assertEquals(ExitCode.REFUSED, planted.run("purge").exitCode());
      assertEquals("purged 1 payment", planted.run("purge", "--yes").out().strip());
    }
  }

  @Test
  void whatWouldGoIsShownFirst() {
    try (Planted planted = new Planted("staging")) {
      planted.settled(Planted.ACCEPTED);
      planted.settled(Planted.ACCEPTED + HOUR);
      planted.inDoubt(Planted.ACCEPTED);
      planted.dead("no", Planted.ACCEPTED);

      CommandRun run = planted.run("purge", "--dry-run");

      assertEquals(ExitCode.OK, run.exitCode());
      assertEquals(
          """
          environment staging
          2 settled over 39.80, the oldest of 2025-07-15T12:34:00.000Z
          0 queued, 0 in flight, 1 in doubt, the oldest of 2025-07-15T12:34:56.000Z
          1 dead, 0 discarded
          nothing was changed
          """,
          run.err());
      assertEquals(4, planted.store().ledger().census().accepted());
    }
  }

  @Test
  void onlyDeadLettersGoWhenSaidSo() {
    try (Planted planted = new Planted("staging")) {
      planted.settled(Planted.ACCEPTED);
      planted.dead("no", Planted.ACCEPTED + 10);
      planted.dead("no", Planted.ACCEPTED + HOUR);
      planted.inDoubt(Planted.ACCEPTED);

      CommandRun some =
          planted.run(
              "purge",
              "--dead-letters-only",
              "--before",
              "2025-07-15T13:00:00Z",
              "--confirm",
              "staging");
      assertEquals("purged 1 payment", some.out().strip(), some::toString);
      assertEquals(1, planted.store().ledger().census().dead());
      planted.run("purge", "--dead-letters-only", "--confirm", "staging");

      Census census = planted.store().ledger().census();
      assertEquals(0, census.dead());
      assertEquals(1, census.settled());
      assertEquals(1, census.inDoubt());
      assertTrue(census.conserved());
    }
  }

  @Test
  void whatWasFinishedBeforeATimeGoesAndTheRestStays() {
    try (Planted planted = new Planted("staging")) {
      for (int i = 0; i < 600; i++) {
        planted.settled(Planted.ACCEPTED + i);
      }
      planted.settled(Planted.ACCEPTED + HOUR);
      planted.dead("no", Planted.ACCEPTED + 10);
      planted.queued();

      CommandRun run =
          planted.run("purge", "--before", "2025-07-15T13:00:00Z", "--confirm", "staging");

      assertEquals("purged 601 payments", run.out().strip(), run::toString);
      Census census = planted.store().ledger().census();
      assertEquals(1, census.settled());
      assertEquals(1, census.queued());
      assertEquals(0, census.dead());
      assertTrue(census.conserved());
      assertEquals(1, planted.store().ledger().summary(TimeWindow.ALL).total().count());
      CommandRun limit = planted.run("purge", "--limit", "5", "--confirm", "staging");
      assertEquals(ExitCode.USAGE, limit.exitCode(), limit::toString);
    }
  }
}
