package dev.rinha.core.store;

/**
 * A store, as a collection of ports, for whoever opens and closes one. Code that uses a store asks
 * for the ports that it needs.
 *
 * <p>Each method answers the same port every time, at no cost. Ports are thread safe. Every method
 * of theirs may throw {@link StoreException}; an implementation that can be away tells operators so
 * itself, once, since many callers meet it.
 */
public interface PaymentStore extends AutoCloseable {

  /** Where payments enter. */
  Intake intake();

  /** Where workers take them. */
  WorkQueue queue();

  /** Where operators pause the sending. */
  PauseSwitch pauses();

  /** Who works on the store. */
  WorkerRoster workers();

  /** Payments that were given up. */
  DeadLetters deadLetters();

  /** Replays of frozen selections of them. */
  Replays replays();

  /** Payments in doubt. */
  UnknownOutcomes unknownOutcomes();

  /** What has been recorded. */
  Ledger ledger();

  /** The way to forget what is finished and old. */
  Retention retention();

  /** The contradictions that are kept for an operator. */
  Conflicts conflicts();

  /** Everything that is written down, for an audit. */
  Books books();

  /** Payments by the page. */
  PaymentLists lists();

  /** What is shared about the health of the processors. */
  HealthBoard healthBoard();

  /** What subscribers are told. */
  Outbox outbox();

  /** What arrived and what processors did, by the minute. */
  TrafficLog traffic();

  /** What operators have done. */
  OperatorLog operatorLog();

  /** Whether its payments survive that it is closed. Default: they do. */
  default boolean durable() {
    return true;
  }

  @Override
  void close();
}
