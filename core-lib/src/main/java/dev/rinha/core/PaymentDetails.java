package dev.rinha.core;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.History.Step;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.PaymentRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a payment, for whoever offered it. Immutable.
 *
 * @param payment as it was accepted
 * @param intent at which processor it is, or may be, and with which {@code requestedAt}; empty
 *     while it is nowhere
 * @param sinceMillis since when it has this status, in milliseconds since the epoch; for a queued
 *     one when it was accepted
 * @param attempts how often it was sent; empty where that was not counted
 * @param fee what its processor keeps of it at the fee of now, in units of the currency; empty
 *     unless it is settled at a processor whose fee is known here
 * @param trace in which it was offered
 * @param client whose it is; empty where that is not known
 * @param reason why it is so, in plain words
 * @param history what happened to it, in order of time
 */
public record PaymentDetails(
    Payment payment,
    PaymentStatus status,
    Optional<Intent> intent,
    long sinceMillis,
    OptionalLong attempts,
    Optional<BigDecimal> fee,
    Optional<TraceParent> trace,
    Optional<ClientName> client,
    String reason,
    List<Moment> history) {

  /**
   * Something that happened.
   *
   * @param atMillis in milliseconds since the epoch
   * @param tookMillis how long it took, where it is the end of an attempt
   */
  public record Moment(long atMillis, OptionalLong tookMillis, String text) {

    private Moment(long atMillis, String text) {
      this(atMillis, OptionalLong.empty(), text);
    }
  }

  /** Copies the list. */
  public PaymentDetails {
    history = List.copyOf(history);
  }

  /**
   * Reads them from what the store has.
   *
   * @param fees by processor
   */
  public static PaymentDetails of(PaymentRecord known, Map<String, Fee> fees) {
    requireNonNull(fees, "fees");
    Payment payment = known.payment();
    List<Step> steps = known.history().steps();
    Optional<Intent> intent = intent(known.state());
    return new PaymentDetails(
        payment,
        PaymentStatus.of(known.state()),
        intent,
        sinceMillis(known),
        attempts(steps),
        known.state() instanceof PaymentState.Settled(Intent settled, _)
            ? Optional.ofNullable(fees.get(settled.processor()))
                .map(fee -> BigDecimal.valueOf(fee.microCents(payment.amount().cents()), 8))
            : Optional.empty(),
        known.history().trace(),
        known.history().client(),
        reason(known.state(), steps),
        history(known, steps));
  }

  private static Optional<Intent> intent(PaymentState state) {
    return state instanceof PaymentState.Settled(Intent intent, _)
        ? Optional.of(intent)
        : state.openAttempt();
  }

  private static long sinceMillis(PaymentRecord known) {
    return switch (known.state()) {
      case PaymentState.Queued _ -> known.payment().acceptedAtMillis();
      case PaymentState.Sending(Intent intent) -> intent.requestedAtMillis();
      case PaymentState.InDoubt(_, long since) -> since;
      case PaymentState.Settled(_, long settledAt) -> settledAt;
      case PaymentState.Dead(_, long diedAt) -> diedAt;
      case PaymentState.Discarded(_, long discardedAt) -> discardedAt;
    };
  }

  private static OptionalLong attempts(List<Step> steps) {
    long attempts = 0;
    for (Step step : steps) {
      switch (step) {
        case Step.Sent _, Step.Ended _ -> attempts++;
        case Step.LeftOut(long sends) when sends < 0 -> {
          return OptionalLong.empty();
        }
        case Step.Unreadable _ -> {
          return OptionalLong.empty();
        }
        case Step.LeftOut(long sends) -> attempts += sends;
        case Step.Held _, Step.Replayed _, Step.Discarded _, Step.Resolved _ -> {}
      }
    }
    return OptionalLong.of(attempts);
  }

  private static String reason(PaymentState state, List<Step> steps) {
    return switch (state) {
      case PaymentState.Queued _ -> "it waits to be sent" + lastly(steps);
      case PaymentState.Sending(Intent intent) ->
          "it is on its way to " + intent.processor() + lastly(steps);
      case PaymentState.InDoubt(Intent intent, _) ->
          intent.processor()
              + " may have executed it and is asked; it goes nowhere else until that is known";
      case PaymentState.Settled(Intent intent, _) ->
          intent.processor() + " executed it" + lastly(steps);
      case PaymentState.Dead(String reason, _) -> reason;
      case PaymentState.Discarded(PaymentState.Dead(String reason, _), _) ->
          "an operator discarded it" + lastly(steps) + "; it had been given up: " + reason;
    };
  }

  private static String lastly(List<Step> steps) {
    if (steps.isEmpty()) {
      return "";
    }
    return switch (steps.getLast()) {
      case Step.Held held -> "; it was held because " + held.reason().words();
      case Step.Sent sent ->
          switch (sent.result()) {
            case OPEN, EXECUTED, DUPLICATE, FOUND ->
                "; " + sent.processor() + " was chosen because " + sent.reason().words();
            case NOT_SENT, THROTTLED, FAILED, REJECTED, INTERCEPTED, UNKNOWN ->
                "; of the last attempt, at " + sent.processor() + ": " + sent.result().words();
          };
      case Step.Ended ended -> "; of an attempt before: " + ended.end().result().words();
      case Step.Replayed replayed -> "; an operator put it back: " + replayed.remark().text();
      case Step.Discarded discarded -> ": " + discarded.remark().text();
      case Step.Resolved resolved -> "; an operator found that out: " + resolved.remark().text();
      case Step.LeftOut _, Step.Unreadable _ -> "";
    };
  }

  private static List<Moment> history(PaymentRecord known, List<Step> steps) {
    long acceptedAt = known.payment().acceptedAtMillis();
    List<Moment> moments = new ArrayList<>();
    moments.add(
        new Moment(
            acceptedAt,
            "accepted" + known.history().client().map(client -> " of " + client).orElse("")));
    for (Step step : steps) {
      add(moments, acceptedAt, step);
    }
    switch (known.state()) {
      case PaymentState.Queued _, PaymentState.Sending _ -> {}
      case PaymentState.InDoubt(_, long since) ->
          moments.add(new Moment(since, "in doubt since then"));
      case PaymentState.Settled(Intent intent, long settledAt) ->
          moments.add(
              new Moment(
                  settledAt,
                  "settled; %s has it with requestedAt %s"
                      .formatted(
                          intent.processor(), RequestedAt.text(intent.requestedAtMillis()))));
      case PaymentState.Dead(String reason, long diedAt) ->
          moments.add(new Moment(diedAt, "given up: " + reason));
      case PaymentState.Discarded(var death, _) ->
          moments.add(
              moments.size() - 1, new Moment(death.diedAtMillis(), "given up: " + death.reason()));
    }
    return moments;
  }

  private static void add(List<Moment> moments, long accepted, Step step) {
    switch (step) {
      case Step.Held held ->
          moments.add(
              new Moment(accepted + held.atMillis(), "held because " + held.reason().words()));
      case Step.Replayed replayed ->
          moments.add(
              new Moment(
                  accepted + replayed.atMillis(),
                  "put back on the queue by an operator: " + replayed.remark().text()));
      case Step.Discarded discarded ->
          moments.add(
              new Moment(
                  accepted + discarded.atMillis(),
                  "discarded by an operator: " + discarded.remark().text()));
      case Step.Resolved resolved ->
          moments.add(
              new Moment(
                  accepted + resolved.atMillis(),
                  "declared %s by an operator: %s"
                      .formatted(words(resolved.verdict()), resolved.remark().text())));
      case Step.LeftOut(long sends) ->
          moments.add(
              new Moment(
                  moments.getLast().atMillis(),
                  sends > 0
                      ? "(further steps were not kept; it was sent " + sends + " times in them)"
                      : "(further steps, which were not kept)"));
      case Step.Ended(History.End end) ->
          moments.add(new Moment(accepted + end.atMillis(), end.result().words()));
      case Step.Unreadable(String text) ->
          moments.add(
              new Moment(
                  moments.getLast().atMillis(),
                  "(a step that another version wrote: '%s')".formatted(text)));
      case Step.Sent sent -> {
        moments.add(
            new Moment(
                accepted + sent.atMillis(),
                "sent to %s because %s".formatted(sent.processor(), sent.reason().words())));
        if (sent.result() != Result.OPEN) {
          moments.add(
              new Moment(
                  accepted + sent.endedAtMillis(),
                  OptionalLong.of(sent.endedAtMillis() - sent.atMillis()),
                  sent.result().words()));
        }
      }
    }
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case SETTLED -> "settled";
      case NOT_EXECUTED -> "not executed";
    };
  }
}
