package dev.rinha.core.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Payments that were given up. They stay until somebody replays them, or a purge. What was listed
 * is a frozen selection: replaying it touches exactly those deaths, however often it is repeated
 * and whatever has died since.
 */
public interface DeadLetters {

  /** What became of a replay. */
  enum Replayed {
    /** Back on the queue, now or by an earlier identical call. */
    DONE,
    /** Replayed before, purged, or died again since; nothing changed. */
    NOT_DEAD,
    /** As many payments are unfinished as may be; it stays dead. */
    QUEUE_FULL
  }

  /**
   * A dead letter that is to be executed after all.
   *
   * @param replayedAtMillis its age counts from here on, in milliseconds since the epoch
   * @param history the letter's history and that it was replayed
   */
  record Replay(DeadLetter letter, long replayedAtMillis, String history) {}

  /**
   * Lists dead letters, oldest death first. Letters that die or are replayed while it is read may
   * be missing.
   *
   * @param max at most this many
   */
  List<DeadLetter> deadLetters(DeadLetterFilter filter, int max);

  /** The payment's dead letter, if it is dead. */
  Optional<DeadLetter> deadLetter(UUID correlationId);

  /**
   * Puts dead letters back at the end of the queue, each in one atomic step. Answers in the order
   * of the arguments.
   */
  List<Replayed> replay(List<Replay> replays);
}
