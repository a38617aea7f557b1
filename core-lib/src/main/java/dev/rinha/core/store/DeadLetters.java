package dev.rinha.core.store;

import dev.rinha.core.history.History;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Payments that were given up. They stay until somebody replays or discards them, or a purge. What
 * was listed is a frozen selection: replaying it touches exactly those deaths, however often it is
 * repeated and whatever has died since.
 */
public interface DeadLetters {

  /** What became of a replay. */
  enum Replayed {
    /** Back on the queue, now or by an earlier identical call. */
    DONE,
    /** Replayed before, purged, or died again since; nothing changed. */
    NOT_DEAD,
    /** As many payments are unfinished as may be; it stays dead. */
    QUEUE_FULL,
    /** A processor has executed it, {@link DeadLetter#executed}; it stays dead. */
    EXECUTED
  }

  /**
   * A dead letter that is to be executed after all.
   *
   * @param replayedAtMillis its age counts from here on, in milliseconds since the epoch
   * @param history the letter's history and that it was replayed
   * @param force also if a processor has executed it: <b>then it is paid once more</b>
   */
  record Replay(DeadLetter letter, long replayedAtMillis, History history, boolean force) {

    /** A replay that leaves alone what a processor has executed. */
    public Replay(DeadLetter letter, long replayedAtMillis, History history) {
      this(letter, replayedAtMillis, history, false);
    }
  }

  /**
   * A dead letter that will not be executed any more.
   *
   * @param discardedAtMillis in milliseconds since the epoch
   * @param history the letter's history and why it was discarded
   */
  record Discard(DeadLetter letter, long discardedAtMillis, History history) {}

  /**
   * Lists dead letters, oldest death first. Letters that die or are replayed while it is read may
   * be missing.
   *
   * @param max at most this many
   */
  List<DeadLetter> list(DeadLetterFilter filter, int max);

  /** Reads all dead letters of a filter as they are listed, in memory that does not grow. */
  void read(DeadLetterFilter filter, Consumer<DeadLetter> reader);

  /** The payment's dead letter, if it is dead. */
  Optional<DeadLetter> find(UUID correlationId);

  /**
   * Puts dead letters back at the end of the queue, each in one atomic step. Answers in the order
   * of the arguments.
   */
  List<Replayed> replay(List<Replay> replays);

  /**
   * Discards dead letters, each in one atomic step: the payment is kept with its history and
   * counted among the discarded, and nothing brings it back.
   *
   * @return of each whether it is discarded, now or by an earlier identical call; if not, it is not
   *     that dead letter any more
   */
  List<Boolean> discard(List<Discard> discards);

  /** Reads what was discarded, the earliest first. */
  void readDiscarded(Consumer<DiscardedDeadLetter> reader);
}
