package dev.rinha.core.store.memory;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.Pauses;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is paused. */
final class MemoryPauses implements PauseSwitch {

  /** By a name that sorts the queue first. */
  private final Map<String, Since> pauses = new TreeMap<>();

  private final MemoryState state;

  MemoryPauses(MemoryState state) {
    this.state = state;
  }

  /** A pause, and when it began by the store's clock. */
  private record Since(Pause pause, long atMillis) {}

  @Override
  public Pauses current() {
    return state.guarded(() -> new Pauses(pauses.values().stream().map(Since::pause).toList()));
  }

  @Override
  public boolean pause(Pause pause) {
    return state.guarded(
        () ->
            pauses.putIfAbsent(key(pause.scope()), new Since(pause, state.clock.millis())) == null);
  }

  @Override
  public boolean resume(PauseScope scope) {
    return state.guarded(() -> pauses.remove(key(scope)) != null);
  }

  /**
   * For how long the queue or the processor is paused by both clocks; 0 if neither is. Under the
   * lock.
   */
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
