package dev.rinha.core.store;

import static java.util.Objects.requireNonNull;

/** What can be paused. */
public sealed interface PauseScope {

  /** The queue: nothing is sent to any processor. */
  record Queue() implements PauseScope {}

  /** One processor: nothing is sent to it. */
  record Processor(String name) implements PauseScope {

    /** Refuses a null. */
    public Processor {
      requireNonNull(name, "name");
    }
  }
}
