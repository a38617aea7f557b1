package dev.rinha.cli.payment;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ExplanationTest {

  private static final long ACCEPTED = Instant.parse("2025-07-15T12:34:56Z").toEpochMilli();
  private static final Payment PAYMENT =
      new Payment(
          UUID.fromString("4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3"), new Money(1990), ACCEPTED);

  @Test
  void settledPaymentTellsWhyItWasHeldWhereItWasSentAndWhatCameOfIt() {
    String history = "-d" + base36(56) + ",default:c" + base36(1056) + "/x" + base36(1061);

    var settled = new PaymentState.Settled(new Intent("default", ACCEPTED + 1056), ACCEPTED + 1062);

    assertEquals(
        """
        payment 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 of 19.90 was settled after 1.062 s: default executed it
          2025-07-15T12:34:56.000Z        +0 ms  accepted
          2025-07-15T12:34:56.056Z       +56 ms  held because the cheapest processor was down and waiting was worth the difference in fees
          2025-07-15T12:34:57.056Z     +1.056 s  sent to default because it is the cheapest processor and it works
          2025-07-15T12:34:57.061Z     +1.061 s  5 ms later: it was executed
          2025-07-15T12:34:57.062Z     +1.062 s  settled; default has it with requestedAt 2025-07-15T12:34:57.056Z
        """,
        told(settled, history, 5_000));
  }

  @Test
  void paymentInDoubtSaysSinceWhenAndWhoAloneCanTell() {
    var inDoubt = new PaymentState.InDoubt(new Intent("fallback", ACCEPTED), ACCEPTED + 10_000);

    String told = told(inDoubt, "fallback:p0/u" + base36(10_000), 75_000);

    assertTrue(told.contains("has been in doubt for 1 min 5 s: fallback may have executed"), told);
    assertTrue(told.contains("+10.000 s  10.000 s later: no answer came"), told);
    assertTrue(told.contains("+10.000 s  in doubt since then"), told);
  }

  @Test
  void deadLetterNamesItsReasonAndTheWayOut() {
    var dead = new PaymentState.Dead("rejected by default: 400 no such currency", ACCEPTED + 20);

    String told = told(dead, "default:c1/r" + base36(19), 1_000);

    assertTrue(
        told.contains("given up after 20 ms: rejected by default: 400 no such currency."), told);
    assertTrue(told.contains("only if an operator replays it"), told);
    assertTrue(told.contains("18 ms later: the processor rejected it"), told);
  }

  @Test
  void unfinishedPaymentsSayHowLongTheyHaveWaited() {
    var sending = new PaymentState.Sending(new Intent("default", ACCEPTED + 2));

    assertTrue(
        told(new PaymentState.Queued(), "", 7_250_000)
            .contains("is queued, 2 h after it was accepted: no"));
    assertTrue(told(sending, "default:c2", 302).contains("on its way to default for 300 ms; no"));
  }

  @Test
  void whatOperatorsDidIsPartOfTheHistoryWithTheirReason() {
    String told =
        told(
            new PaymentState.Queued(),
            "default:c1/u2,!n%s/bank called,+%s/limit raised".formatted(base36(5), base36(9)),
            1_000);

    assertTrue(told.contains("+5 ms  declared not executed by an operator: bank called"));
    assertTrue(told.contains("+9 ms  put back on the queue by an operator: limit raised"), told);
  }

  @Test
  void longHistorySaysThatStepsAreMissing() {
    String told = told(new PaymentState.Queued(), "default:c1/f2,*,default:t9/fa", 1_000);

    assertTrue(told.contains("+2 ms  (further steps, which were not kept)"), told);
    assertTrue(told.contains("tested whether it works again"), told);
  }

  private static String told(PaymentState state, String history, long nowMillis) {
    Explanation explanation =
        Explanation.of(
            new PaymentRecord(PAYMENT, state, history(history)), Pauses.NONE, ACCEPTED + nowMillis);
    return String.join("\n", explanation.lines()) + "\n";
  }

  private static String base36(long millis) {
    return Long.toString(millis, 36);
  }
}
