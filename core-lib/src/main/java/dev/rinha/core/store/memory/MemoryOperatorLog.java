package dev.rinha.core.store.memory;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Retention;
import java.util.ArrayList;
import java.util.List;

/** What operators have done. */
final class MemoryOperatorLog implements OperatorLog {

  private final MemoryState state;
  private final List<Written> acts = new ArrayList<>();

  private record Written(long atMillis, OperatorAct act) {}

  MemoryOperatorLog(MemoryState state) {
    this.state = state;
  }

  @Override
  public void append(OperatorAct act) {
    state.guarded(
        () -> {
          acts.add(new Written(state.clock.millis(), act));
        });
  }

  @Override
  public List<OperatorAct> last(int max) {
    OperatorLog.requireMax(max);
    return state.guarded(
        () ->
            acts.subList(Math.max(0, acts.size() - max), acts.size()).stream()
                .map(Written::act)
                .toList());
  }

  @Override
  public int forget(long beforeMillis, int max) {
    return state.guarded(
        () -> {
          int old = 0;
          while (old < Math.min(Math.min(max, Retention.MOST_PER_STEP), acts.size())
              && acts.get(old).atMillis() < beforeMillis) {
            old++;
          }
          acts.subList(0, old).clear();
          return old;
        });
  }
}
