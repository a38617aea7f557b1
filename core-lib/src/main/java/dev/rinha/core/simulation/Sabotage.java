package dev.rinha.core.simulation;

import dev.rinha.core.execution.Effects;
import dev.rinha.core.store.PaymentStore;

/** A deliberate defect between the parts of a simulation, to prove that it would be found. */
interface Sabotage {

  /** No defect. */
  Sabotage NONE = new Sabotage() {};

  /** What the workers get instead of the store. */
  default PaymentStore store(PaymentStore real) {
    return real;
  }

  /** What a worker's loop gets instead of the world. */
  default Effects effects(Effects real) {
    return real;
  }
}
