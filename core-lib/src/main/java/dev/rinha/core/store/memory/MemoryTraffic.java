package dev.rinha.core.store.memory;

import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.traffic.TrafficMinute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What arrived and what processors did, by the minute. */
final class MemoryTraffic implements TrafficLog {

  private final MemoryState state;
  private final NavigableMap<Long, TrafficMinute> minutes = new TreeMap<>();
  private final Map<String, String> lastBatches = new HashMap<>();

  MemoryTraffic(MemoryState state) {
    this.state = state;
  }

  @Override
  public void add(String worker, String batch, List<TrafficMinute> added, long keptMillis) {
    state.guarded(
        () -> {
          if (batch.equals(lastBatches.put(worker, batch))) {
            return;
          }
          for (TrafficMinute minute : added) {
            minutes.merge(minute.atMillis(), minute, TrafficMinute::then);
          }
          long keptFrom = state.clock.millis() - keptMillis;
          minutes.headMap(keptFrom - TrafficMinute.MILLIS, true).clear();
        });
  }

  @Override
  public void read(long fromMillis, long toMillis, Consumer<TrafficMinute> reader) {
    state
        .guarded(() -> List.copyOf(minutes.subMap(fromMillis, true, toMillis, false).values()))
        .forEach(reader);
  }
}
