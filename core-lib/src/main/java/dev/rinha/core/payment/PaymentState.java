package dev.rinha.core.payment;

import java.util.Optional;

/**
 * Where a payment is in its life. Accepted = settled + queued + sending + in doubt + dead +
 * discarded, at any moment.
 */
public sealed interface PaymentState {

  /** Whether the payment is still to be executed, as far as is known. */
  default boolean unfinished() {
    return this instanceof Queued || openAttempt().isPresent();
  }

  /** The attempt that was announced and whose outcome is not recorded; none in other states. */
  default Optional<Intent> openAttempt() {
    return switch (this) {
      case Sending(Intent intent) -> Optional.of(intent);
      case InDoubt(Intent intent, _) -> Optional.of(intent);
      case Queued _, Settled _, Dead _, Discarded _ -> Optional.empty();
    };
  }

  /** Accepted; no attempt is on its way and none can have been executed. */
  record Queued() implements PaymentState {}

  /** An attempt was announced to the store and may be on its way. */
  record Sending(Intent intent) implements PaymentState {}

  /**
   * An attempt ended without a definitive answer. The payment is bound to that processor and to
   * that {@code requestedAt} until the processor says what happened.
   */
  record InDoubt(Intent intent, long sinceMillis) implements PaymentState {}

  /** Executed, once, by the intent's processor and recorded there with the intent's time. */
  record Settled(Intent intent, long settledAtMillis) implements PaymentState {}

  /** Will not be executed unless an operator replays it. */
  record Dead(String reason, long diedAtMillis) implements PaymentState {}

  /** Was dead, and an operator has decided that it will never be executed. */
  record Discarded(Dead death, long discardedAtMillis) implements PaymentState {}
}
