package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.StoreInspection;
import dev.rinha.core.store.StorePartition;
import dev.rinha.core.store.StorePartition.State;
import dev.rinha.core.store.StorePlace;
import dev.rinha.core.store.StoreServer;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What Redis, and the store in it, say of themselves. */
final class RedisInspection implements StoreInspection {

  private final RedisContext context;

  RedisInspection(RedisContext context) {
    this.context = context;
  }

  @Override
  public Optional<String> environment() {
    return Optional.of(context.run(Script.ENVIRONMENT).text(0)).filter(name -> !name.isEmpty());
  }

  @Override
  public boolean exists() {
    return context.exists();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Version, persistence, eviction, memory, and whether Redis takes writes.
   */
  @Override
  public StoreHealth health() {
    HealthCheck check = new HealthCheck(context, context.settings());
    return context.makes() ? context.withQueue(() -> check.run(true)) : check.run(false);
  }

  @Override
  public StoreServer server() {
    return context.link().told();
  }

  @Override
  public StorePlace placeOf(UUID correlationId) {
    var _ = context.link().generation(); // Which server has it is known once it has answered.
    return new StorePlace(0, 1, context.link().server(), context.link().isInCluster());
  }

  @Override
  public List<StorePartition> partitions() {
    RedisLink link = context.link();
    try {
      var _ = link.generation(); // INFO alone is answered by a server without the slot, too.
      int replicas = replicas(link);
      boolean enough = replicas >= context.settings().replicas();
      State state = enough ? State.WELL : State.TOO_FEW_REPLICAS;
      return List.of(new StorePartition(0, link.server(), state, replicas));
    } catch (StoreException e) {
      return List.of(new StorePartition(0, serverIfKnown(link), State.AWAY, 0));
    }
  }

  private static String serverIfKnown(RedisLink link) {
    try {
      return link.server();
    } catch (StoreException e) {
      return "";
    }
  }

  private static int replicas(RedisLink link) {
    try {
      return HealthCheck.replicasOnline(link.info("replication"));
    } catch (StoreException e) {
      if (e.getCause() instanceof RedisCommandExecutionException) {
        return 0;
      }
      throw e;
    }
  }
}
