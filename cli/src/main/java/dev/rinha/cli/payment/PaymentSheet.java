package dev.rinha.cli.payment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.History.Step;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StorePlace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All there is to know about one payment: state, attempts, history and next step. Immutable. */
public final class PaymentSheet {

  private final Explanation explanation;
  private final List<Step.Sent> attempts;
  private final long leftOut;
  private final String next;
  private final Optional<StorePlace> place;

  /**
   * @param attempts those that were kept
   * @param leftOut how many were not; -1 if that was not counted
   */
  private PaymentSheet(
      Explanation explanation,
      List<Step.Sent> attempts,
      long leftOut,
      String next,
      Optional<StorePlace> place) {
    this.explanation = explanation;
    this.attempts = attempts;
    this.leftOut = leftOut;
    this.next = next;
    this.place = place;
  }

  /** The same, and it says where the payment is, unless there is but one place for all. */
  PaymentSheet at(StorePlace there) {
    boolean matters = there.cluster() || there.partitions() > 1;
    return new PaymentSheet(
        explanation, attempts, leftOut, next, matters ? Optional.of(there) : Optional.empty());
  }

  /**
   * Puts it together.
   *
   * @param pauses what operators have paused just now
   * @param nowMillis in milliseconds since the epoch
   * @param redis names the store in commands
   */
  public static PaymentSheet of(
      PaymentRecord known, Pauses pauses, long nowMillis, RedisOption redis) {
    List<Step.Sent> attempts = new ArrayList<>();
    long leftOut = 0;
    for (Step step : known.history().steps()) {
      switch (step) {
        case Step.Sent sent -> attempts.add(sent);
        case Step.LeftOut(long sends) -> leftOut = leftOut < 0 || sends < 0 ? -1 : leftOut + sends;
        case Step.Unreadable _ -> leftOut = -1;
        case Step.Ended _ -> leftOut = leftOut < 0 ? leftOut : leftOut + 1;
        case Step.Held _, Step.Replayed _, Step.Discarded _, Step.Resolved _ -> {}
      }
    }
    return new PaymentSheet(
        Explanation.of(known, pauses, nowMillis),
        attempts,
        leftOut,
        NextStep.of(known, pauses, redis),
        Optional.empty());
  }

  /** For people. */
  public List<String> lines() {
    Payment payment = explanation.payment();
    List<String> lines = new ArrayList<>();
    lines.add("payment   " + payment.correlationId());
    lines.add("amount    " + payment.amount());
    explanation.client().ifPresent(client -> lines.add("client    " + client));
    lines.add("state     " + explanation.state());
    lines.add("accepted  " + TimeText.iso(payment.acceptedAtMillis()));
    place.ifPresent(
        there ->
            lines.add(
                "place     partition %s of %s, now on %s"
                    .formatted(there.partition(), there.partitions(), there.server())));
    lines.add("attempts  " + made() + (attempts.isEmpty() ? "" : ":"));
    attempts.forEach(attempt -> lines.add(line(attempt)));
    lines.add("history:");
    explanation.lines().forEach(line -> lines.add("  " + line));
    lines.add("next      " + next);
    return lines;
  }

  private String made() {
    int kept = attempts.size();
    return leftOut == 0
        ? Integer.toString(kept)
        : leftOut < 0
            ? "more than " + kept + ", of which these first and last ones were kept"
            : kept + leftOut + ", of which the first and the last were kept, " + kept;
  }

  private static String line(Step.Sent attempt) {
    boolean open = attempt.result() == Result.OPEN;
    return "  +%-12s %-12s %-10s %s"
        .formatted(
            Elapsed.text(attempt.atMillis()),
            attempt.processor(),
            open ? "" : Elapsed.text(attempt.endedAtMillis() - attempt.atMillis()),
            attempt.result().words());
  }

  /**
   * For programs: what {@code explain --json} has, and attempts and next step. How many were made
   * is missing where it was not counted.
   */
  public ObjectNode json() {
    ObjectNode root = json(explanation);
    place.ifPresent(
        there ->
            root.putObject("place")
                .put("partition", there.partition())
                .put("partitions", there.partitions())
                .put("node", there.server()));
    if (leftOut >= 0) {
      root.put("attemptsMade", attempts.size() + leftOut);
    }
    root.put("attemptsKept", attempts.size());
    ArrayNode array = root.putArray("attempts");
    for (Step.Sent attempt : attempts) {
      ObjectNode node =
          array
              .addObject()
              .put("processor", attempt.processor())
              .put("sinceAcceptedMillis", attempt.atMillis())
              .put("reason", attempt.reason().name().toLowerCase(Locale.ROOT))
              .put("result", attempt.result().name().toLowerCase(Locale.ROOT));
      if (attempt.result() != Result.OPEN) {
        node.put("tookMillis", attempt.endedAtMillis() - attempt.atMillis());
      }
    }
    return root.put("next", next);
  }

  static ObjectNode json(Explanation explanation) {
    ObjectNode root =
        JsonDocument.MAPPER
            .createObjectNode()
            .put("correlationId", explanation.payment().correlationId().toString())
            .put("amount", BigDecimal.valueOf(explanation.payment().amount().cents(), 2))
            .put("acceptedAt", TimeText.iso(explanation.payment().acceptedAtMillis()))
            .put("state", explanation.state())
            .put("ending", explanation.ending());
    explanation.client().ifPresent(client -> root.put("client", client.text()));
    ArrayNode steps = root.putArray("steps");
    for (Explanation.Moment moment : explanation.moments()) {
      steps
          .addObject()
          .put("at", TimeText.iso(moment.atMillis()))
          .put("sinceAcceptedMillis", explanation.sinceAccepted(moment))
          .put("text", moment.text());
    }
    return root;
  }
}
