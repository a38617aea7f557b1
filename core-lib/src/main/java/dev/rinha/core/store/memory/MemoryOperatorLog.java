package dev.rinha.core.store.memory;

import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import java.util.ArrayList;
import java.util.List;

/** What operators have done. */
final class MemoryOperatorLog implements OperatorLog {

  private final MemoryState state;
  private final List<OperatorAct> acts = new ArrayList<>();

  MemoryOperatorLog(MemoryState state) {
    this.state = state;
  }

  @Override
  public void append(OperatorAct act) {
    state.guarded(
        () -> {
          acts.add(act);
        });
  }

  @Override
  public List<OperatorAct> last(int max) {
    OperatorLog.requireMax(max);
    return state.guarded(
        () -> List.copyOf(acts.subList(Math.max(0, acts.size() - max), acts.size())));
  }
}
