package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.StorePartition;
import dev.rinha.core.store.StorePlace;
import dev.rinha.core.store.StoreServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** What the partitions say of themselves; where one word is asked for, the control partition. */
final class PartitionedInspection implements StoreInspection {

  private final List<StoreInspection> all;
  private final Partitioner partitioner;

  PartitionedInspection(List<? extends SharedStore> stores, Partitioner partitioner) {
    this.all = stores.stream().map(SharedStore::inspection).toList();
    this.partitioner = partitioner;
  }

  @Override
  public Optional<String> environment() {
    return all.getFirst().environment();
  }

  @Override
  public boolean exists() {
    return all.getFirst().exists();
  }

  /**
   * {@inheritDoc}
   *
   * <p>What is wrong anywhere, each once; and the memory of the partition whose server is fullest.
   */
  @Override
  public StoreHealth health() {
    List<StoreHealth> parts = each(StoreInspection::health);
    StoreHealth fullest =
        parts.stream().max((one, other) -> Double.compare(share(one), share(other))).orElseThrow();
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (StoreHealth part : parts) {
      problems.addAll(part.problems());
      warnings.addAll(part.warnings());
    }
    return new StoreHealth(
        parts.getFirst().version(),
        fullest.usedBytes(),
        fullest.maxBytes(),
        problems.stream().distinct().toList(),
        warnings.stream().distinct().toList());
  }

  private static double share(StoreHealth health) {
    return health.maxBytes() == 0
        ? health.usedBytes() / (double) Long.MAX_VALUE
        : health.usedBytes() / (double) health.maxBytes();
  }

  @Override
  public StoreServer server() {
    return all.getFirst().server();
  }

  @Override
  public StorePlace placeOf(UUID correlationId) {
    int number = partitioner.partitionOf(correlationId);
    StorePlace there = all.get(number).placeOf(correlationId);
    return new StorePlace(number, all.size(), there.server(), there.cluster());
  }

  @Override
  public List<StorePartition> partitions() {
    List<StorePartition> partitions = new ArrayList<>();
    for (StorePartition there : each(one -> one.partitions().getFirst())) {
      partitions.add(
          new StorePartition(partitions.size(), there.server(), there.state(), there.replicas()));
    }
    return partitions;
  }

  /** Asks all at the same time: where several do not answer, that is waited for once. */
  private <A> List<A> each(Function<StoreInspection, A> question) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<A>> asked =
          all.stream()
              .map(one -> CompletableFuture.supplyAsync(() -> question.apply(one), each))
              .toList();
      return asked.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StoreException why ? why : e;
    }
  }
}
