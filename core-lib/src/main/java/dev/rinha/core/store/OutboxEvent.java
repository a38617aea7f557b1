package dev.rinha.core.store;

import dev.rinha.core.payment.PaymentState;
import java.util.Locale;

/**
 * What became of a payment, for subscribers. Immutable.
 *
 * @param id names it for ever, for all subscribers; ids sort by nothing that a caller may rely on
 * @param atMillis when, by the store's clock, in milliseconds since the epoch
 * @param payment as it was from then on; of a {@link Kind#CONFLICT} as it was executed, which the
 *     store refused to write
 */
public record OutboxEvent(String id, long atMillis, Kind kind, PaymentRecord payment) {

  /** What happened. */
  public enum Kind {
    /** It was executed. */
    SETTLED("settled"),
    /** It became a dead letter: it is not executed unless an operator puts it back. */
    DEAD("dead"),
    /** A dead letter was put back on the queue. */
    PUT_BACK("put-back"),
    /** A dead letter was discarded: it is never executed. */
    DISCARDED("discarded"),
    /** An operator found out that a payment in doubt was not executed; it is queued again. */
    RESOLVED("resolved"),
    /** It was executed although the store has it elsewhere: perhaps paid twice. */
    CONFLICT("conflict");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word for it everywhere: in the store, on the wire, in commands. */
    public String text() {
      return text;
    }

    /**
     * The kind with that word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text.equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of event: '" + text + "'");
    }

    /**
     * The kind that somebody means: in capitals too, and with {@code _} for {@code -}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind parse(String text) {
      return of(text.strip().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  /** Why the payment died, of one that is dead or was before it was discarded; empty otherwise. */
  public String reason() {
    return switch (payment.state()) {
      case PaymentState.Dead(String reason, _) -> reason;
      case PaymentState.Discarded(PaymentState.Dead(String reason, _), _) -> reason;
      case PaymentState.Queued _,
          PaymentState.Sending _,
          PaymentState.InDoubt _,
          PaymentState.Settled _ ->
          "";
    };
  }
}
