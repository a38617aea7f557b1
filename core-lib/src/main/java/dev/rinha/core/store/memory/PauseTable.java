package dev.rinha.core.store.memory;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is paused in a {@link MemoryStore}, which guards it with its lock. */
final class PauseTable {

  /** By a name that sorts the queue first. */
  private final Map<String, Since> pauses = new TreeMap<>();

  /** A pause, and when it began by the store's clock. */
  private record Since(Pause pause, long atMillis) {}

  Pauses read() {
    return new Pauses(pauses.values().stream().map(Since::pause).toList());
  }

  boolean pause(Pause pause, long nowMillis) {
    return pauses.putIfAbsent(key(pause.scope()), new Since(pause, nowMillis)) == null;
  }

  boolean resume(PauseScope scope) {
    return pauses.remove(key(scope)) != null;
  }

  /** For how long the queue or the processor is paused by both clocks; 0 if neither is. */
  long pausedMillis(String processor, long operatorMillis, long nowMillis) {
    return Stream.of(new PauseScope.Queue(), new PauseScope.Processor(processor))
        .map(scope -> pauses.get(key(scope)))
        .filter(Objects::nonNull)
        .mapToLong(
            since ->
                Math.min(nowMillis - since.atMillis, operatorMillis - since.pause.sinceMillis()))
        .reduce(0, Math::max);
  }

  private static String key(PauseScope scope) {
    return switch (scope) {
      case PauseScope.Queue _ -> "";
      case PauseScope.Processor(String name) -> ":" + name;
    };
  }
}
