package dev.rinha.core.store;

import dev.rinha.core.store.DeadLetters.Replay;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Replays of frozen selections. A letter leaves the selection in the very step that puts it back on
 * the queue: none is replayed twice, wherever somebody stops and whoever goes on, also several at
 * the same time. A purge forgets them.
 */
public interface Replays {

  /**
   * One step of a replay.
   *
   * @param replay how it stands after it
   * @param queueFull whether it stopped because as many payments are unfinished as may be
   */
  record Step(FrozenReplay replay, boolean queueFull) {}

  /**
   * Begins to select. If a selection of that id is not frozen yet, it begins anew; if it is frozen,
   * nothing happens.
   *
   * @param id letters, digits and {@code -}
   * @param force also letters whose payment a processor has executed, {@link DeadLetter#executed}
   */
  void begin(String id, String criteria, String reason, long nowMillis, boolean force);

  /**
   * Adds dead letters, each once, to a selection that is not frozen. What a processor has executed
   * is passed over unless the selection was begun with force.
   */
  void select(String id, List<DeadLetter> letters);

  /** Ends the selection. Repeating it changes nothing. */
  void freeze(String id);

  /**
   * Replays the next letters of a frozen selection.
   *
   * @param max at most this many, above 0; so many were replayed or gone if the queue had room
   * @param how says of each letter when and with which history it is put back
   * @throws StoreException also if there is no such replay
   */
  Step step(String id, int max, Function<DeadLetter, Replay> how);

  /** The replay of that id. */
  Optional<FrozenReplay> find(String id);

  /** All replays, also finished ones, the latest first. */
  List<FrozenReplay> all();
}
