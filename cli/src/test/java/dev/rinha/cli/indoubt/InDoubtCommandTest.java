package dev.rinha.cli.indoubt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.simulator.ProcessorSimulator;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InDoubtCommandTest {

  private static final long REQUESTED = Planted.ACCEPTED + 3;

  private final Planted planted = new Planted("test");
  private final ProcessorSimulator processor = ProcessorSimulator.builder().port(0).start();

  @AfterEach
  void close() {
    processor.close();
    planted.close();
  }

  @Test
  void listAndShowTellWhereAPaymentIsBound() {
    UUID id = planted.inDoubt(REQUESTED);

    CommandRun list = planted.run("in-doubt", "list", "-o", "csv");
    CommandRun show = planted.run("in-doubt", "show", id.toString());

    assertTrue(list.out().contains("2025-07-15T12:34:56.008Z,default,19.90," + id), list::toString);
    assertTrue(show.out().contains("a worker asks default whether it has it"), show::toString);
    CommandRun other = planted.run("in-doubt", "show", planted.queued().toString());
    assertEquals(ExitCode.FINDING, other.exitCode());
  }

  @Test
  void doubtsAreFoundByProcessorTimeAndAmount() {
    UUID wanted = planted.with(50_000, "fallback").inDoubt(REQUESTED);
    planted.inDoubt(REQUESTED + 1);
    planted.with(49_999, "fallback").inDoubt(REQUESTED);
    planted.with(50_000, "default").inDoubt(REQUESTED);

    CommandRun list =
        planted.run(
            "in-doubt",
            "list",
            "--processor",
            "fallback",
            "--min-amount",
            "500.00",
            "--until",
            "2025-07-15T12:34:56.008Z",
            "--limit",
            "2",
            "-o",
            "csv");

    assertEquals(2, list.out().lines().count(), list::toString);
    assertTrue(list.out().contains(wanted.toString()), list::toString);
    assertEquals("", list.err());
    CommandRun some = planted.run("in-doubt", "list", "--limit", "3");
    assertEquals("there are more of them than --limit 3\n", some.err());
  }

  @Test
  void verdictAgainstTheProcessorsRecordIsRefusedUnlessForced() {
    UUID absent = planted.inDoubt(REQUESTED);
    UUID present = planted.inDoubt(REQUESTED);
    execute(present);

    CommandRun notThere = resolve(absent, "settled");
    CommandRun there = resolve(present, "not-executed");

    assertEquals(ExitCode.REFUSED, notThere.exitCode(), notThere::toString);
    assertTrue(notThere.err().contains("default does not have it"), notThere::err);
    assertEquals(ExitCode.REFUSED, there.exitCode(), there::toString);
    assertTrue(there.err().contains("default has it, with 19.90"), there::err);
    assertEquals(2, planted.store().ledger().census().inDoubt());
    assertEquals(ExitCode.OK, resolve(absent, "settled", "--force").exitCode());
    assertEquals(1, planted.store().ledger().census().settled());
  }

  @Test
  void verdictThatTheProcessorConfirmsIsDoneAndTold() {
    UUID absent = planted.inDoubt(REQUESTED);
    UUID present = planted.inDoubt(REQUESTED);
    execute(present);

    assertEquals(ExitCode.OK, resolve(present, "settled").exitCode());
    assertEquals(ExitCode.OK, resolve(absent, "not-executed", "--force").exitCode());

    assertInstanceOf(
        PaymentState.Settled.class, planted.store().ledger().find(present).orElseThrow().state());
    assertInstanceOf(
        PaymentState.Queued.class, planted.store().ledger().find(absent).orElseThrow().state());
    String history = planted.run("explain", absent.toString()).out();
    assertTrue(history.contains("declared not executed by an operator: asked the bank"), history);
    assertEquals(ExitCode.FINDING, resolve(absent, "settled").exitCode());
  }

  @Test
  void doubtsThatTheOptionsMeanAreResolvedAndOneThatCannotBeHoldsUpNoOther() {
    UUID present = planted.inDoubt(REQUESTED);
    UUID absent = planted.inDoubt(REQUESTED);
    UUID later = planted.inDoubt(REQUESTED + 1_000);
    UUID elsewhere = planted.with(1990, "fallback").inDoubt(REQUESTED);
    execute(present);
    String[] meant = {"--at", "default", "--until", "2025-07-15T12:34:56.500Z"};

    CommandRun looked = resolve("--dry-run", meant);
    CommandRun unasked = resolve("", meant);
    assertEquals(4, planted.store().ledger().census().inDoubt());
    CommandRun done = resolve("--yes", meant);

    assertEquals(ExitCode.OK, looked.exitCode(), looked::toString);
    assertTrue(looked.err().contains("2 payments in doubt over 39.80"), looked::err);
    assertEquals(ExitCode.REFUSED, unasked.exitCode(), unasked::toString);
    assertEquals(ExitCode.REFUSED, done.exitCode(), done::toString);
    assertEquals("1 payment settled", done.out().strip());
    assertTrue(done.err().contains("1 payment: default does not have it"), done::err);
    assertInstanceOf(
        PaymentState.Settled.class, planted.store().ledger().find(present).orElseThrow().state());
    for (UUID left : List.of(absent, later, elsewhere)) {
      assertInstanceOf(
          PaymentState.InDoubt.class, planted.store().ledger().find(left).orElseThrow().state());
    }
  }

  private CommandRun resolve(String confirmation, String[] meant) {
    List<String> words = new ArrayList<>(List.of("in-doubt", "resolve", "--as", "settled"));
    words.addAll(List.of("--reason", "asked", "--processor", "default=" + processor.url()));
    words.addAll(List.of(meant));
    if (!confirmation.isEmpty()) {
      words.add(confirmation);
    }
    return planted.run(words.toArray(String[]::new));
  }

  /**
   * What was sent a moment ago may be executed after the processor has said that it has nothing.
   */
  @Test
  void notExecutedIsRefusedUntilTheProcessorWasPausedForTheBound() {
    UUID id = planted.inDoubt(REQUESTED);

    CommandRun running = resolve(id, "not-executed");
    planted.run("queue", "pause", "--processor", "default", "--reason", "asked the bank");
    CommandRun paused = resolve(id, "not-executed");

    assertEquals(ExitCode.REFUSED, running.exitCode(), running::toString);
    assertTrue(
        running.err().contains("must have been paused for 1 min 5 s and is not"), running::err);
    assertTrue(
        running.err().contains("rinha-cli queue pause --processor default --reason"), running::err);
    assertEquals(ExitCode.REFUSED, paused.exitCode(), paused::toString);
    assertTrue(paused.err().contains("say it again after 20"), paused::err);
    assertEquals(1, planted.store().ledger().census().inDoubt());
  }

  @Test
  void silentProcessorMeansThatNothingIsDoneUnlessForced() {
    UUID id = planted.inDoubt(REQUESTED);
    processor.close();

    CommandRun run = resolve(id, "settled");

    assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
    assertTrue(run.err().contains("cannot be asked"), run::err);
    assertEquals(1, planted.store().ledger().census().inDoubt());
    assertEquals(ExitCode.OK, resolve(id, "settled", "--force").exitCode());
  }

  @Test
  void wrongVerdictAndUnknownPaymentAreExplained() {
    UUID id = planted.inDoubt(REQUESTED);

    CommandRun verdict = resolve(id, "paid");
    CommandRun unknown = resolve(UUID.randomUUID(), "settled");

    assertEquals(ExitCode.USAGE, verdict.exitCode());
    assertTrue(verdict.err().contains("must be settled or not-executed"), verdict::err);
    assertEquals(ExitCode.FINDING, unknown.exitCode());
    assertTrue(unknown.err().contains("no payment"), unknown::err);
  }

  private void execute(UUID id) {
    try (var client = new HelidonProcessorClient(URI.create(processor.url()))) {
      client.send(id, new Money(1990), REQUESTED, 5_000);
    }
  }

  private CommandRun resolve(UUID id, String verdict, String... more) {
    List<String> words =
        new ArrayList<>(List.of("in-doubt", "resolve", id.toString(), "--as", verdict, "--reason"));
    words.addAll(List.of("asked the bank", "--processor", "default=" + processor.url()));
    words.addAll(Arrays.asList(more));
    return planted.run(words.toArray(String[]::new));
  }
}
