package dev.rinha.core.store;

import java.util.List;

/** The contradictions that a store keeps for an operator. Thread safe. */
public interface Conflicts {

  /** How many there are. */
  long count();

  /** The first ones, oldest first; an implementation says how many at most. */
  List<Conflict> list();
}
