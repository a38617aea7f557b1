package dev.rinha.service.wiring;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.StorePartition;
import dev.rinha.core.store.StorePartition.State;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Whether Redis answers and is set up so that it can keep what was accepted. Asks at most once a
 * second and remembers the answer in between; logs when it changes what is wrong with Redis. That
 * it is away the store logs itself. Thread safe.
 */
final class RedisCheck implements MetricsSource {

  private static final long REMEMBERED_MILLIS = 1_000;
  private static final Logger LOG = Logger.getLogger(RedisCheck.class.getName());

  private final StoreInspection store;
  private final InstantSource clock;
  private Optional<String> complaint = Optional.empty();
  private Optional<StoreHealth> health = Optional.empty();
  private Optional<String> told = Optional.empty();
  private long askedAtMillis = Long.MIN_VALUE;

  RedisCheck(StoreInspection store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  ReadinessCheck asReadinessCheck() {
    return new ReadinessCheck("redis", this::complaint);
  }

  @Override
  public void describe(Measurements now) {
    memory(now);
    List<StorePartition> partitions = store.partitions();
    now.gauge("rinha_store_partitions", "Partitions of the store, by whether they can be used.");
    for (State state : State.values()) {
      now.value(
          partitions.stream().filter(one -> one.state() == state).count(),
          "state",
          state.name().toLowerCase(Locale.ROOT));
    }
    Map<String, List<StorePartition>> nodes =
        partitions.stream()
            .filter(one -> !one.server().isEmpty())
            .collect(
                Collectors.groupingBy(StorePartition::server, TreeMap::new, Collectors.toList()));
    now.gauge("rinha_store_node_up", "1 while a server that has partitions answers this process.");
    nodes.forEach(
        (node, there) ->
            now.value(
                there.stream().anyMatch(one -> one.state() != State.AWAY) ? 1 : 0, "node", node));
    now.gauge("rinha_store_node_partitions", "Partitions that the server has now.");
    nodes.forEach((node, there) -> now.value(there.size(), "node", node));
    now.gauge("rinha_store_node_replicas", "Servers that follow it now.");
    nodes.forEach(
        (node, there) ->
            now.value(
                there.stream().mapToInt(StorePartition::replicas).max().orElse(0), "node", node));
  }

  private synchronized void memory(Measurements now) {
    var _ = complaint();
    health.ifPresent(
        seen -> {
          now.gauge("rinha_store_memory_bytes", "Memory that Redis uses.").value(seen.usedBytes());
          now.gauge("rinha_store_memory_limit_bytes", "Memory that Redis may use; 0 for any.")
              .value(seen.maxBytes());
        });
  }

  private synchronized Optional<String> complaint() {
    long now = clock.millis();
    if (askedAtMillis == Long.MIN_VALUE || now - askedAtMillis >= REMEMBERED_MILLIS) {
      askedAtMillis = now;
      complaint = ask();
    }
    return complaint;
  }

  private Optional<String> ask() {
    try {
      StoreHealth seen = store.health();
      health = Optional.of(seen);
      Optional<String> problem =
          seen.problems().stream().reduce((one, other) -> one + "; " + other);
      if (!problem.equals(told)) {
        LOG.warning(() -> "redis: " + problem.orElse("all is well again"));
        told = problem;
      }
      return problem;
    } catch (StoreException e) {
      health = Optional.empty();
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
