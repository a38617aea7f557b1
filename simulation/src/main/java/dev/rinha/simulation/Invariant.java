package dev.rinha.simulation;

import java.util.Optional;

/** Something that must be true after every step. */
@FunctionalInterface
interface Invariant {

  /**
   * Looks at a fact before the oracle has learned it.
   *
   * @return what is wrong, empty if nothing is
   */
  Optional<String> broken(Fact fact, Oracle oracle);

  /** What the promise is called. */
  default String name() {
    return getClass().getSimpleName();
  }
}
