package dev.rinha.core.store;

import java.util.Optional;

/** What a store says of itself rather than of the payments in it. Thread safe. */
public interface StoreInspection {

  /** What the environment is called according to whoever named it last; empty if nobody has. */
  Optional<String> environment();

  /** Whether there is such a store; makes none. */
  boolean exists();

  /**
   * Asks whether the store can keep its promises. That takes a write that changes nothing of the
   * payments; not in a store that somebody else has made.
   *
   * @throws StoreException if it is away
   */
  StoreHealth health();

  /**
   * Asks the server about itself, without touching the store; also a read-only one.
   *
   * @throws StoreException if it is away
   */
  StoreServer server();
}
