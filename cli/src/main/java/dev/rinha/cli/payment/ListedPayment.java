package dev.rinha.cli.payment;

import dev.rinha.cli.options.PaymentFilter;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import java.util.UUID;

/**
 * One line of a list of payments. Immutable.
 *
 * @param sinceMillis when it came into its state, in milliseconds since the epoch: of a queued
 *     payment when it was accepted, of a settled one its {@code requestedAt}
 * @param processor of its last attempt; empty if there was none
 * @param reason why it was given up; empty unless it was
 */
record ListedPayment(
    PaymentStatus status,
    long sinceMillis,
    String processor,
    long amountCents,
    UUID correlationId,
    String reason) {

  static ListedPayment of(LedgerEntry entry) {
    return new ListedPayment(
        PaymentStatus.SETTLED,
        entry.requestedAtMillis(),
        entry.processor(),
        entry.amountCents(),
        entry.correlationId(),
        "");
  }

  static ListedPayment of(PaymentRecord known) {
    return switch (known.state()) {
      case PaymentState.Queued _ ->
          of(
              known,
              known.payment().acceptedAtMillis(),
              PaymentFilter.lastProcessor(known.history()),
              "");
      case PaymentState.Sending(Intent intent) ->
          of(known, intent.requestedAtMillis(), intent.processor(), "");
      case PaymentState.InDoubt(Intent intent, long since) ->
          of(known, since, intent.processor(), "");
      case PaymentState.Settled(Intent intent, _) ->
          of(known, intent.requestedAtMillis(), intent.processor(), "");
      case PaymentState.Dead(String reason, long diedAt) ->
          of(known, diedAt, PaymentFilter.lastProcessor(known.history()), reason);
      case PaymentState.Discarded(var death, long discardedAt) ->
          of(known, discardedAt, PaymentFilter.lastProcessor(known.history()), death.reason());
    };
  }

  private static ListedPayment of(
      PaymentRecord known, long since, String processor, String reason) {
    Payment payment = known.payment();
    return new ListedPayment(
        PaymentStatus.of(known.state()),
        since,
        processor,
        payment.amount().cents(),
        payment.correlationId(),
        reason);
  }
}
