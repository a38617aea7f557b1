package dev.rinha.cli.purge;

/** How much is to be forgotten. */
sealed interface Extent {

  /** All payments. */
  record Everything() implements Extent {}

  /**
   * What is finished and old.
   *
   * @param beforeMillis finished before this time, in milliseconds since the epoch
   */
  record Finished(long beforeMillis) implements Extent {}

  /**
   * Dead letters, and discarded ones.
   *
   * @param beforeMillis dead or discarded before this time, in milliseconds since the epoch
   */
  record DeadLetters(long beforeMillis) implements Extent {}
}
