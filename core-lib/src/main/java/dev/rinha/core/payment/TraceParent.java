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

  /** What a line of a log about the payment ends with; nothing without a trace. */
  public static String words(Optional<TraceParent> trace) {
    return trace.map(known -> ", trace " + known).orElse("");
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
