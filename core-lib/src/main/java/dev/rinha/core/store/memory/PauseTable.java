package dev.rinha.core.store.memory;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is paused in a {@link MemoryStore}, which guards it with its lock. */
final class PauseTable {

  /** By a name that sorts the queue first. */
  private final Map<String, Pause> pauses = new TreeMap<>();

  Pauses read() {
    return new Pauses(List.copyOf(pauses.values()));
  }

  boolean pause(Pause pause) {
    return pauses.putIfAbsent(key(pause.scope()), pause) == null;
  }

  boolean resume(PauseScope scope) {
    return pauses.remove(key(scope)) != null;
  }

  private static String key(PauseScope scope) {
    return switch (scope) {
      case PauseScope.Queue _ -> "";
      case PauseScope.Processor(String name) -> ":" + name;
    };
  }
}
