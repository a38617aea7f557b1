package dev.rinha.core.payment;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace that a payment was offered in, as the {@code traceparent} of the W3C Trace Context says
 * it. Immutable.
 *
 * @param text such as {@code 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01}
 */
public record TraceParent(String text) {

  /** What a step of a history begins with that is a trace. */
  public static final String STEP = "^";

  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * @throws IllegalArgumentException if it is none of version 00
   */
  public TraceParent {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("no traceparent: '" + text + "'");
    }
  }

  /** Reads the first step of a history, which says it. */
  public static Optional<TraceParent> first(String history) {
    if (!history.startsWith(STEP)) {
      return Optional.empty();
    }
    int end = history.indexOf(',');
    return parse(history.substring(STEP.length(), end < 0 ? history.length() : end));
  }

  /** What a line of a log about the payment ends with; nothing without a trace. */
  public static String words(Optional<TraceParent> trace) {
    return trace.map(known -> ", trace " + known).orElse("");
  }

  /** As the first step of a history. */
  public String step() {
    return STEP + text;
  }

  /** Reads a header; what is none is no trace, as the specification has it. */
  public static Optional<TraceParent> parse(String header) {
    return FORM.matcher(header).matches() ? Optional.of(new TraceParent(header)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
