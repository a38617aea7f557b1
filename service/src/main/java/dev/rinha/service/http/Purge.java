package dev.rinha.service.http;

/** Forgets all payments. Thread safe. */
@FunctionalInterface
public interface Purge {

  /**
   * Forgets all payments; returns when that is done.
   *
   * @throws dev.rinha.core.store.StoreException if the store does not answer
   */
  void purge();
}
