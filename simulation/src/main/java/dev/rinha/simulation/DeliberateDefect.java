package dev.rinha.simulation;

import dev.rinha.core.engine.Effects;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * Stands between the parts of a simulation: a deliberate defect, to prove that it would be found,
 * or somebody who watches.
 */
interface DeliberateDefect {

  /** No defect. */
  DeliberateDefect NONE = new DeliberateDefect() {};

  /** What the workers get instead of the store. */
  default PaymentStore store(PaymentStore real) {
    return real;
  }

  /** What the workers get instead of the partitions, where there are several. */
  default List<PaymentStore> partitions(List<PaymentStore> real) {
    return real;
  }

  /**
   * The same for whoever has to know what time it is for the store.
   *
   * @param clock the store's own
   */
  default PaymentStore store(PaymentStore real, InstantSource clock) {
    return store(real);
  }

  /** The store lost its group, or was set back, see {@code MemoryStore.handOutAnew}. */
  default void handedOutAnew(boolean destroyed) {}

  /** The store lost its queue, see {@code MemoryStore.loseQueue}. */
  default void queueLost() {}

  /** What an operator gets instead of the books. */
  default Books books(Books real) {
    return real;
  }

  /** Something happened. */
  default void happened(Fact fact) {}

  /** What a worker's loop reads instead of the pauses. */
  default Supplier<Pauses> pauses(Supplier<Pauses> real) {
    return real;
  }

  /** What a worker's loop gets instead of the world. */
  default Effects effects(Effects real) {
    return real;
  }
}
