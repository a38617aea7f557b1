package dev.rinha.core.traffic;

import java.util.Optional;

/**
 * How a processor was in each second of a minute, one character a second: {@code a} to {@code z}
 * working, {@code A} to {@code Z} failing, with the latency's bucket as the letter, and a point
 * where nothing is known. Immutable.
 *
 * @param text 60 characters
 */
public record Seconds(String text) {

  /** How many there are in a minute. */
  public static final int COUNT = 60;

  /** Nothing is known of any second. */
  public static final Seconds UNKNOWN = new Seconds(".".repeat(COUNT));

  private static final char NOTHING = '.';

  /**
   * A second of which something is known.
   *
   * @param latencyBucket see {@link LatencyBuckets}
   */
  public record State(boolean failing, int latencyBucket) {

    char letter() {
      return (char) ((failing ? 'A' : 'a') + latencyBucket);
    }
  }

  /**
   * @throws IllegalArgumentException if it is not 60 letters and points
   */
  public Seconds {
    if (!text.matches("[A-Za-z.]{60}")) {
      throw new IllegalArgumentException("60 letters or points are needed, was '" + text + "'");
    }
  }

  /** How it was in that second; empty if nobody knows. */
  public Optional<State> at(int second) {
    char letter = text.charAt(second);
    if (letter == NOTHING) {
      return Optional.empty();
    }
    boolean failing = Character.isUpperCase(letter);
    return Optional.of(new State(failing, letter - (failing ? 'A' : 'a')));
  }

  /** The same with one second as it was. */
  public Seconds with(int second, State state) {
    StringBuilder letters = new StringBuilder(text);
    letters.setCharAt(second, state.letter());
    return new Seconds(letters.toString());
  }

  /** What both know; where they differ the later one is believed. */
  public Seconds then(Seconds later) {
    StringBuilder letters = new StringBuilder(text);
    for (int i = 0; i < COUNT; i++) {
      if (later.text.charAt(i) != NOTHING) {
        letters.setCharAt(i, later.text.charAt(i));
      }
    }
    return new Seconds(letters.toString());
  }

  /** Whether nothing is known at all. */
  public boolean isUnknown() {
    return text.equals(UNKNOWN.text);
  }
}
