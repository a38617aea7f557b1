package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.Replays;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Replays of frozen selections: one of the same id in each partition. It is there when the control
 * partition has it, which begins first; and frozen when all are.
 */
final class PartitionedReplays implements Replays {

  private final Partitions partitions;

  PartitionedReplays(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public void begin(String id, String criteria, String reason, long nowMillis, boolean force) {
    partitions
        .control()
        .call(
            Partitions.doing(
                store -> store.replays().begin(id, criteria, reason, nowMillis, force)));
    partitions.everyDoes(
        partitions.allButControl(),
        store -> store.replays().begin(id, criteria, reason, nowMillis, force));
  }

  @Override
  public void select(String id, List<DeadLetter> letters) {
    var _ =
        partitions.split(
            letters,
            letter -> letter.payment().correlationId(),
            (store, own) -> {
              store.replays().select(id, own);
              return own;
            });
  }

  @Override
  public void freeze(String id) {
    partitions.everyDoes(store -> store.replays().freeze(id));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The oldest of each partition first, one partition after the other.
   */
  @Override
  public Step step(String id, int max, Function<DeadLetter, Replay> how) {
    List<Optional<FrozenReplay>> parts = partitions.every(store -> store.replays().find(id));
    if (!merged(parts).orElseThrow(() -> new StoreException("there is no replay " + id)).frozen()) {
      return new Step(merged(parts).orElseThrow(), false);
    }
    boolean queueFull = false;
    List<Optional<FrozenReplay>> after = new ArrayList<>(parts);
    long room = max;
    for (Partition partition : partitions.all()) {
      FrozenReplay before = parts.get(partition.number()).orElseThrow();
      if (room > 0 && before.left() > 0) {
        int share = (int) Math.min(room, before.left());
        Step step = partition.call(store -> store.replays().step(id, share, how));
        queueFull |= step.queueFull();
        room -= Math.max(0, before.left() - step.replay().left());
        after.set(partition.number(), Optional.of(step.replay()));
      }
    }
    return new Step(merged(after).orElseThrow(), queueFull);
  }

  @Override
  public Optional<FrozenReplay> find(String id) {
    return merged(partitions.every(store -> store.replays().find(id)));
  }

  @Override
  public List<FrozenReplay> all() {
    List<Map<String, FrozenReplay>> parts =
        partitions.every(
            store ->
                store.replays().all().stream()
                    .collect(Collectors.toMap(FrozenReplay::id, Function.identity())));
    return partitions.control().call(store -> store.replays().all()).stream()
        .flatMap(
            one ->
                merged(parts.stream().map(part -> Optional.ofNullable(part.get(one.id()))).toList())
                    .stream())
        .toList();
  }

  private static Optional<FrozenReplay> merged(List<Optional<FrozenReplay>> parts) {
    return parts
        .getFirst()
        .map(
            control ->
                new FrozenReplay(
                    control.id(),
                    control.criteria(),
                    control.reason(),
                    control.begunAtMillis(),
                    parts.stream().allMatch(part -> part.filter(FrozenReplay::frozen).isPresent()),
                    sum(parts, FrozenReplay::selected),
                    sum(parts, FrozenReplay::replayed),
                    sum(parts, FrozenReplay::gone)));
  }

  private static long sum(List<Optional<FrozenReplay>> parts, ToLongFunction<FrozenReplay> number) {
    return parts.stream().flatMap(Optional::stream).mapToLong(number).sum();
  }
}
