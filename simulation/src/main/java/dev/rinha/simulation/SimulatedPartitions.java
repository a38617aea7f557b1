package dev.rinha.simulation;

import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.partitioned.PartitionedStore;
import dev.rinha.core.store.partitioned.Partitioner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The stores in memory that the store is made of: mostly one. Not thread safe. */
final class SimulatedPartitions {

  private static final byte[] KEY = new byte[Partitioner.KEY_BYTES];

  private final VirtualClock clock;
  private final Partitioner partitioner;
  private final List<MemoryStore> stores;
  private final long[] awayUntilMillis;

  SimulatedPartitions(Scenario scenario, VirtualClock clock, MachineClock storeClock) {
    this.clock = clock;
    this.partitioner = new Partitioner(scenario.partitions(), KEY);
    this.stores =
        IntStream.range(0, scenario.partitions())
            .mapToObj(_ -> new MemoryStore(scenario.maxUnfinished(), storeClock))
            .toList();
    this.awayUntilMillis = new long[stores.size()];
  }

  int count() {
    return stores.size();
  }

  /** The store without what happens to it. */
  PaymentStore undisturbed() {
    return over(stores);
  }

  /** The store with what happens to its partitions, of which each is watched. */
  PaymentStore disturbed(World world) {
    return over(
        world.defect.partitions(
            IntStream.range(0, count())
                .<PaymentStore>mapToObj(
                    number ->
                        new Disturbed(world, number, world.watched(stores.get(number), number)))
                .toList()));
  }

  private PaymentStore over(List<? extends PaymentStore> parts) {
    return count() == 1
        ? parts.getFirst()
        : new PartitionedStore(
            parts, partitioner, Runnable::run, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
  }

  /** A partition does not answer until then. */
  void awayUntil(int partition, long untilMillis) {
    awayUntilMillis[partition] = untilMillis;
  }

  private boolean isAway(int partition) {
    return clock.millis() < awayUntilMillis[partition];
  }

  /** It is not certain any more that nothing was lost in a partition, though nothing was. */
  void beginEra(int partition) {
    stores.get(partition).restore(stores.get(partition).copy());
  }

  /** What all had at one time. */
  record Copy(List<MemoryStore.Copy> each) {
    List<Long> generations() {
      return each.stream().map(MemoryStore.Copy::generation).toList();
    }
  }

  Copy copy() {
    return new Copy(stores.stream().map(MemoryStore::copy).toList());
  }

  void restore(Copy copy, IntPredicate lost) {
    IntStream.range(0, count())
        .filter(lost)
        .forEach(number -> stores.get(number).restore(copy.each.get(number)));
  }

  int partitionOf(UUID correlationId) {
    return partitioner.partitionOf(correlationId);
  }

  void loseQueue() {
    stores.forEach(MemoryStore::loseQueue);
  }

  void handOutAnew(boolean destroyed) {
    stores.forEach(store -> store.handOutAnew(destroyed));
  }

  /**
   * Does not answer while it is away. Sometimes it does what it is asked, and nobody hears of that.
   */
  private final class Disturbed extends DelegatingStore {

    private final World world;
    private final int number;
    private final PaymentStore store;

    Disturbed(World world, int number, PaymentStore store) {
      super(store);
      this.world = world;
      this.number = number;
      this.store = store;
    }

    @Override
    public Intake intake() {
      return disturbed(Intake.class, store.intake());
    }

    @Override
    public WorkQueue queue() {
      return disturbed(WorkQueue.class, store.queue());
    }

    @Override
    public PauseSwitch pauses() {
      return disturbed(PauseSwitch.class, store.pauses());
    }

    @Override
    public DeadLetters deadLetters() {
      return disturbed(DeadLetters.class, store.deadLetters());
    }

    @Override
    public Replays replays() {
      return disturbed(Replays.class, store.replays());
    }

    @Override
    public UnknownOutcomes unknownOutcomes() {
      return disturbed(UnknownOutcomes.class, store.unknownOutcomes());
    }

    @Override
    public Ledger ledger() {
      return disturbed(Ledger.class, store.ledger());
    }

    private <P> P disturbed(Class<P> type, P port) {
      return type.cast(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (_, method, arguments) ->
                  method.getName().equals("answerBoundMillis")
                      ? invoke(port, method, arguments)
                      : asked(port, method, arguments)));
    }

    private @Nullable Object asked(Object port, Method method, Object @Nullable [] arguments)
        throws Throwable {
      if (isAway(number)) {
        throw new StoreException("simulated: it does not answer");
      }
      Object answer = invoke(port, method, arguments);
      if (world.mishap(world.scenario.faults().store().answerLost())) {
        throw new StoreException("simulated: its answer is lost");
      }
      return answer;
    }

    private static @Nullable Object invoke(
        Object port, Method method, Object @Nullable [] arguments) throws Throwable {
      try {
        return method.invoke(port, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }
}
