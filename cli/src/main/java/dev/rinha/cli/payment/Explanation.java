package dev.rinha.cli.payment;

import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.execution.History;
import dev.rinha.core.execution.History.Result;
import dev.rinha.core.execution.History.Step;
import dev.rinha.core.execution.Verdict;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What happened to one payment, in plain words: how it stands now, and every moment that led there.
 * Immutable.
 *
 * @param state one word or two, such as {@code settled}
 * @param ending how it stands now, as a sentence that begins with the payment
 * @param moments in order of time
 */
record Explanation(Payment payment, String state, String ending, List<Moment> moments) {

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
   * Tells the story of a payment.
   *
   * @param pauses what operators have paused just now
   * @param nowMillis in milliseconds since the epoch, for what has not ended yet
   */
  static Explanation of(PaymentRecord known, Pauses pauses, long nowMillis) {
    Payment payment = known.payment();
    return new Explanation(
        payment,
        state(known.state()),
        ending(payment, known.state(), nowMillis) + held(known.state(), pauses),
        moments(payment, known));
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

  private static List<Moment> moments(Payment payment, PaymentRecord known) {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(payment.acceptedAtMillis(), "accepted"));
    for (Step step : new History(known.history()).steps()) {
      add(moments, payment.acceptedAtMillis(), step);
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
                      .formatted(intent.processor(), TimeText.iso(intent.requestedAtMillis()))));
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
      case Step.Sent sent -> {
        moments.add(
            new Moment(
                accepted + sent.atMillis(),
                "sent to %s because %s".formatted(sent.processor(), sent.reason().words())));
        if (sent.result() != Result.OPEN) {
          moments.add(
              new Moment(
                  accepted + sent.endedAtMillis(),
                  "%s later: %s"
                      .formatted(
                          Elapsed.text(sent.endedAtMillis() - sent.atMillis()),
                          sent.result().words())));
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

  /** The story for people; every moment with its time and how long after acceptance it was. */
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
