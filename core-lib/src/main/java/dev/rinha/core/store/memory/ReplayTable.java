package dev.rinha.core.store.memory;

import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Replays.Step;
import dev.rinha.core.store.StoreException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** Replays of a {@link MemoryStore}, which guards them with its lock. */
final class ReplayTable {

  private final Map<String, Selection> selections = new LinkedHashMap<>();

  private static final class Selection {
    private final String criteria;
    private final String reason;
    private final long begunAtMillis;
    private final boolean force;
    private final TreeSet<DeadLetterKey> left = new TreeSet<>();
    private boolean frozen;
    private long selected;
    private long replayed;
    private long gone;

    Selection(String criteria, String reason, long begunAtMillis, boolean force) {
      this.criteria = criteria;
      this.reason = reason;
      this.begunAtMillis = begunAtMillis;
      this.force = force;
    }

    FrozenReplay describe(String id) {
      return new FrozenReplay(
          id, criteria, reason, begunAtMillis, frozen, selected, replayed, gone);
    }
  }

  void begin(String id, String criteria, String reason, long nowMillis, boolean force) {
    Selection known = selections.get(id);
    if (known == null || !known.frozen) {
      selections.put(id, new Selection(criteria, reason, nowMillis, force));
    }
  }

  void select(String id, List<DeadLetter> letters, long generation) {
    Selection selection = selections.get(id);
    if (selection != null && !selection.frozen) {
      letters.stream()
          .filter(letter -> letter.generation() == generation)
          .filter(letter -> selection.force || !letter.executed())
          .map(DeadLetterKey::of)
          .forEach(selection.left::add);
      selection.selected = selection.left.size();
    }
  }

  void freeze(String id) {
    Selection selection = selections.get(id);
    if (selection != null) {
      selection.frozen = true;
    }
  }

  /** Puts the next letters back, with a function that does so with one of them, or by force. */
  Step step(String id, int max, BiFunction<DeadLetterKey, Boolean, Replayed> putBack) {
    Selection selection = selections.get(id);
    if (selection == null) {
      throw new StoreException("there is no replay " + id);
    }
    boolean queueFull = false;
    for (int i = 0; i < max && selection.frozen && !selection.left.isEmpty() && !queueFull; i++) {
      switch (putBack.apply(selection.left.getFirst(), selection.force)) {
        case DONE -> {
          selection.left.removeFirst();
          selection.replayed++;
        }
        case NOT_DEAD, EXECUTED -> {
          selection.left.removeFirst();
          selection.gone++;
        }
        case QUEUE_FULL -> queueFull = true;
      }
    }
    return new Step(selection.describe(id), queueFull);
  }

  Optional<FrozenReplay> find(String id) {
    return Optional.ofNullable(selections.get(id)).map(selection -> selection.describe(id));
  }

  List<FrozenReplay> all() {
    return selections.entrySet().stream()
        .map(entry -> entry.getValue().describe(entry.getKey()))
        .sorted(
            Comparator.comparingLong(FrozenReplay::begunAtMillis)
                .thenComparing(FrozenReplay::id)
                .reversed())
        .toList();
  }

  void clear() {
    selections.clear();
  }
}
