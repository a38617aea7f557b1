package dev.rinha.core.store.partitioned;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What has been recorded, of all partitions together: each is asked once, all side by side. */
final class PartitionedLedger implements Ledger {

  private static final int READ_AT_ONCE = 2_048;

  private final Partitions partitions;
  private final PartitionedLists lists;
  private final PartitionedPurge purge;

  PartitionedLedger(Partitions partitions, PartitionedLists lists, PartitionedPurge purge) {
    this.partitions = partitions;
    this.lists = lists;
    this.purge = purge;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each partition is read at one moment, all at about the same.
   */
  @Override
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    SortedMap<String, Totals> totals = new TreeMap<>();
    partitions
        .every(store -> store.ledger().summary(window))
        .forEach(
            part ->
                part.processors()
                    .forEach((processor, some) -> totals.merge(processor, some, Totals::plus)));
    return new Summary(totals);
  }

  /**
   * {@inheritDoc}
   *
   * <p>In order of settlement within a minute of a partition.
   */
  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    Merge<LedgerEntry> all = lists.allSettled(window, READ_AT_ONCE);
    for (Optional<Merge.Found<LedgerEntry>> next = all.next();
        next.isPresent();
        next = all.next()) {
      reader.accept(next.get().entry().value());
    }
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return partitions.of(correlationId).call(store -> store.ledger().find(correlationId));
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    requireNonNull(correlationIds, "correlationIds");
    return partitions.found(correlationIds, (store, own) -> store.ledger().find(own));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each partition is counted at one moment, all at about the same; no payment moves from one to
   * another.
   */
  @Override
  public Census census() {
    List<Census> all = partitions.every(store -> store.ledger().census());
    ToLongFunction<ToLongFunction<Census>> sum = number -> all.stream().mapToLong(number).sum();
    return new Census(
        all.getFirst().generation(),
        sum.applyAsLong(Census::accepted),
        sum.applyAsLong(Census::settled),
        sum.applyAsLong(Census::queued),
        sum.applyAsLong(Census::inFlight),
        sum.applyAsLong(Census::inDoubt),
        sum.applyAsLong(Census::dead),
        sum.applyAsLong(Census::discarded),
        sum.applyAsLong(Census::forgotten),
        all.stream().mapToLong(Census::oldestQueuedAtMillis).reduce(Long.MAX_VALUE, Math::min),
        sum.applyAsLong(Census::regroupings),
        sum.applyAsLong(Census::setAside));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each partition atomically, the control partition first: from then on it is certain to
   * happen, whatever becomes of the caller, and readers may see some partitions purged and others
   * not yet.
   */
  @Override
  public long purge() {
    return purge.purge();
  }

  @Override
  public long purgeTo(long generation) {
    return purge.purgeTo(generation);
  }
}
