package dev.rinha.core.store.redis;

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
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.partitioned.PartitionedSharedStore;
import dev.rinha.core.store.partitioned.Partitioner;
import dev.rinha.core.store.redis.TermsSource.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The store of record in Redis 6.2 or newer, or in a Redis Cluster. Payments that were accepted are
 * executed, counted and found whatever becomes of the processes that use it.
 *
 * <p>Its keys begin with the namespace in braces, so that all of them are in one slot of a cluster;
 * where the settings say several {@linkplain RedisSettings#partitions partitions}, those of each
 * begin with {@code {namespace:number}}, and each may be on another node.
 *
 * <p>Opening it needs no Redis: it is connected to on first use, and again whenever the connection
 * breaks. While it is away every call fails at once, and within the command timeout where Redis
 * just does not answer. Thread safe; calls block and are meant for virtual threads.
 */
public final class RedisStore implements SharedStore {

  private static final Logger LOG = Logger.getLogger(RedisStore.class.getName());

  private final RedisSettings settings;
  private final StoreCallObserver observer;
  private final Use use;
  private final RedisNodes nodes;
  private final TermsSource terms;
  private final ReentrantLock opening = new ReentrantLock();
  private volatile @Nullable Opened opened;

  /**
   * What is behind the ports.
   *
   * @param whole the only partition, or what joins them
   */
  private record Opened(SharedStore whole, List<RedisPartition> partitions) {
    RedisPartition control() {
      return partitions.getFirst();
    }
  }

  private RedisStore(RedisSettings settings, StoreCallObserver observer, Use use) {
    this.settings = requireNonNull(settings, "settings");
    this.observer = requireNonNull(observer, "observer");
    this.use = use;
    this.nodes = new RedisNodes(settings, System::nanoTime);
    this.terms = new TermsSource(settings, nodes, use);
    if (settings.partitions() > 0) {
      opened = opened(settings.partitions());
    }
  }

  private Opened opened(int count) {
    if (count == 1) {
      RedisPartition only = partition(settings, settings.namespace(), use == Use.MAKING);
      return new Opened(only, List.of(only));
    }
    RedisSettings each =
        settings.withMaxUnfinished(Math.ceilDiv(settings.maxUnfinished(), (long) count));
    List<RedisPartition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // Of a store that is there, a partition is made by whoever needs it first.
      partitions.add(partition(each, TermsSource.tag(settings.namespace(), i), true));
    }
    Partitioner partitioner = new Partitioner(count, () -> terms.get().hashKey());
    return new Opened(new PartitionedSharedStore(partitions, partitioner), List.copyOf(partitions));
  }

  private RedisPartition partition(RedisSettings own, String tag, boolean made) {
    return new RedisPartition(own, nodes, tag, terms::get, observer, made);
  }

  private Opened opened() {
    Opened known = opened;
    if (known != null) {
      return known;
    }
    opening.lock();
    try {
      known = opened;
      if (known == null) {
        known = opened(terms.get().partitions());
        // A store that is not there yet may be made in parts.
        opened = terms.known() ? known : null;
      }
      return known;
    } finally {
      opening.unlock();
    }
  }

  private <P> P port(Class<P> type, Function<SharedStore, P> port) {
    Opened known = opened;
    return known == null
        ? LatePort.of(type, () -> port.apply(opened().whole()))
        : port.apply(known.whole());
  }

  /**
   * Opens a store without connecting to it yet; it is made on first use if there is none. Close it
   * after use.
   *
   * <p>It accepts payments only while Redis keeps an append-only file, or does not tell; {@link
   * RedisSettings#withoutAppendOnlyFile} does without.
   */
  public static RedisStore open(RedisSettings settings) {
    return open(settings, StoreCallObserver.NONE);
  }

  /** The same, and somebody is told how long its calls take. */
  public static RedisStore open(RedisSettings settings, StoreCallObserver observer) {
    return new RedisStore(settings, observer, Use.MAKING);
  }

  /**
   * Opens a store that somebody else has made, for whoever looks after it: where there is none,
   * nothing is written and each call but {@link StoreInspection#server} and {@link
   * StoreInspection#health} throws. It has as many partitions as it was made with, whatever the
   * settings say.
   */
  public static RedisStore openExisting(RedisSettings settings) {
    return openAsItIs(settings, Use.EXISTING);
  }

  /**
   * Opens a store that was {@linkplain #makeReadOnly made read-only}, for reading all that is in
   * it. It has as many partitions as it was made with, whatever the settings say.
   */
  public static RedisStore openReadOnly(RedisSettings settings) {
    return openAsItIs(settings, Use.READ_ONLY);
  }

  private static RedisStore openAsItIs(RedisSettings settings, Use use) {
    return new RedisStore(
        requireNonNull(settings, "settings").withPartitions(0), StoreCallObserver.NONE, use);
  }

  /**
   * From now on everybody is refused, this store included, but who {@linkplain #openReadOnly opens
   * it for reading}: one partition after the other, each in one atomic step. Repeating it changes
   * nothing.
   */
  public void makeReadOnly() {
    allow(terms.get().asReadOnly());
  }

  /**
   * Ends that, for a store that was {@linkplain #openReadOnly opened for reading}: it serves those
   * again who used it before.
   */
  public void makeWritable() {
    allow(terms.get().asWritable());
  }

  private void allow(StoreTerms others) {
    opened()
        .partitions()
        .forEach(
            partition -> {
              var _ =
                  partition.context().run(Script.ACCESS, arguments -> arguments.add(others.text()));
            });
  }

  /** Whether it was {@linkplain #makeReadOnly made read-only}; false where there is none. */
  public boolean isReadOnly() {
    return opened().control().context().link().generation().endsWith(StoreTerms.READ_ONLY);
  }

  /** Whether there is one, to whom it was {@linkplain #openExisting opened} as it is. */
  public boolean exists() {
    return opened().control().context().exists();
  }

  /** How many partitions it has. */
  public int partitions() {
    return opened().partitions().size();
  }

  /**
   * Refuses a store that a build with another format, or settings with other partitions have made.
   * Where Redis is away there is nothing to refuse yet: then whatever uses the store asks first.
   *
   * @throws StoreException naming what the store has and what was expected, and what to do
   */
  public void requireKnownFormat() {
    try {
      opened().control().context().exists();
    } catch (RedisContext.Unusable e) {
      throw e;
    } catch (StoreException e) {
      LOG.log(Level.FINE, "the format is not known yet", e);
    }
  }

  RedisContext context() {
    return opened().control().context();
  }

  /** Of the partition that has, or will have, that payment. */
  RedisContext contextOf(UUID correlationId) {
    return opened().partitions().get(terms.get().partitionOf(correlationId)).context();
  }

  /**
   * An intake that is always full: it goes all the way that {@link #intake} goes and changes
   * nothing. For a rehearsal.
   */
  public Intake intakeWithoutRoom() {
    return opened().control().intakeWithoutRoom();
  }

  /** Whether the connection to Redis stands now; not before its first use. */
  public boolean connected() {
    return opened().partitions().stream()
        .allMatch(partition -> partition.context().link().connected());
  }

  @Override
  public Intake intake() {
    return port(Intake.class, SharedStore::intake);
  }

  @Override
  public WorkQueue queue() {
    return port(WorkQueue.class, SharedStore::queue);
  }

  @Override
  public PauseSwitch pauses() {
    return port(PauseSwitch.class, SharedStore::pauses);
  }

  @Override
  public WorkerRoster workers() {
    return port(WorkerRoster.class, SharedStore::workers);
  }

  @Override
  public DeadLetters deadLetters() {
    return port(DeadLetters.class, SharedStore::deadLetters);
  }

  @Override
  public Replays replays() {
    return port(Replays.class, SharedStore::replays);
  }

  @Override
  public UnknownOutcomes unknownOutcomes() {
    return port(UnknownOutcomes.class, SharedStore::unknownOutcomes);
  }

  @Override
  public Ledger ledger() {
    return port(Ledger.class, SharedStore::ledger);
  }

  @Override
  public Retention retention() {
    return port(Retention.class, SharedStore::retention);
  }

  @Override
  public Conflicts conflicts() {
    return port(Conflicts.class, SharedStore::conflicts);
  }

  @Override
  public Books books() {
    return port(Books.class, SharedStore::books);
  }

  @Override
  public PaymentLists lists() {
    return port(PaymentLists.class, SharedStore::lists);
  }

  @Override
  public HealthBoard healthBoard() {
    return port(HealthBoard.class, SharedStore::healthBoard);
  }

  @Override
  public Outbox outbox() {
    return port(Outbox.class, SharedStore::outbox);
  }

  @Override
  public OperatorLog operatorLog() {
    return port(OperatorLog.class, SharedStore::operatorLog);
  }

  @Override
  public TrafficLog traffic() {
    return port(TrafficLog.class, SharedStore::traffic);
  }

  @Override
  public StoreInspection inspection() {
    return port(StoreInspection.class, SharedStore::inspection);
  }

  @Override
  public void close() {
    nodes.close();
  }
}
