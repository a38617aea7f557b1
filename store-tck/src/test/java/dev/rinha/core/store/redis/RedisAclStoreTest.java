package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.Relay;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract with what {@code compose/redis.acl} permits: enough, and nothing else. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class RedisAclStoreTest extends PaymentStoreContract {

  private static final Map<Edition, GuardedRedis> SERVERS = new ConcurrentHashMap<>();
  private static final String PASSWORD = "of the test";

  @Parameter Edition edition = Edition.BUNDLED;

  private final StoreFactory factory = new AsTheUser();

  private GuardedRedis server() {
    return SERVERS.computeIfAbsent(edition, one -> GuardedRedis.start(one, PASSWORD, Set.of()));
  }

  @BeforeEach
  void forget() {
    server().asOperator(RedisCommands::flushall);
  }

  @AfterAll
  static void nothingWasRefusedAndEverythingPermittedWasUsed() {
    try {
      for (GuardedRedis server : SERVERS.values()) {
        assertEquals(List.of(), server.refused());
        assertEquals(Set.of(), server.unused());
      }
    } finally {
      SERVERS.values().forEach(GuardedRedis::close);
      SERVERS.clear();
    }
  }

  @Override
  public StoreFactory factory() {
    return factory;
  }

  private final class AsTheUser implements StoreFactory {

    @Override
    public PaymentStore open(long maxUnfinished) {
      return RedisStore.open(
          server().settings().withMaxUnfinished(maxUnfinished).withIdBuckets(64));
    }

    @Override
    public void loseQueue() {
      server().asOperator(redis -> redis.del("{rinha}:queue"));
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      server()
          .asOperator(
              redis -> {
                RedisPlants.handOutAnew(
                    redis.getStatefulConnection().sync(), "{rinha}:queue", destroyed);
                return "";
              });
    }

    @Override
    public void beginEra() {
      server().asOperator(redis -> redis.hset("{rinha}:settings", "run", "another"));
    }
  }

  @Test
  void partsOfAStoreMayBeUsed() {
    RedisSettings parted = server().settings().withPartitions(4);
    try (RedisStore store = RedisStore.open(parted)) {
      for (int i = 0; i < 32; i++) {
        store.intake().accept(payment());
      }
      assertEquals(32, store.ledger().census().accepted());
    }
  }

  @Test
  void replicasMayBeWaitedFor() {
    try (RedisStore store = RedisStore.open(server().settings().withReplicas(1))) {
      StoreException alone =
          assertThrows(StoreException.class, () -> store.intake().accept(payment()));

      assertTrue(String.valueOf(alone.getMessage()).contains("0 of 1 replicas"), alone::toString);
    }
  }

  @Test
  void healthMayBeAskedFor() {
    try (RedisStore store = RedisStore.open(server().settings())) {
      store.intake().accept(payment());
      StoreHealth health = store.inspection().health();

      assertEquals(List.of(), health.problems());
      assertEquals(List.of(), health.warnings());
    }
  }

  @Test
  void slowRedisMayBeAskedWhetherItAnswersAtAll() {
    RedisSettings hasty = server().settings().withCommandTimeout(Duration.ofMillis(100));
    try (RedisStore store = RedisStore.open(hasty)) {
      Poll.until("payments are accepted", () -> accepts(store));
      server().asOperator(redis -> redis.clientPause(1_000));
      assertThrows(StoreException.class, () -> store.intake().accept(payment()));

      Poll.until("it is asked", () -> !server().unused().contains("ping"));
      Poll.until("payments are accepted again", () -> accepts(store));
    }
  }

  @Test
  void silentConnectionMayBeDropped() throws IOException {
    String[] at = server().address().split(":", 2);
    try (Relay relay = new Relay(new InetSocketAddress(at[0], Integer.parseInt(at[1])))) {
      RedisSettings settings = server().settings();
      RedisSettings there = RedisSettings.at(relay.address()).withAccess(settings.access());
      try (RedisStore store = RedisStore.open(there)) {
        store.intake().accept(payment());
        relay.silence();
        assertThrows(StoreException.class, () -> store.intake().accept(payment()));

        Poll.until("payments are accepted", () -> accepts(store));
      }
    }
  }

  private static boolean accepts(RedisStore store) {
    try {
      store.intake().accept(payment());
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  /** On a server of its own: what is refused here is nobody's mistake. */
  @Test
  void keysOfOthersAreOutOfReach() {
    try (GuardedRedis own = GuardedRedis.start(edition, PASSWORD, Set.of())) {
      for (String other : List.of("rinhas", "rinh", "x")) {
        try (RedisStore store = RedisStore.open(own.settings().withNamespace(other))) {
          StoreException refused =
              assertThrows(StoreException.class, () -> store.intake().accept(payment()));

          assertTrue(
              String.valueOf(refused.getMessage()).contains("does not permit its user"),
              refused::toString);
        }
      }
    }
  }

  private static Payment payment() {
    return new Payment(UUID.randomUUID(), new Money(1990), 1_752_600_000_000L);
  }
}
