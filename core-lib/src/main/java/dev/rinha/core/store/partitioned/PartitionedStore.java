package dev.rinha.core.store.partitioned;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.Conflicts;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkerRoster;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A store over several others, its partitions. Each payment is in one of them for ever, and each
 * step is one step of that one, so what a store promises of a payment it promises here. What is of
 * several payments is in order, and of one moment, within a partition. The first one is the control
 * partition: it has what is not of one payment, the pauses, the workers, the health board, the
 * traffic log and the operator log.
 *
 * <p>A partition that does not answer keeps nobody from the payments of others: accepting a payment
 * of its own fails at once, as does what has to know of all payments, such as a summary; workers go
 * on, and write about its payments when it is back. Thread safe.
 */
public final class PartitionedStore implements PaymentStore {

  private final Partitions partitions;
  private final PartitionedIntake intake;
  private final PartitionedQueue queue;
  private final PartitionedPauses pauses;
  private final PartitionedRoster workers;
  private final PartitionedDeadLetters deadLetters;
  private final PartitionedReplays replays;
  private final PartitionedUnknownOutcomes unknownOutcomes;
  private final PartitionedLedger ledger;
  private final PartitionedRetention retention;
  private final PartitionedConflicts conflicts;
  private final PartitionedBooks books;
  private final PartitionedLists lists;
  private final PartitionedOutbox outbox;

  /**
   * Creates one; parts of a call run on virtual threads.
   *
   * @param stores the partitions in their order, each empty or as this left it; closed with this
   * @param partitioner always the same for these partitions
   * @throws IllegalArgumentException if it is for another number of partitions
   */
  public PartitionedStore(List<? extends PaymentStore> stores, Partitioner partitioner) {
    this(stores, partitioner, PartitionedStore::onItsOwnThread, System::nanoTime);
  }

  /**
   * The same for whoever decides what time it is and which thread does what.
   *
   * @param others runs parts of a call beside the one that its caller runs; may run them itself as
   *     long as nobody takes payments with a wait
   * @param nanos a clock that never jumps
   */
  public PartitionedStore(
      List<? extends PaymentStore> stores,
      Partitioner partitioner,
      Executor others,
      LongSupplier nanos) {
    requireNonNull(stores, "stores");
    requireNonNull(partitioner, "partitioner");
    requireNonNull(others, "others");
    requireNonNull(nanos, "nanos");
    if (stores.size() != partitioner.partitions()) {
      throw new IllegalArgumentException(
          "there are " + stores.size() + " stores for " + partitioner.partitions() + " partitions");
    }
    partitions = new Partitions(stores, partitioner, others, nanos);
    PartitionedPurge purge = new PartitionedPurge(partitions);
    intake = new PartitionedIntake(partitions);
    queue = new PartitionedQueue(partitions, purge);
    pauses = new PartitionedPauses(partitions);
    workers = new PartitionedRoster(partitions);
    lists = new PartitionedLists(partitions);
    deadLetters = new PartitionedDeadLetters(partitions, lists);
    replays = new PartitionedReplays(partitions);
    unknownOutcomes = new PartitionedUnknownOutcomes(partitions, pauses);
    ledger = new PartitionedLedger(partitions, lists, purge);
    retention = new PartitionedRetention(partitions);
    conflicts = new PartitionedConflicts(partitions);
    books = new PartitionedBooks(partitions);
    outbox = new PartitionedOutbox(partitions);
  }

  private static void onItsOwnThread(Runnable task) {
    Thread.ofVirtual().name("rinha-partition").start(task);
  }

  @Override
  public Intake intake() {
    return intake;
  }

  @Override
  public WorkQueue queue() {
    return queue;
  }

  @Override
  public PauseSwitch pauses() {
    return pauses;
  }

  @Override
  public WorkerRoster workers() {
    return workers;
  }

  @Override
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public Replays replays() {
    return replays;
  }

  @Override
  public UnknownOutcomes unknownOutcomes() {
    return unknownOutcomes;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Retention retention() {
    return retention;
  }

  @Override
  public Conflicts conflicts() {
    return conflicts;
  }

  @Override
  public Books books() {
    return books;
  }

  @Override
  public PaymentLists lists() {
    return lists;
  }

  @Override
  public HealthBoard healthBoard() {
    return partitions.control().store().healthBoard();
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public TrafficLog traffic() {
    return partitions.control().store().traffic();
  }

  @Override
  public OperatorLog operatorLog() {
    return partitions.control().store().operatorLog();
  }

  @Override
  public boolean durable() {
    return partitions.all().stream().allMatch(partition -> partition.store().durable());
  }

  @Override
  public void close() {
    partitions.all().forEach(partition -> partition.store().close());
  }
}
