package dev.rinha.core.payment;

import java.util.Locale;

/** The {@link PaymentState} of a payment as one word, for interfaces. */
public enum PaymentStatus {
  /** It waits to be sent. */
  QUEUED,
  /** It may be on its way to a processor. */
  SENDING,
  /** A processor may have executed it, which is being found out. */
  IN_DOUBT,
  /** It was executed, once. */
  SETTLED,
  /** It was given up, and is executed only if an operator puts it back. */
  DEAD,
  /** It was given up, and an operator has decided that it is never executed. */
  DISCARDED;

  /** The status of a payment in that state. */
  public static PaymentStatus of(PaymentState state) {
    return switch (state) {
      case PaymentState.Queued _ -> QUEUED;
      case PaymentState.Sending _ -> SENDING;
      case PaymentState.InDoubt _ -> IN_DOUBT;
      case PaymentState.Settled _ -> SETTLED;
      case PaymentState.Dead _ -> DEAD;
      case PaymentState.Discarded _ -> DISCARDED;
    };
  }

  /**
   * The status that somebody means: in capitals too, and with {@code -} for {@code _}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PaymentStatus parse(String text) {
    return valueOf(text.strip().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Whether it stays so, unless an operator puts a dead payment back. */
  public boolean finished() {
    return switch (this) {
      case SETTLED, DEAD, DISCARDED -> true;
      case QUEUED, SENDING, IN_DOUBT -> false;
    };
  }

  /** As it is written, such as {@code in_doubt}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
