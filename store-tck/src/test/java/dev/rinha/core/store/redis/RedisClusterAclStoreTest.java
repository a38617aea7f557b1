package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.StoreFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract in a Redis Cluster, of the newest Redis that there is, with what {@code
 * docs/security.md} says its user needs there.
 */
final class RedisClusterAclStoreTest extends PaymentStoreContract {

  private static final int PARTITIONS = 16;

  private static final GuardedCluster GUARDED = GuardedCluster.start(Edition.available().getLast());

  @BeforeEach
  void forget() {
    GUARDED.flush();
  }

  @AfterAll
  static void nothingWasRefusedAndEverythingAddedWasUsed() {
    try {
      assertEquals(List.of(), GUARDED.refused());
      assertEquals(Set.of(), GUARDED.unused());
    } finally {
      GUARDED.close();
    }
  }

  @Override
  public StoreFactory factory() {
    return new ClusterStoreFactory(GUARDED.cluster(), GUARDED.access(), "rinha", PARTITIONS);
  }

  @Test
  void userAlsoWorksOnTheServerThatTakesOver() {
    RedisSettings settings =
        RedisSettings.at(GUARDED.cluster().addresses())
            .withAccess(GUARDED.access())
            .withPartitions(PARTITIONS);
    try (RedisStore store = RedisStore.open(settings)) {
      TestRedis primary = GUARDED.cluster().primaries().getFirst();
      store.intake().accept(payment());

      GUARDED.cluster().fail(primary);

      for (int i = 0; i < PARTITIONS * 4; i++) {
        Payment payment = payment();
        Poll.until("the payment is accepted", () -> accepts(store, payment));
      }
      primary.start();
      GUARDED.cluster().awaitWell();
    }
  }

  @Test
  void documentationNamesWhatIsAdded() throws IOException {
    String documentation = Files.readString(Path.of("..", "docs", "security.md"));
    for (String command : GuardedCluster.ADDED) {
      assertTrue(documentation.contains("+" + command.replace("|", "\\|")), command);
    }
  }

  private static boolean accepts(RedisStore store, Payment payment) {
    try {
      store.intake().accept(payment);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private static Payment payment() {
    return new Payment(UUID.randomUUID(), new Money(1990), 1_752_600_000_000L);
  }
}
