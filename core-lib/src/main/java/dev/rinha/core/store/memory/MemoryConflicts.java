package dev.rinha.core.store.memory;

import dev.rinha.core.store.Conflict;
import dev.rinha.core.store.Conflicts;
import java.util.List;

/** Reports of executions that contradict what is recorded, in the order in which they came. */
final class MemoryConflicts implements Conflicts {

  private final MemoryState state;

  MemoryConflicts(MemoryState state) {
    this.state = state;
  }

  @Override
  public long count() {
    return state.guarded(() -> (long) state.conflicts.size());
  }

  /**
   * {@inheritDoc}
   *
   * <p>All of them.
   */
  @Override
  public List<Conflict> list() {
    return state.guarded(() -> List.copyOf(state.conflicts.values()));
  }
}
