package dev.rinha.core.store;

/**
 * Passes on the ports of another store. A subclass overrides those that it watches or, in tests,
 * has answer differently; see {@link DelegatingQueue}.
 */
public abstract class DelegatingStore implements PaymentStore {

  private final PaymentStore store;

  /** Ports are those of that store; it is closed with this one. */
  protected DelegatingStore(PaymentStore store) {
    this.store = store;
  }

  @Override
  public Intake intake() {
    return store.intake();
  }

  @Override
  public WorkQueue queue() {
    return store.queue();
  }

  @Override
  public PauseSwitch pauses() {
    return store.pauses();
  }

  @Override
  public WorkerRoster workers() {
    return store.workers();
  }

  @Override
  public DeadLetters deadLetters() {
    return store.deadLetters();
  }

  @Override
  public Replays replays() {
    return store.replays();
  }

  @Override
  public UnknownOutcomes unknownOutcomes() {
    return store.unknownOutcomes();
  }

  @Override
  public Ledger ledger() {
    return store.ledger();
  }

  @Override
  public Retention retention() {
    return store.retention();
  }

  @Override
  public Conflicts conflicts() {
    return store.conflicts();
  }

  @Override
  public Books books() {
    return store.books();
  }

  @Override
  public PaymentLists lists() {
    return store.lists();
  }

  @Override
  public HealthBoard healthBoard() {
    return store.healthBoard();
  }

  @Override
  public Outbox outbox() {
    return store.outbox();
  }

  @Override
  public TrafficLog traffic() {
    return store.traffic();
  }

  @Override
  public OperatorLog operatorLog() {
    return store.operatorLog();
  }

  @Override
  public boolean durable() {
    return store.durable();
  }

  @Override
  public void close() {
    store.close();
  }
}
