package dev.rinha.core.store;

/**
 * Is told of each call of a store, to measure it, by whoever made the call: must be quick and not
 * throw.
 */
@FunctionalInterface
public interface StoreCallObserver {

  /** Measures nothing. */
  StoreCallObserver NONE = (_, _) -> {};

  /** A call begins; told also of its end. */
  default void began(String operation) {}

  /**
   * A call has ended, with an answer or without.
   *
   * @param operation what it did, such as {@code accept}; there are some dozens
   * @param tookNanos to its end
   */
  void called(String operation, long tookNanos);
}
