package dev.rinha.core.store;

/** A store on a server of its own, which several processes use and operators look into. */
public interface SharedStore extends PaymentStore {

  /** What the store and its server say of themselves. */
  StoreInspection inspection();
}
