package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Lookup;
import java.util.Optional;

/**
 * A payment whose last attempt had no definitive answer, seen by somebody who does not hold it.
 * Immutable.
 *
 * @param generation the purge generation in which the payment was accepted
 * @param place the payment's place in the queue
 * @param intent the attempt that may have been executed
 * @param sinceMillis since when that is not known, in milliseconds since the epoch
 * @param history what was tried
 */
public record InDoubtPayment(
    long generation,
    String place,
    Payment payment,
    Intent intent,
    long sinceMillis,
    History history) {

  /**
   * What a processor's own record says against a verdict; empty if it agrees, or if the processor
   * cannot be asked.
   */
  public Optional<String> contradiction(Verdict said, Lookup lookup) {
    String processor = intent.processor();
    return switch (lookup) {
      case Lookup.Found found when said == Verdict.NOT_EXECUTED ->
          Optional.of("%s has it, with %s".formatted(processor, Money.format(found.amountCents())));
      case Lookup.Absent _ when said == Verdict.SETTLED ->
          Optional.of(processor + " does not have it");
      case Lookup.Found(long cents, _) when cents != payment.amount().cents() ->
          Optional.of(
              "%s has it with %s instead of %s"
                  .formatted(processor, Money.format(cents), payment.amount()));
      case Lookup.Found(_, long at) when at != intent.requestedAtMillis() ->
          Optional.of(processor + " has it with another requestedAt, which a worker will correct");
      case Lookup.Found _, Lookup.Absent _, Lookup.Unavailable _ -> Optional.empty();
    };
  }

  /** Names the payment where a claim is asked for; nobody holds it. */
  public Claim unheldClaim() {
    return new Claim(
        place + "/0", generation, payment, new PaymentState.InDoubt(intent, sinceMillis), history);
  }
}
