package dev.rinha.core.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

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

  /**
   * Where a payment is, or would be if it were accepted; the payment is not looked for.
   *
   * @throws StoreException if the store is away
   */
  StorePlace placeOf(UUID correlationId);

  /**
   * How each partition is now, in the order of their numbers; one of a store that is not parted.
   */
  List<StorePartition> partitions();
}
