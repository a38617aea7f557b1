package dev.rinha.core;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.PaymentRecord;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentDetailsTest {

  private static final long ACCEPTED = 1_752_600_000_000L;
  private static final Payment PAYMENT = new Payment(new UUID(1, 2), new Money(1990), ACCEPTED);
  private static final Intent INTENT = new Intent("default", ACCEPTED + 56);
  private static final Map<String, Fee> FEES = Map.of("default", Fee.parse("0.05"));

  @Test
  void settledPaymentSaysWhereWhenForHowMuchAndWhy() {
    PaymentDetails details =
        details(new PaymentState.Settled(INTENT, ACCEPTED + 61), "-d0,default:c1k/x1p");

    assertEquals(PaymentStatus.SETTLED, details.status());
    assertEquals(Optional.of(INTENT), details.intent());
    assertEquals(ACCEPTED + 61, details.sinceMillis());
    assertEquals(OptionalLong.of(1), details.attempts());
    assertEquals(0, details.fee().orElseThrow().compareTo(new BigDecimal("0.995")));
    assertEquals(
        "default executed it; default was chosen because it is the cheapest processor and it works",
        details.reason());
  }

  @Test
  void feeOfAProcessorThatIsNotKnownHereIsLeftOut() {
    var elsewhere = new PaymentState.Settled(new Intent("old", ACCEPTED), ACCEPTED + 1);
    assertEquals(Optional.empty(), details(elsewhere, "").fee());
  }

  @Test
  void queuedPaymentSaysWhyItWaits() {
    PaymentDetails held = details(new PaymentState.Queued(), "-n2s");
    assertEquals(PaymentStatus.QUEUED, held.status());
    assertEquals(OptionalLong.of(0), held.attempts());
    assertEquals(Optional.empty(), held.intent());
    assertEquals("it waits to be sent; it was held because no processor worked", held.reason());

    PaymentDetails failed = details(new PaymentState.Queued(), "default:c1k/f1p");
    assertEquals(OptionalLong.of(1), failed.attempts());
    assertEquals(
        "it waits to be sent; of the last attempt, at default: the processor failed",
        failed.reason());

    assertEquals(
        "it waits to be sent; an operator put it back: bank is back",
        details(new PaymentState.Queued(), "+1k/bank is back").reason());
  }

  @Test
  void unfinishedPaymentSaysWhereItMayBeAndHasNoFee() {
    PaymentDetails sending = details(new PaymentState.Sending(INTENT), "default:c1k");
    assertEquals(PaymentStatus.SENDING, sending.status());
    assertEquals(Optional.of(INTENT), sending.intent());
    assertEquals(Optional.empty(), sending.fee());

    PaymentDetails inDoubt =
        details(new PaymentState.InDoubt(INTENT, ACCEPTED + 90), "default:c1k/u2s");
    assertEquals(PaymentStatus.IN_DOUBT, inDoubt.status());
    assertEquals("in_doubt", inDoubt.status().text());
    assertEquals(ACCEPTED + 90, inDoubt.sinceMillis());
    assertEquals(
        "default may have executed it and is asked; it goes nowhere else until that is known",
        inDoubt.reason());
  }

  @Test
  void paymentThatWasGivenUpSaysWhyAndByWhomItWasDiscarded() {
    var death = new PaymentState.Dead("rejected by default: 400 no", ACCEPTED + 70);
    assertEquals("rejected by default: 400 no", details(death, "default:c1k/r1p").reason());

    PaymentDetails discarded =
        details(
            new PaymentState.Discarded(death, ACCEPTED + 99), "default:c1k/r1p,#2r/paid by hand");
    assertEquals(PaymentStatus.DISCARDED, discarded.status());
    assertEquals(ACCEPTED + 99, discarded.sinceMillis());
    assertEquals(
        "an operator discarded it: paid by hand; it had been given up: rejected by default: 400 no",
        discarded.reason());
  }

  @Test
  void attemptsThatWereNotKeptCountToo() {
    var settled = new PaymentState.Settled(INTENT, ACCEPTED + 61);
    String shortened = "default:c1/f2,*3,default:c1k/x1p";
    assertEquals(OptionalLong.of(5), details(settled, shortened).attempts());
    assertEquals(OptionalLong.empty(), details(settled, shortened.replace("*3", "*")).attempts());
  }

  @Test
  void findingOfAnAttemptThatTheStoreHadForgottenIsTold() {
    PaymentDetails details = details(new PaymentState.Settled(INTENT, ACCEPTED + 61), "/l1p");

    assertEquals(OptionalLong.of(1), details.attempts());
    assertEquals(
        "default executed it; of an attempt before: the processor was asked and has it",
        details.reason());
    assertTrue(details.history().toString().contains("the processor was asked and has it"));
  }

  @Test
  void historyThatCannotBeReadHidesNothingElse() {
    PaymentDetails details =
        details(new PaymentState.Settled(INTENT, ACCEPTED + 61), "default:c1k/x1p,@new");
    assertEquals(PaymentStatus.SETTLED, details.status());
    assertEquals(OptionalLong.empty(), details.attempts());
    assertEquals("default executed it", details.reason());
    assertEquals(
        List.of(
            "accepted",
            "sent to default because it is the cheapest processor and it works",
            "it was executed",
            "(a step that another version wrote: '@new')",
            "settled; default has it with requestedAt 2025-07-15T17:20:00.056Z"),
        details.history().stream().map(PaymentDetails.Moment::text).toList());
  }

  private static PaymentDetails details(PaymentState state, String history) {
    return PaymentDetails.of(new PaymentRecord(PAYMENT, state, history(history)), FEES);
  }
}
