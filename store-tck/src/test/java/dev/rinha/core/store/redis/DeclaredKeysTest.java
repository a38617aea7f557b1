package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * In all that the contract asks of a store no script touches a key that its caller has not
 * declared. In a Redis Cluster such a key may be at another node already, and the script would fail
 * in its middle.
 */
final class DeclaredKeysTest extends PaymentStoreContract {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  /** A monitored server is slower. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final TestCluster CLUSTER = TestCluster.start(Edition.BUNDLED, 1, false);
  private static final TestRedis SERVER = CLUSTER.nodes().getFirst();
  private static final RedisMonitor MONITOR = new RedisMonitor(SERVER);

  private final String namespace = "declared" + NAMESPACES.incrementAndGet();

  @AfterEach
  void everyKeyThatAScriptTouchesIsDeclared() {
    assertEquals(List.of(), MONITOR.undeclared());
  }

  @AfterAll
  static void everyScriptWasWatched() {
    assertEquals(EnumSet.noneOf(Script.class), MONITOR.unseen());
    MONITOR.close();
    CLUSTER.close();
  }

  @Override
  public StoreFactory factory() {
    return new OneNamespace();
  }

  private final class OneNamespace implements StoreFactory {

    @Override
    public PaymentStore open(long maxUnfinished) {
      return RedisStore.open(
          RedisSettings.at(SERVER.address())
              .withNamespace(namespace)
              .withCommandTimeout(PATIENCE)
              .withMaxUnfinished(maxUnfinished)
              .withIdBuckets(64));
    }

    @Override
    public void loseQueue() {
      ask(redis -> redis.del("{" + namespace + "}:queue"));
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      ask(
          redis -> {
            RedisPlants.handOutAnew(redis, "{" + namespace + "}:queue", destroyed);
            return "";
          });
    }

    /** As another server process does it that answers with the same data. */
    @Override
    public void beginEra() {
      ask(redis -> redis.hset("{" + namespace + "}:settings", "run", "another"));
    }
  }

  private static <T> T ask(Function<RedisCommands<String, String>, T> question) {
    return TestCluster.ask(SERVER, question);
  }

  /** What the contract does not ask of a store, since not every store has it. */
  @Test
  void restOfTheScripts() {
    RedisSettings settings =
        RedisSettings.at(SERVER.address()).withNamespace(namespace).withEnvironment("test");
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store)) {
      store.intake().accept(new Payment(new UUID(1, 1), new Money(1990), 1));
      store.inspection().health();
      store.inspection().environment();
      plants.append("no", "payment");
      store.queue().take("w", 10, 0);
      store.books().dropSetAside(List.of("1-1"));
      store.makeReadOnly();
    }
  }
}
