package dev.rinha.service.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.ReadinessCheck;
import dev.rinha.service.metrics.MetricsSource;
import dev.rinha.service.role.Role;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class RouterEngineTest {

  @Test
  void everyBoundThatIsConfiguredIsTheWorkers() {
    ServiceConfig config =
        ServiceConfig.from(
            Configuration.load(
                Map.of(
                    "execution.claim-timeout", "3s",
                    "execution.in-doubt-bound", "71s",
                    "execution.max-age", "2h",
                    "processors.default.response-timeout", "9s",
                    "processors.fallback.response-timeout", "8s"),
                Map.of()));

    try (MemoryStore store = new MemoryStore()) {
      RouterEngine engine = RouterEngine.of(config, store, InstantSource.system());
      engine.start(new CompletableFuture<>(), 1);
      Poll.until("it says who it is", () -> !store.workers().all().isEmpty());
      WorkerTerms terms = store.workers().all().getFirst();
      engine.stop(Duration.ZERO);

      assertEquals(3_000, terms.claimTimeoutMillis());
      assertEquals(71_000, terms.inDoubtBoundMillis());
      assertEquals(Map.of("default", 9_000L, "fallback", 8_000L), terms.responseTimeoutMillis());
    }
    assertEquals(7_200_000, config.execution().settings().maxAgeMillis());
  }

  @Test
  void healthSaysThatTheWorkerDoesNotRun() {
    ServiceConfig config = ServiceConfig.from(Configuration.load(Map.of(), Map.of()));
    try (RedisStore store = RedisStore.open(RedisSettings.at("127.0.0.1:1"))) {
      RouterEngine execution = RouterEngine.of(config, store, InstantSource.system());
      RedisCheck redis = new RedisCheck(store.inspection(), InstantSource.system());
      Role role = execution.worker(redis, MetricsSource.NONE);
      ReadinessCheck worker = role.checks().get(1);
      Optional<String> complaint = Optional.of("does not run; see the log and restart the process");
      assertEquals(complaint, worker.complaint().get());

      execution.start(new CompletableFuture<>(), 1);
      assertEquals(Optional.empty(), worker.complaint().get());

      execution.stop(Duration.ZERO);
      assertEquals(complaint, worker.complaint().get());
      role.close();
    }
  }
}
