package dev.rinha.core.execution;

import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.routing.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was tried for one payment, and why, as a short text that the store keeps beside the payment:
 * some 12 bytes for the usual payment that is sent once and executed. Immutable.
 *
 * <p>The text is a list of steps separated by commas, times in milliseconds since acceptance in
 * base 36:
 *
 * <pre>{@code
 * ^00-4bf9…-00f0…-01 first of all, the trace in which it was offered
 * -d1k               held, for reason d, noticed 56 ms after acceptance
 * default:c1k/x1p    sent to default, for reason c, 56 ms after acceptance; answer x after 61 ms
 * +1k/bank is back   a dead letter, replayed by an operator after 56 ms, who said why
 * #1k/paid by hand   a dead letter, discarded by an operator after 56 ms, who said why
 * !n1k/asked them    in doubt, found by an operator after 56 ms to be n, not executed, and why
 * }</pre>
 *
 * <p>Bounded: of a long history the first and the last steps are kept; {@code *1k} stands for what
 * was left out between them, with how often the payment was sent there.
 *
 * @param text the steps; empty for none
 */
public record History(String text) {

  /** Nothing was tried. */
  public static final History EMPTY = new History("");

  private static final int KEPT_AT_EACH_END = 8;
  private static final int TIME_RADIX = 36;
  private static final String LEFT_OUT = "*";

  /** Nothing was tried of a payment that was offered in that trace. */
  public static History of(TraceParent trace) {
    return new History(trace.step());
  }

  /** The trace that the payment was offered in. */
  public Optional<TraceParent> trace() {
    return TraceParent.first(text);
  }

  /** One step of the history. */
  public sealed interface Step {

    /** The payment had to wait. */
    record Held(Reason reason, long atMillis) implements Step {}

    /**
     * The payment was sent.
     *
     * @param atMillis when, in milliseconds since acceptance
     * @param result what came of it
     * @param endedAtMillis when that was known, in milliseconds since acceptance; -1 while it is
     *     not
     */
    record Sent(String processor, Reason reason, long atMillis, Result result, long endedAtMillis)
        implements Step {}

    /** An operator put the dead letter back on the queue. */
    record Replayed(long atMillis, Remark remark) implements Step {}

    /** An operator discarded the dead letter. */
    record Discarded(long atMillis, Remark remark) implements Step {}

    /** An operator said what became of a payment in doubt. */
    record Resolved(Verdict verdict, long atMillis, Remark remark) implements Step {}

    /**
     * Some steps are missing here.
     *
     * @param sends how many of them were sends; -1 if that was not counted, in histories that began
     *     before it was
     */
    record LeftOut(long sends) implements Step {}
  }

  /** What came of a step. The code is what the text has. */
  public enum Result {
    /** Nothing known yet. */
    OPEN(' ', "no answer is recorded"),
    /** The processor executed it. */
    EXECUTED('x', "it was executed"),
    /** The processor had it already. */
    DUPLICATE('d', "the processor had it already"),
    /** Not sent. */
    NOT_SENT('n', "it could not be sent"),
    /** 429. */
    THROTTLED('t', "the processor was asked too much"),
    /** 5xx. */
    FAILED('f', "the processor failed"),
    /** 400. */
    REJECTED('r', "the processor rejected it"),
    /** The answer of something else than the processor. */
    INTERCEPTED('i', "something on the way answered, so the outcome was unknown"),
    /** No answer that decides anything. */
    UNKNOWN('u', "no answer came, so the outcome was unknown"),
    /** Found at the processor by a look-up. */
    FOUND('l', "the processor was asked and has it");

    private final char code;
    private final String words;

    Result(char code, String words) {
      this.code = code;
      this.words = words;
    }

    /** What happened, as a clause. */
    public String words() {
      return words;
    }

    private static Result ofCode(char code) {
      for (Result result : values()) {
        if (result.code == code) {
          return result;
        }
      }
      throw new IllegalArgumentException("no result has the code '" + code + "'");
    }
  }

  /** The history so far, and a wait. */
  public History held(Reason reason, long atMillis) {
    return append("-" + reason.code() + time(atMillis));
  }

  /** The history so far, and a send. */
  public History sent(String processor, Reason reason, long atMillis) {
    return append(processor + ':' + reason.code() + time(atMillis));
  }

  /** The history so far, where the last send has ended. */
  public History ended(Result result, long atMillis) {
    return new History(text + '/' + result.code + time(atMillis));
  }

  /** The history so far, and a replay. */
  History replayed(Remark remark, long atMillis) {
    return append("+" + time(atMillis) + '/' + remark.text());
  }

  /** The history so far, and its end by an operator. */
  History discarded(Remark remark, long atMillis) {
    return append("#" + time(atMillis) + '/' + remark.text());
  }

  /** The history so far, and an operator's word on an unknown outcome. */
  History resolved(Verdict verdict, Remark remark, long atMillis) {
    return append("!" + verdict.code() + time(atMillis) + '/' + remark.text());
  }

  /**
   * The steps in order.
   *
   * @throws IllegalArgumentException if the text is no history
   */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String step : text.split(",", -1)) {
        if (!step.startsWith(TraceParent.STEP)) {
          steps.add(parse(step));
        }
      }
    }
    return steps;
  }

  private static Step parse(String step) {
    try {
      if (step.startsWith(LEFT_OUT)) {
        return new Step.LeftOut(step.equals(LEFT_OUT) ? -1 : millis(step.substring(1)));
      }
      return switch (step.charAt(0)) {
        case '-' -> new Step.Held(Reason.ofCode(step.charAt(1)), millis(step.substring(2)));
        case '+' -> new Step.Replayed(millis(beforeSlash(step, 1)), remark(step));
        case '#' -> new Step.Discarded(millis(beforeSlash(step, 1)), remark(step));
        case '!' ->
            new Step.Resolved(
                Verdict.ofCode(step.charAt(1)), millis(beforeSlash(step, 2)), remark(step));
        default -> parseSent(step);
      };
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("not a step of a history: '" + step + "'", e);
    }
  }

  private static Step.Sent parseSent(String step) {
    int colon = step.indexOf(':');
    String[] ends = step.substring(colon + 2).split("/", -1);
    String last = ends[ends.length - 1];
    boolean open = ends.length == 1;
    return new Step.Sent(
        step.substring(0, colon),
        Reason.ofCode(step.charAt(colon + 1)),
        millis(ends[0]),
        open ? Result.OPEN : Result.ofCode(last.charAt(0)),
        open ? -1 : millis(last.substring(1)));
  }

  private static String beforeSlash(String step, int from) {
    return step.substring(from, step.indexOf('/'));
  }

  private static Remark remark(String step) {
    return new Remark(step.substring(step.indexOf('/') + 1));
  }

  private History append(String step) {
    if (text.isEmpty()) {
      return new History(step);
    }
    String longer = text + ',' + step;
    if (longer.length() < 2 * KEPT_AT_EACH_END * 8) {
      return new History(longer);
    }
    List<String> steps = new ArrayList<>(List.of(longer.split(",", -1)));
    if (steps.size() > 2 * KEPT_AT_EACH_END) {
      long sends = 0;
      while (steps.size() > 2 * KEPT_AT_EACH_END - 1) {
        sends = plus(sends, parse(steps.remove(KEPT_AT_EACH_END)));
      }
      steps.add(KEPT_AT_EACH_END, sends < 0 ? LEFT_OUT : LEFT_OUT + time(sends));
    }
    return new History(String.join(",", steps));
  }

  /** So many sends left out, and this step as well. */
  private static long plus(long sends, Step step) {
    return switch (step) {
      case Step.LeftOut before -> before.sends() < 0 ? -1 : sends + before.sends();
      case Step.Sent _ -> sends < 0 ? -1 : sends + 1;
      case Step.Held _, Step.Replayed _, Step.Discarded _, Step.Resolved _ -> sends;
    };
  }

  private static String time(long millis) {
    return Long.toString(millis, TIME_RADIX);
  }

  private static long millis(String text) {
    return Long.parseLong(text, TIME_RADIX);
  }
}
