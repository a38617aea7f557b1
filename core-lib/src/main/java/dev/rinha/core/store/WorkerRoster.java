package dev.rinha.core.store;

import java.util.List;

/**
 * Who works on the store, and on which terms. A worker counts until it has not been heard of for
 * {@link WorkerTerms#memoryMillis}, by the store's clock; a purge does not touch it. Thread safe.
 */
public interface WorkerRoster {

  /**
   * Says that a worker is there, and answers in the same step who else is: of two that say so at
   * once, exactly one sees the other.
   */
  List<WorkerTerms> announce(WorkerTerms terms);

  /** Takes back what a worker announced, which has begun nothing since. */
  void withdraw(String worker);

  /** Everyone who is there. */
  List<WorkerTerms> all();
}
