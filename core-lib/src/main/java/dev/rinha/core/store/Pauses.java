package dev.rinha.core.store;

import java.util.List;
import java.util.Optional;

/**
 * Everything that is paused at one moment. Immutable.
 *
 * @param all each scope once: the queue first, then processors by name
 */
public record Pauses(List<Pause> all) {

  /**
   * For how long, in milliseconds, a worker may go on sending by what it has read here last. So
   * long after a pause nothing leaves any more, whether the workers can reach the store or not.
   */
  public static final long VALID_FOR_MILLIS = 5_000;

  /** Nothing is paused. */
  public static final Pauses NONE = new Pauses(List.of());

  /** Copies the list. */
  public Pauses {
    all = List.copyOf(all);
  }

  /** The pause of the queue, if it is paused. */
  public Optional<Pause> ofQueue() {
    return of(new PauseScope.Queue());
  }

  /** The pause of that processor, if it is paused. */
  public Optional<Pause> ofProcessor(String name) {
    return of(new PauseScope.Processor(name));
  }

  private Optional<Pause> of(PauseScope scope) {
    return all.stream().filter(pause -> pause.scope().equals(scope)).findFirst();
  }
}
