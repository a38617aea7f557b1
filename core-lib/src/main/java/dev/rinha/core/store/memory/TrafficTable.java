package dev.rinha.core.store.memory;

import dev.rinha.core.traffic.TrafficMinute;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The traffic in a {@link MemoryStore}, which guards it with its lock. */
final class TrafficTable {

  private final NavigableMap<Long, TrafficMinute> minutes = new TreeMap<>();
  private final Map<String, String> lastBatches = new HashMap<>();

  void add(String worker, String batch, List<TrafficMinute> added, long keptMillis, long now) {
    if (batch.equals(lastBatches.put(worker, batch))) {
      return;
    }
    for (TrafficMinute minute : added) {
      minutes.merge(minute.atMillis(), minute, TrafficMinute::then);
    }
    minutes.headMap(now - keptMillis - TrafficMinute.MILLIS, true).clear();
  }

  List<TrafficMinute> read(long fromMillis, long toMillis) {
    return List.copyOf(minutes.subMap(fromMillis, true, toMillis, false).values());
  }
}
