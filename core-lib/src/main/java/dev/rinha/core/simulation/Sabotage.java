package dev.rinha.core.simulation;

import dev.rinha.core.execution.Command;
import dev.rinha.core.execution.Event;
import dev.rinha.core.store.PaymentStore;

/** A deliberate defect between the parts of a simulation, to prove that it would be found. */
interface Sabotage {

  /** No defect. */
  Sabotage NONE = new Sabotage() {};

  /** What the workers get instead of the store. */
  default PaymentStore store(PaymentStore real) {
    return real;
  }

  /** What a worker carries out instead of what its core decided. */
  default Command command(Command decided) {
    return decided;
  }

  /** What a core learns instead of what happened. */
  default Event event(Event happened) {
    return happened;
  }
}
