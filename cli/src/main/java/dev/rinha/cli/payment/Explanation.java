package dev.rinha.cli.payment;

import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What happened to one payment, in plain words: how it stands now, and every moment that led there.
 * Immutable.
 *
 * @param client whose it is, where that is known
 * @param state one word or two, such as {@code settled}
 * @param ending how it stands now, as a sentence that begins with the payment
 * @param moments in order of time
 */
record Explanation(
    Payment payment,
    Optional<ClientName> client,
    String state,
    String ending,
    List<Moment> moments) {

  private static final String QUEUED = "queued";

  /**
   * Something that happened.
   *
   * @param atMillis in milliseconds since the epoch
   */
  record Moment(long atMillis, String text) {}

  /** Copies the list. */
  Explanation {
    moments = List.copyOf(moments);
  }

  /**
   * Tells the history of a payment.
   *
   * @param pauses what operators have paused just now
   * @param nowMillis in milliseconds since the epoch, for what has not ended yet
   */
  static Explanation of(PaymentRecord known, Pauses pauses, long nowMillis) {
    Payment payment = known.payment();
    return new Explanation(
        payment,
        known.history().client(),
        state(known.state()),
        ending(payment, known.state(), nowMillis) + held(known.state(), pauses),
        moments(known));
  }

  private static String state(PaymentState state) {
    return switch (state) {
      case PaymentState.Queued _ -> QUEUED;
      case PaymentState.Sending _ -> "sending";
      case PaymentState.InDoubt _ -> "in doubt";
      case PaymentState.Settled _ -> "settled";
      case PaymentState.Dead _ -> "dead";
      case PaymentState.Discarded _ -> "discarded";
    };
  }

  private static String ending(Payment payment, PaymentState state, long now) {
    return "payment %s of %s ".formatted(payment.correlationId(), payment.amount())
        + switch (state) {
          case PaymentState.Queued _ ->
              "is queued, %s after it was accepted: no attempt was executed, none is on its way"
                  .formatted(Elapsed.text(now - payment.acceptedAtMillis()));
          case PaymentState.Sending(Intent intent) ->
              "has been on its way to %s for %s; no answer is recorded yet"
                  .formatted(intent.processor(), Elapsed.text(now - intent.requestedAtMillis()));
          case PaymentState.InDoubt(Intent intent, long since) ->
              "has been in doubt for %s: %s may have executed it, so only %s may be asked or tried"
                  .formatted(Elapsed.text(now - since), intent.processor(), intent.processor());
          case PaymentState.Settled(Intent intent, long settledAt) ->
              "was settled after %s: %s executed it"
                  .formatted(
                      Elapsed.text(settledAt - payment.acceptedAtMillis()), intent.processor());
          case PaymentState.Dead(String reason, long diedAt) ->
              "was given up after %s: %s. It is executed only if an operator replays it"
                  .formatted(Elapsed.text(diedAt - payment.acceptedAtMillis()), reason);
          case PaymentState.Discarded(var death, long discardedAt) ->
              "was discarded by an operator after %s and is never executed; it had been given up: %s"
                  .formatted(
                      Elapsed.text(discardedAt - payment.acceptedAtMillis()), death.reason());
        };
  }

  /** What holds a payment back that could be sent otherwise. */
  private static String held(PaymentState state, Pauses pauses) {
    return switch (state) {
      case PaymentState.Queued _ ->
          pauses.all().stream().map(pause -> "; " + words(pause)).collect(Collectors.joining());
      case PaymentState.Sending _,
          PaymentState.InDoubt _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          "";
    };
  }

  private static String words(Pause pause) {
    String what =
        switch (pause.scope()) {
          case PauseScope.Queue _ -> "the queue";
          case PauseScope.Processor(String name) -> name;
        };
    return "an operator has paused %s since %s: %s"
        .formatted(what, TimeText.iso(pause.sinceMillis()), pause.reason());
  }

  private static List<Moment> moments(PaymentRecord known) {
    return PaymentDetails.of(known, Map.of()).history().stream().map(Explanation::moment).toList();
  }

  private static Moment moment(PaymentDetails.Moment moment) {
    return new Moment(
        moment.atMillis(),
        moment.tookMillis().isPresent()
            ? Elapsed.text(moment.tookMillis().getAsLong()) + " later: " + moment.text()
            : moment.text());
  }

  /** The history for people; every moment with its time and how long after acceptance it was. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(ending);
    for (Moment moment : moments) {
      lines.add(
          "  %s %12s  %s"
              .formatted(
                  TimeText.iso(moment.atMillis()),
                  "+" + Elapsed.text(sinceAccepted(moment)),
                  moment.text()));
    }
    return lines;
  }

  /** Whether it waits to be sent. */
  boolean waits() {
    return state.equals(QUEUED);
  }

  long sinceAccepted(Moment moment) {
    return moment.atMillis() - payment.acceptedAtMillis();
  }
}
