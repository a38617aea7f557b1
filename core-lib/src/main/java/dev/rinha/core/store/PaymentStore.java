package dev.rinha.core.store;

/**
 * Everything a store does, for whoever creates and closes one. Code that uses a store asks for the
 * narrow part it needs.
 *
 * <p>Implementations are thread safe. Every method may throw {@link StoreException}; an
 * implementation that can be away tells operators so itself, once, since many callers meet it.
 */
public interface PaymentStore
    extends Intake,
        WorkQueue,
        PauseSwitch,
        WorkerRoster,
        DeadLetters,
        Replays,
        UnknownOutcomes,
        Ledger,
        Retention,
        AutoCloseable {

  /** Whether its payments survive that it is closed. Default: they do. */
  default boolean durable() {
    return true;
  }

  @Override
  void close();
}
