package dev.rinha.cli.replay;

import dev.rinha.core.payment.Money;
import dev.rinha.service.http.PaymentRequest;
import dev.rinha.service.http.ProblemException;
import java.util.UUID;

/** A line of a file of payments: one JSON object each. Immutable. */
sealed interface Recorded {

  /**
   * A payment.
   *
   * @param line counted from 1
   */
  record Payment(long line, UUID correlationId, Money amount) implements Recorded {}

  /**
   * Something else.
   *
   * @param line counted from 1
   * @param why what is wrong with it
   */
  record Unreadable(long line, String why) implements Recorded {}

  /** Which line that is. */
  long line();

  /**
   * Reads a line as the gateway would; what is in it besides {@code correlationId} and {@code
   * amount} is passed over.
   */
  static Recorded parse(long line, byte[] text) {
    try {
      PaymentRequest payment = PaymentRequest.parse(text);
      return new Payment(line, payment.correlationId(), payment.amount());
    } catch (ProblemException e) {
      return new Unreadable(line, String.valueOf(e.getMessage()));
    }
  }
}
