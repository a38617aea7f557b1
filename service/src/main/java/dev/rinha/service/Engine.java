package dev.rinha.service;

import java.time.Duration;

/** What takes accepted payments from the queue and has them executed. */
public interface Engine {

  /** Begins to take payments; returns at once. */
  void start();

  /**
   * Takes no more payments and waits for those in flight to end. What does not end in time is left
   * so that another worker can take it over.
   *
   * @param grace how long to wait at most
   */
  void stop(Duration grace);
}
