package dev.rinha.shop;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * An order, and what is known of its payment. Immutable.
 *
 * @param number chosen by whoever orders: an order that is sent twice has the same number
 * @param payment the {@code correlationId}, chosen by the shop once and for all
 * @param cents the amount
 * @param accepted whether Rinha Payments has promised to execute the payment
 */
record Order(String number, UUID payment, long cents, boolean accepted, State state) {

  enum State {
    /** It is not known yet. */
    OPEN,
    /** The payment was executed. */
    PAID,
    /** The payment is dead: nothing will happen unless an operator puts it back. */
    FAILED,
    /** The payment is discarded: it is never executed. */
    CANCELLED,
    /** Something that no program decides: perhaps paid twice, refused, or forgotten. */
    CHECK
  }

  BigDecimal amount() {
    return BigDecimal.valueOf(cents, 2);
  }

  /** Whether what is known of it may still change by itself. */
  boolean undecided() {
    return switch (state) {
      case OPEN, FAILED -> true;
      case PAID, CANCELLED, CHECK -> false;
    };
  }

  Order nowAccepted() {
    return new Order(number, payment, cents, true, state);
  }

  /** Old news changes nothing: what is final stays, unless a person has to look at it. */
  Order become(State next) {
    boolean changes = undecided() || (next == State.CHECK && state != State.CHECK);
    return changes ? new Order(number, payment, cents, accepted, next) : this;
  }
}
