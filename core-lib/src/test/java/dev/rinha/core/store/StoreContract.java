package dev.rinha.core.store;

/** What the parts of the contract need: fresh stores, which are closed after the test. */
interface StoreContract {

  /** Opens a store; all stores of one test share their data. */
  PaymentStore store(long maxUnfinished);

  /** Opens a store with room for all that a test does. */
  default PaymentStore store() {
    return store(1_000_000);
  }
}
