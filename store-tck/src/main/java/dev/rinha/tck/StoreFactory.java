package dev.rinha.tck;

import dev.rinha.core.store.PaymentStore;
import java.util.UUID;

/**
 * Opens the stores of one test, and does to what they share what can happen to it past them. Where
 * something cannot happen to a store, its author leaves out the suites that ask for it.
 */
public interface StoreFactory {

  /**
   * Opens a store. All stores of a factory share their data, as those of several processes do;
   * there is none at first.
   *
   * @param maxUnfinished as many payments as may be neither settled nor dead
   */
  PaymentStore open(long maxUnfinished);

  /** Of how many partitions the store is; it is in order, and of one moment, within each. */
  default int partitions() {
    return 1;
  }

  /** Which of them has that payment, from 0 on. */
  default int partitionOf(UUID correlationId) {
    return 0;
  }

  /** Somebody deletes the queue, and leaves the records. */
  void loseQueue();

  /**
   * The queue forgets what it has handed out, so that everything unfinished is handed out as if it
   * were new.
   *
   * @param destroyed whether it forgets as well, and at once, who holds what
   */
  void handOutAnew(boolean destroyed);

  /**
   * The store may have gone back in time, though it has not: it is in a new era for whoever opens
   * it from now on.
   */
  void beginEra();
}
