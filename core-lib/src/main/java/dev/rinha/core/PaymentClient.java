package dev.rinha.core;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.store.Intake;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Accepts payments that a {@link PaymentRouter} elsewhere executes, on the same store: for a
 * process that only takes them in. Thread safe; it closes nothing.
 *
 * <pre>{@code
 * try (var store = RedisStore.open(RedisSettings.at("redis:6379"))) {
 *   var payments = new PaymentClient(store.intake());
 *   payments.accept(UUID.randomUUID(), Money.parse("19.90"));
 * }
 * }</pre>
 */
public final class PaymentClient {

  private final Intake intake;
  private final InstantSource clock;

  /** One that says by the system's clock when a payment was accepted. */
  public PaymentClient(Intake intake) {
    this(intake, InstantSource.system());
  }

  /** One that says by that clock when a payment was accepted. */
  public PaymentClient(Intake intake, InstantSource clock) {
    this.intake = requireNonNull(intake, "intake");
    this.clock = requireNonNull(clock, "clock");
  }

  /**
   * Accepts a payment. When it returns accepted or replayed, the payment is executed once; see
   * {@link Intake#accept}.
   *
   * @throws IllegalArgumentException if the amount is zero
   * @throws dev.rinha.core.store.StoreException if the store is away, full or did not answer in
   *     time; the payment was not accepted only if that {@linkplain
   *     dev.rinha.core.store.StoreException#refused is certain}
   */
  public Acceptance accept(UUID correlationId, Money amount) {
    return intake.accept(new Payment(correlationId, amount, clock.millis()));
  }

  /**
   * The same, and the trace in which it is offered is kept with the payment, passed on to the
   * processor, and told with its outcome and events.
   */
  public Acceptance accept(UUID correlationId, Money amount, TraceParent trace) {
    return intake.accept(
        new Payment(correlationId, amount, clock.millis()),
        History.of(requireNonNull(trace, "trace")));
  }

  /**
   * The same of a payment whose trace or client is known: see {@link Intake#accept(Payment,
   * History)} for what a client is answered.
   *
   * @param offered {@link History#offered}
   */
  public Acceptance accept(UUID correlationId, Money amount, History offered) {
    return intake.accept(
        new Payment(correlationId, amount, clock.millis()), requireNonNull(offered, "offered"));
  }
}
