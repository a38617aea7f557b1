package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.StoreServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the partitions say of themselves; where one word is asked for, the control partition. */
final class PartitionedInspection implements StoreInspection {

  private final List<StoreInspection> all;

  PartitionedInspection(List<? extends SharedStore> stores) {
    this.all = stores.stream().map(SharedStore::inspection).toList();
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
    List<StoreHealth> parts = all.stream().map(StoreInspection::health).toList();
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
}
