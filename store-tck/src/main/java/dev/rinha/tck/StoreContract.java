package dev.rinha.tck;

import dev.rinha.core.store.PaymentStore;

/** What the suites need: the stores of one factory, which are closed after the test. */
public interface StoreContract {

  /** The stores that are tested; the same one throughout a test, and another one for the next. */
  StoreFactory factory();

  /** Opens a store. */
  PaymentStore store(long maxUnfinished);

  /** Opens a store with room for all that a test does. */
  default PaymentStore store() {
    return store(1_000_000);
  }

  /** The same data, of which it is not certain any more that nothing of it was lost. */
  default PaymentStore inANewEra() {
    factory().beginEra();
    return store();
  }
}
