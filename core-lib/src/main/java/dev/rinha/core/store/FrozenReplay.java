package dev.rinha.core.store;

/**
 * A replay of dead letters whose selection is kept in the store, so that whoever carries it out may
 * be interrupted at any point and go on. Immutable.
 *
 * @param id names it in its generation
 * @param criteria what was selected, in words; tells whether somebody wants the same once more
 * @param reason why, for the histories
 * @param begunAtMillis in milliseconds since the epoch
 * @param frozen whether the selection is complete; before that nothing is replayed
 * @param selected how many dead letters were selected
 * @param replayed how many of them are back on the queue
 * @param gone how many were not that dead letter any more when it was their turn: replayed or
 *     discarded otherwise, or died again
 */
public record FrozenReplay(
    String id,
    String criteria,
    String reason,
    long begunAtMillis,
    boolean frozen,
    long selected,
    long replayed,
    long gone) {

  /** How many wait for their turn. */
  public long left() {
    return selected - replayed - gone;
  }

  /** Whether nothing is left to do. */
  public boolean finished() {
    return frozen && left() == 0;
  }
}
