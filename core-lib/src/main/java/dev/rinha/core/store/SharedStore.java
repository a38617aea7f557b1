package dev.rinha.core.store;

/**
 * A store on a server of its own, which several processes use and operators look into. For whoever
 * opens one, as {@link PaymentStore} is: code that uses it asks for the narrow part it needs.
 */
public interface SharedStore
    extends PaymentStore, Conflicts, HealthBoard, StoreInspection, TrafficLog {

  /** Everything that is written down, for an audit. */
  Books books();
}
