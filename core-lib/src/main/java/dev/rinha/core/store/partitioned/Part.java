package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.StoreException;

/** What came of one partition's part of a call. */
sealed interface Part<A> {

  /** It has answered. */
  record Answered<A>(A answer) implements Part<A> {}

  /** It has not, or has said no to everything. */
  record Failed<A>(StoreException why) implements Part<A> {}
}
