package dev.rinha.bench.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.schedule.Both;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ReconciliationTest {

  private static final OptionalLong ABSENT = OptionalLong.empty();
  private static final OptionalLong RIGHT = OptionalLong.of(1990);
  private static final Submission.Outcome REFUSED = new Submission.Refused("HTTP 503");
  private static final Submission.Outcome UNANSWERED = new Submission.Unanswered("no answer");
  private static final Both<RecordedTotals> NOTHING =
      new Both<>(RecordedTotals.NONE, RecordedTotals.NONE);

  @Test
  void acceptedAtOneProcessorIsAllWell() {
    var totals = new Both<>(new RecordedTotals(1, 1990), new RecordedTotals(1, 1990));
    var result =
        Reconciliation.of(
            List.of(
                lookup(Submission.ACCEPTED, RIGHT, ABSENT),
                lookup(Submission.ACCEPTED, ABSENT, RIGHT)),
            totals,
            totals);

    assertEquals(2, result.settledOnce());
    assertEquals(List.of(), result.findings());
  }

  @Test
  void acceptedAtNoProcessorIsLost() {
    var result =
        Reconciliation.of(List.of(lookup(Submission.ACCEPTED, ABSENT, ABSENT)), NOTHING, NOTHING);

    assertEquals(1, result.lost());
    assertTrue(result.examples().getFirst().endsWith("lost"));
  }

  @Test
  void atBothProcessorsIsDoubledWhateverTheAnswerWas() {
    var lookups =
        List.of(
            lookup(Submission.ACCEPTED, RIGHT, RIGHT),
            lookup(REFUSED, RIGHT, RIGHT),
            lookup(UNANSWERED, RIGHT, RIGHT));

    assertEquals(3, Reconciliation.of(lookups, NOTHING, NOTHING).doubled());
  }

  @Test
  void unansweredMayBeExecutedOrNot() {
    var totals = new Both<>(new RecordedTotals(1, 1990), RecordedTotals.NONE);
    var lookups = List.of(lookup(UNANSWERED, RIGHT, ABSENT), lookup(UNANSWERED, ABSENT, ABSENT));
    var result = Reconciliation.of(lookups, totals, totals);

    assertEquals(1, result.unansweredExecuted());
    assertEquals(List.of(), result.findings());
  }

  @Test
  void refusedMustNotBeExecuted() {
    var lookups = List.of(lookup(REFUSED, ABSENT, RIGHT), lookup(REFUSED, ABSENT, ABSENT));

    assertEquals(1, Reconciliation.of(lookups, NOTHING, NOTHING).executedThoughRefused());
  }

  @Test
  void amountIsComparedToTheCent() {
    var lookups = List.of(lookup(Submission.ACCEPTED, OptionalLong.of(1991), ABSENT));
    var result = Reconciliation.of(lookups, NOTHING, NOTHING);

    assertEquals(1, result.wrongAmount());
    assertEquals(0, result.settledOnce());
  }

  @Test
  void paymentsNobodyPostedAreStrangers() {
    var processors = new Both<>(new RecordedTotals(1, 1990), new RecordedTotals(2, 3980));
    var lookups = List.of(lookup(Submission.ACCEPTED, RIGHT, ABSENT));

    assertEquals(2, Reconciliation.of(lookups, processors, processors).strangers());
  }

  @Test
  void summaryIsComparedInCountAndCentsForEachProcessor() {
    var backend = new Both<>(new RecordedTotals(1, 1990), new RecordedTotals(0, 0));
    var processors = new Both<>(new RecordedTotals(1, 1989), new RecordedTotals(1, 1));
    var result = Reconciliation.of(List.of(), backend, processors);

    assertEquals(
        new Both<>(new RecordedTotals(0, 1), new RecordedTotals(1, 1)),
        result.summaryDifferences());
    assertTrue(
        result
            .findings()
            .contains("summary misreports processor default: off by 0 payments and 1 cents"));
  }

  @Test
  void whatCouldNotBeReadIsNotCalledLost() {
    var submission = new Submission(new UUID(1, 2), 1990, Submission.ACCEPTED);
    var lookup = new Reconciliation.Lookup(submission, ABSENT, ABSENT, false);
    var result = Reconciliation.of(List.of(lookup), NOTHING, NOTHING);

    assertEquals(0, result.lost());
    assertEquals(1, result.unreadable());
  }

  private static Reconciliation.Lookup lookup(
      Submission.Outcome outcome, OptionalLong primaryCents, OptionalLong fallbackCents) {
    var submission = new Submission(new UUID(1, 2), 1990, outcome);
    return new Reconciliation.Lookup(submission, primaryCents, fallbackCents, true);
  }
}
