package dev.rinha.simulator;

import dev.rinha.simulator.Faults.Fault;
import java.time.Clock;
import java.time.Duration;

/**
 * The way of a payment through the processor, without HTTP: admission, configured delay (sampled on
 * arrival), configured failure (read after the delay), insert. Blocks the calling thread for the
 * delay; it never looks at the connection, so a client that hangs up cannot take its payment back.
 */
final class PaymentProcessing {

  /** How a payment request ends. */
  enum Answer {
    PROCESSED,
    DUPLICATE,
    REJECTED,
    FAILING,
    FULL,
    FAILED_AFTER_INSERT,
    NONE
  }

  private final Admission admission;
  private final Conditions conditions;
  private final StoredPayments ledger;
  private final Clock clock;

  PaymentProcessing(
      Admission admission, Conditions conditions, StoredPayments ledger, Clock clock) {
    this.admission = admission;
    this.conditions = conditions;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Handles one request to its end.
   *
   * @throws InvalidRequest if the body is malformed
   * @throws Stopped if the simulator stops while the request is held back
   */
  Answer handle(byte[] body) {
    Fault fault = conditions.nextFault();
    if (fault == Fault.DROPPED) {
      return Answer.NONE;
    }
    Duration delay = conditions.delay();
    return admission.admit(() -> execute(body, delay, fault)).orElse(Answer.REJECTED);
  }

  private Answer execute(byte[] body, Duration delay, Fault fault) {
    SubmittedPayment request = SubmittedPayment.parse(body);
    if (fault == Fault.REFUSED) {
      throw new InvalidRequest("a fault refuses the payment");
    }
    Stopped.orSleptFor(delay);
    if (conditions.failing()) {
      return Answer.FAILING;
    }
    if (fault == Fault.STALLED) {
      Stopped.orSleptFor(conditions.faults().stall());
    }
    StoredPayments.Insert insert = ledger.insert(stored(request));
    if (fault == Fault.ANSWER_HELD) {
      Stopped.orSleptFor(conditions.faults().stall());
    }
    return switch (fault) {
      case NONE, DROPPED, STALLED, ANSWER_HELD, REFUSED -> plainAnswer(insert);
      case FAILED_AFTER_INSERT -> Answer.FAILED_AFTER_INSERT;
      case ANSWER_LOST -> Answer.NONE;
    };
  }

  private StoredPayment stored(SubmittedPayment request) {
    return new StoredPayment(
        request.correlationId(), request.amountCents(), request.requestedAt(), clock.instant());
  }

  private static Answer plainAnswer(StoredPayments.Insert insert) {
    return switch (insert) {
      case STORED -> Answer.PROCESSED;
      case DUPLICATE -> Answer.DUPLICATE;
      case FULL -> Answer.FULL;
    };
  }
}
