package dev.rinha.core;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import java.util.UUID;

/**
 * A payment as a list has it. Immutable.
 *
 * @param sinceMillis when it came into its state, in milliseconds since the epoch: of a queued
 *     payment when it was accepted, of a settled one its {@code requestedAt}
 * @param processor of its last attempt; empty if there was none
 * @param reason why it was given up; empty unless it was
 */
public record ListedPayment(
    PaymentStatus status,
    long sinceMillis,
    String processor,
    Money amount,
    UUID correlationId,
    String reason) {

  static ListedPayment of(LedgerEntry entry) {
    return new ListedPayment(
        PaymentStatus.SETTLED,
        entry.requestedAtMillis(),
        entry.processor(),
        new Money(entry.amountCents()),
        entry.correlationId(),
        "");
  }

  static ListedPayment of(PaymentRecord known) {
    return switch (known.state()) {
      case PaymentState.Queued _ -> of(known, known.payment().acceptedAtMillis(), "");
      case PaymentState.Sending(Intent intent) -> of(known, intent.requestedAtMillis(), "");
      case PaymentState.InDoubt(_, long since) -> of(known, since, "");
      case PaymentState.Settled(Intent intent, _) -> of(known, intent.requestedAtMillis(), "");
      case PaymentState.Dead(String reason, long diedAt) -> of(known, diedAt, reason);
      case PaymentState.Discarded(PaymentState.Dead(String reason, _), long discardedAt) ->
          of(known, discardedAt, reason);
    };
  }

  private static ListedPayment of(PaymentRecord known, long since, String reason) {
    Payment payment = known.payment();
    return new ListedPayment(
        PaymentStatus.of(known.state()),
        since,
        known.lastProcessor(),
        payment.amount(),
        payment.correlationId(),
        reason);
  }
}
