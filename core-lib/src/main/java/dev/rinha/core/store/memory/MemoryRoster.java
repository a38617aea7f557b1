package dev.rinha.core.store.memory;

import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who works on the store. */
final class MemoryRoster implements WorkerRoster {

  private final MemoryState state;
  private final Map<String, Heard> roster = new TreeMap<>();

  MemoryRoster(MemoryState state) {
    this.state = state;
  }

  @Override
  public List<WorkerTerms> announce(WorkerTerms terms) {
    return state.guarded(
        () -> {
          List<WorkerTerms> others = others(terms.worker());
          roster.put(terms.worker(), new Heard(terms, state.clock.millis()));
          return others;
        });
  }

  @Override
  public void withdraw(String worker) {
    state.guarded(() -> roster.remove(worker));
  }

  @Override
  public List<WorkerTerms> all() {
    return state.guarded(() -> others(""));
  }

  private List<WorkerTerms> others(String worker) {
    long now = state.clock.millis();
    roster
        .values()
        .removeIf(
            heard -> {
              boolean silent = now - heard.atMillis > heard.terms.memoryMillis();
              if (silent) {
                // Nobody needs to wait for it should the store go back from here on.
                state.workers.remove(heard.terms.worker(), state.era);
              }
              return silent;
            });
    return roster.values().stream()
        .map(Heard::terms)
        .filter(terms -> !terms.worker().equals(worker))
        .toList();
  }

  /** A worker's terms, and when it was heard of. */
  private record Heard(WorkerTerms terms, long atMillis) {}
}
