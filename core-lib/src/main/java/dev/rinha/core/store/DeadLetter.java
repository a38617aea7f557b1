package dev.rinha.core.store;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import java.util.regex.Pattern;

/**
 * A payment that was given up. Names one death: a payment that was replayed and died again is
 * another dead letter. Immutable.
 *
 * @param generation the purge generation in which the payment was accepted
 * @param reason why it was given up
 * @param diedAtMillis when, in milliseconds since the epoch
 * @param history what was tried
 */
public record DeadLetter(
    long generation, Payment payment, String reason, long diedAtMillis, History history) {

  private static final Pattern EXECUTED =
      Pattern.compile("[a-z0-9-]+ has it with -?\\d+ cents instead of \\d+");

  /** The reason of a payment that a processor has executed with another amount than was asked. */
  public static String otherAmount(String processor, long foundCents, long askedCents) {
    return "%s has it with %s cents instead of %s".formatted(processor, foundCents, askedCents);
  }

  /**
   * Whether a processor has executed the payment, with another amount. Put back on the queue it may
   * be paid once more.
   */
  public boolean executed() {
    return executed(reason);
  }

  /** Whether a letter with that reason is such a one. */
  public static boolean executed(String reason) {
    return EXECUTED.matcher(reason).matches();
  }
}
