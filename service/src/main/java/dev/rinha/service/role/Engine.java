package dev.rinha.service.role;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What takes accepted payments from the queue and has them executed. */
public interface Engine {

  /**
   * Begins to take payments; returns at once.
   *
   * @param defect is completed if the execution has ended without anybody's order
   * @param port where this process listens for others
   */
  void start(CompletableFuture<Throwable> defect, int port);

  /**
   * Takes no more payments and waits for those in flight to end. What does not end in time is left
   * so that another worker can take it over.
   *
   * @param grace how long to wait at most
   */
  void stop(Duration grace);
}
