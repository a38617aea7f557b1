package dev.rinha.core.store.memory;

import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.StoreException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** Replays of frozen selections. */
final class MemoryReplays implements Replays {

  private final MemoryState state;
  private final MemoryDeadLetters deadLetters;
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

  MemoryReplays(MemoryState state, MemoryDeadLetters deadLetters) {
    this.state = state;
    this.deadLetters = deadLetters;
  }

  @Override
  public void begin(String id, String criteria, String reason, long nowMillis, boolean force) {
    state.guarded(
        () -> {
          Selection known = selections.get(id);
          if (known == null || !known.frozen) {
            selections.put(id, new Selection(criteria, reason, nowMillis, force));
          }
        });
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    state.guarded(
        () -> {
          Selection selection = selections.get(id);
          if (selection != null && !selection.frozen) {
            letters.stream()
                .filter(letter -> letter.generation() == state.generation)
                .filter(letter -> selection.force || !letter.executed())
                .map(DeadLetterKey::of)
                .forEach(selection.left::add);
            selection.selected = selection.left.size();
          }
        });
  }

  @Override
  public void freeze(String id) {
    state.guarded(
        () -> {
          Selection selection = selections.get(id);
          if (selection != null) {
            selection.frozen = true;
          }
        });
  }

  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    return state.guarded(
        () -> {
          Selection selection = selections.get(id);
          if (selection == null) {
            throw new StoreException("there is no replay " + id);
          }
          return step(selection, id, max, how);
        });
  }

  private Step step(Selection selection, String id, int max, Function<DeadLetter, Replay> how) {
    boolean queueFull = false;
    for (int i = 0; i < max && selection.frozen && !selection.left.isEmpty() && !queueFull; i++) {
      switch (putBack(selection.left.getFirst(), how, selection.force)) {
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

  private Replayed putBack(DeadLetterKey name, Function<DeadLetter, Replay> how, boolean force) {
    return Optional.ofNullable(state.dead.get(name.correlationId())).stream()
        .flatMap(state::letter)
        .filter(letter -> letter.diedAtMillis() == name.millis())
        .findFirst()
        .map(how)
        .map(as -> new Replay(as.letter(), as.replayedAtMillis(), as.history(), force))
        .map(deadLetters::replay)
        .orElse(Replayed.NOT_DEAD);
  }

  @Override
  public Optional<FrozenReplay> find(String id) {
    return state.guarded(
        () -> Optional.ofNullable(selections.get(id)).map(selection -> selection.describe(id)));
  }

  @Override
  public List<FrozenReplay> all() {
    return state.guarded(
        () ->
            selections.entrySet().stream()
                .map(entry -> entry.getValue().describe(entry.getKey()))
                .sorted(
                    Comparator.comparingLong(FrozenReplay::begunAtMillis)
                        .thenComparing(FrozenReplay::id)
                        .reversed())
                .toList());
  }

  /** Under the lock. */
  void clear() {
    selections.clear();
  }
}
