package dev.rinha.core.store.redis;

import dev.rinha.core.history.History;
import dev.rinha.core.history.History.End;
import dev.rinha.core.history.History.Result;
import dev.rinha.core.history.History.Step;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.routing.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a history is written at the end of a payment's record: some 12 bytes for the usual payment
 * that is sent once and executed. Steps are separated by commas, times are base 36:
 *
 * <pre>{@code
 * ^00-4bf9…-00f0…-01 first of all, the trace in which it was offered
 * ~shop              next, the client that offered it
 * -d1k               held, for reason d, noticed 56 ms after acceptance
 * default:c1k/x1p    sent to default, for reason c, 56 ms after acceptance; answer x after 61 ms
 * /l1p               what became known of a send that the store had forgotten
 * +1k/bank is back   a dead letter, replayed by an operator after 56 ms, who said why
 * #1k/paid by hand   a dead letter, discarded by an operator after 56 ms, who said why
 * !n1k/asked them    in doubt, found by an operator after 56 ms to be n, not executed, and why
 * *1k                what was left out, in which it was sent 56 times; * alone where nobody counted
 * }</pre>
 *
 * <p>Written again it is to the letter what was read, whatever that was: records are compared with
 * what was read of them, and a step of a later build keeps no payment from being executed.
 */
final class HistoryText {

  private static final String SEPARATOR = OfferText.SEPARATOR;
  private static final String LEFT_OUT = "*";
  private static final int TIME_RADIX = 36;

  private static final Map<Character, Reason> REASONS = byCode(Reason.values(), HistoryText::code);
  private static final Map<Character, Result> RESULTS = byCode(Result.values(), HistoryText::code);
  private static final Map<Character, Verdict> VERDICTS =
      byCode(Verdict.values(), HistoryText::code);

  private HistoryText() {}

  static String write(History history) {
    StringBuilder text = new StringBuilder(OfferText.of(history).text());
    boolean first = text.isEmpty();
    for (Step step : history.steps()) {
      write(step, first ? text : text.append(SEPARATOR));
      first = false;
    }
    return text.toString();
  }

  static History read(String text) {
    if (text.isEmpty()) {
      return History.EMPTY;
    }
    String[] parts = text.split(SEPARATOR, -1);
    OfferText offer = OfferText.read(parts);
    List<Step> steps = new ArrayList<>(parts.length);
    for (int i = offer.parts(); i < parts.length; i++) {
      steps.add(readStep(parts[i]));
    }
    return new History(offer.trace(), offer.client(), steps);
  }

  private static void write(Step step, StringBuilder text) {
    switch (step) {
      case Step.Held(Reason reason, long at) ->
          text.append('-').append(code(reason)).append(time(at));
      case Step.Sent(String processor, Reason reason, long at, List<End> ends) -> {
        text.append(processor).append(':').append(code(reason)).append(time(at));
        ends.forEach(end -> write(end, text));
      }
      case Step.Ended(End end) -> write(end, text);
      case Step.Replayed(long at, Remark remark) -> write("+", at, remark, text);
      case Step.Discarded(long at, Remark remark) -> write("#", at, remark, text);
      case Step.Resolved(Verdict verdict, long at, Remark remark) ->
          write("!" + code(verdict), at, remark, text);
      case Step.LeftOut(long sends) -> text.append(LEFT_OUT).append(sends < 0 ? "" : time(sends));
      case Step.Unreadable(String unreadable) -> text.append(unreadable);
    }
  }

  private static void write(End end, StringBuilder text) {
    text.append('/').append(code(end.result())).append(time(end.atMillis()));
  }

  private static void write(String kind, long at, Remark remark, StringBuilder text) {
    text.append(kind).append(time(at)).append('/').append(remark.text());
  }

  private static Step readStep(String text) {
    try {
      Step step = parse(text);
      StringBuilder written = new StringBuilder();
      write(step, written);
      if (text.contentEquals(written)) {
        return step;
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      // Whoever wrote it knows what it says.
    }
    return new Step.Unreadable(text);
  }

  private static Step parse(String text) {
    return switch (text.charAt(0)) {
      case '*' -> new Step.LeftOut(text.equals(LEFT_OUT) ? -1 : millis(text.substring(1)));
      case '-' -> new Step.Held(of(REASONS, text.charAt(1)), millis(text.substring(2)));
      case '/' -> new Step.Ended(parseEnd(text.substring(1)));
      case '+' -> new Step.Replayed(millis(beforeSlash(text, 1)), remark(text));
      case '#' -> new Step.Discarded(millis(beforeSlash(text, 1)), remark(text));
      case '!' ->
          new Step.Resolved(
              of(VERDICTS, text.charAt(1)), millis(beforeSlash(text, 2)), remark(text));
      default -> parseSent(text);
    };
  }

  private static Step.Sent parseSent(String text) {
    int colon = text.indexOf(':');
    String[] times = text.substring(colon + 2).split("/", -1);
    return new Step.Sent(
        text.substring(0, colon),
        of(REASONS, text.charAt(colon + 1)),
        millis(times[0]),
        Arrays.stream(times).skip(1).map(HistoryText::parseEnd).toList());
  }

  private static End parseEnd(String text) {
    return new End(of(RESULTS, text.charAt(0)), millis(text.substring(1)));
  }

  private static String beforeSlash(String step, int from) {
    return step.substring(from, step.indexOf('/'));
  }

  private static Remark remark(String step) {
    return new Remark(step.substring(step.indexOf('/') + 1));
  }

  private static char code(Reason reason) {
    return switch (reason) {
      case CHEAPEST -> 'c';
      case PATIENCE_OVER -> 'p';
      case TIME_COSTS_MORE -> 'v';
      case EXPOSED -> 'x';
      case PROBE -> 't';
      case MEASUREMENT -> 'm';
      case FAILOVER -> 'f';
      case WEIGHT -> 'w';
      case BOUND -> 'b';
      case HOLD_FULL -> 'h';
      case HOLD_FOR_CHEAPER -> 'd';
      case HOLD_NONE_WORKS -> 'n';
      case HOLD_PAUSED -> 'o';
      case HOLD_NOT_ABLE -> 'a';
      case HOLD_UNDECIDED -> 'u';
    };
  }

  private static char code(Result result) {
    return switch (result) {
      case OPEN -> ' ';
      case EXECUTED -> 'x';
      case DUPLICATE -> 'd';
      case NOT_SENT -> 'n';
      case THROTTLED -> 't';
      case FAILED -> 'f';
      case REJECTED -> 'r';
      case INTERCEPTED -> 'i';
      case UNKNOWN -> 'u';
      case FOUND -> 'l';
    };
  }

  private static char code(Verdict verdict) {
    return switch (verdict) {
      case SETTLED -> 'x';
      case NOT_EXECUTED -> 'n';
    };
  }

  private static <T> Map<Character, T> byCode(T[] values, Function<T, Character> code) {
    return Arrays.stream(values).collect(Collectors.toUnmodifiableMap(code, value -> value));
  }

  private static <T> T of(Map<Character, T> values, char code) {
    return Optional.ofNullable(values.get(code))
        .orElseThrow(() -> new IllegalArgumentException("nothing has the code " + code));
  }

  private static String time(long millis) {
    return Long.toString(millis, TIME_RADIX);
  }

  private static long millis(String text) {
    return Long.parseLong(text, TIME_RADIX);
  }
}
