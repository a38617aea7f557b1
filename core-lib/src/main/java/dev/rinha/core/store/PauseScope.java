package dev.rinha.core.store;

/** What can be paused. */
public sealed interface PauseScope {

  /** The queue: nothing is sent to any processor. */
  record Queue() implements PauseScope {}

  /** One processor: nothing is sent to it. */
  record Processor(String name) implements PauseScope {}
}
