package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

/**
 * Something that an operator does by hand. Immutable. Each text is one line of at most {@link
 * #MAX_LENGTH} characters: control characters and line ends become spaces, and what is too long is
 * cut.
 *
 * @param atMillis when, in milliseconds since the epoch
 * @param who the name of a token, or of a user of the operating system; {@link #ANYBODY} where
 *     nobody was asked who it is
 * @param from the address or the machine from which it was done
 * @param what such as {@code purge}
 * @param subject what it is done to, such as {@code 12 dead letters} or the id of a payment
 * @param reason why, in the operator's words; empty if none was given
 */
public record OperatorAct(
    long atMillis, String who, String from, String what, String subject, String reason) {

  /** The most characters of each text. */
  public static final int MAX_LENGTH = 200;

  /** Somebody whom nobody has asked for a name. */
  public static final String ANYBODY = "anybody";

  /** Makes each text fit. */
  public OperatorAct {
    who = line(requireNonNull(who, "who"));
    from = line(requireNonNull(from, "from"));
    what = line(requireNonNull(what, "what"));
    subject = line(requireNonNull(subject, "subject"));
    reason = line(requireNonNull(reason, "reason"));
  }

  private static String line(String text) {
    String line = text.replaceAll("[\\p{C}\\p{Z}\\s]+", " ").strip();
    if (line.length() <= MAX_LENGTH) {
      return line;
    }
    boolean insidePair = Character.isHighSurrogate(line.charAt(MAX_LENGTH - 1));
    return line.substring(0, insidePair ? MAX_LENGTH - 1 : MAX_LENGTH).strip();
  }
}
