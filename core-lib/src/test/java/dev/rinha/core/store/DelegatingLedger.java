package dev.rinha.core.store;

import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Passes every call on to another ledger, but for those that a test has answer differently. */
public abstract class DelegatingLedger implements Ledger {

  private final Ledger ledger;

  protected DelegatingLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public Summary summary(TimeWindow window) {
    return ledger.summary(window);
  }

  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    ledger.entries(window, reader);
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    return ledger.find(correlationId);
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    return ledger.find(correlationIds);
  }

  @Override
  public Census census() {
    return ledger.census();
  }

  @Override
  public long purge() {
    return ledger.purge();
  }

  @Override
  public long purgeTo(long generation) {
    return ledger.purgeTo(generation);
  }
}
