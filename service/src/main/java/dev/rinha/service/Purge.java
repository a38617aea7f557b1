package dev.rinha.service;

/** Forgets all payments. Thread safe. */
@FunctionalInterface
public interface Purge {

  /**
   * Forgets all payments and begins a new generation; returns when that is done.
   *
   * @return the new generation
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  long purge();
}
