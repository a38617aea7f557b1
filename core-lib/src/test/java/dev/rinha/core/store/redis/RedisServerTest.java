package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreServer;
import dev.rinha.core.store.redis.TestRedis.Edition;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RedisServerTest {

  @Test
  void serverTellsItsStateItsSettingsAndItsTime() {
    try (RedisStore store = store(TestRedis.shared(Edition.BUNDLED).address())) {
      long before = System.currentTimeMillis();

      StoreServer server = store.inspection().server();

      assertEquals(Optional.of("yes"), server.text("appendonly"));
      assertEquals(Optional.of("ok"), server.text("aof_last_write_status"));
      assertTrue(server.number("used_memory") > 0, server::toString);
      assertTrue(server.clockMillis() >= before - 1, server::toString);
      assertTrue(server.clockMillis() <= System.currentTimeMillis() + 1, server::toString);
    }
  }

  @Test
  void readOnlyServerTellsAsWell() {
    try (TestRedis replica = TestRedis.start(Edition.BUNDLED, "--replicaof", "127.0.0.1", "1");
        RedisStore store = store(replica.address())) {
      assertEquals(Optional.of("slave"), store.inspection().server().text("role"));
    }
  }

  @Test
  void whatTheUserMayNotAskIsLeftOut() {
    try (TestRedis redis =
            TestRedis.start(
                Edition.BUNDLED, "--user", "default", "on", "nopass", "~*", "+@all", "-config");
        RedisStore store = store(redis.address())) {
      StoreServer server = store.inspection().server();

      assertEquals(Optional.empty(), server.text("appendfsync"));
      assertEquals(Optional.of("yes"), server.text("appendonly"));
      assertEquals(Optional.of("noeviction"), server.text("maxmemory-policy"));
      assertEquals(Optional.of("master"), server.text("role"));
    }
  }

  @Test
  void serverThatIsAwayIsAStoreException() {
    try (RedisStore store = store("127.0.0.1:1")) {
      assertThrows(StoreException.class, store.inspection()::server);
    }
  }

  @Test
  void storeIsFoundFromANodeOfAClusterThatHasItNot() {
    try (TestRedis here = TestRedis.start(Edition.BUNDLED, "--cluster-enabled", "yes");
        TestRedis there = TestRedis.start(Edition.BUNDLED, "--cluster-enabled", "yes");
        RedisStore store = store(here.address())) {
      Payment payment = new Payment(new UUID(1, 1), new Money(1), 0);
      assertSays("no node of the Redis Cluster has slot", store, payment);

      int slot = SlotHash.getSlot("{rinha}:queue");
      with(there, redis -> redis.clusterAddSlots(slot));
      with(
          here,
          redis -> {
            redis.clusterAddSlots(
                IntStream.range(0, SlotHash.SLOT_COUNT).filter(one -> one != slot).toArray());
            redis.clusterMeet("127.0.0.1", there.port());
            Poll.until(
                "they know each other", () -> redis.clusterInfo().contains("cluster_state:ok"));
          });

      Poll.until("it is found", () -> accepts(store, payment));
      with(there, redis -> assertEquals(1, redis.xlen("{rinha}:queue")));
    }
  }

  private static boolean accepts(RedisStore store, Payment payment) {
    try {
      return store.intake().accept(payment) instanceof Acceptance.Accepted;
    } catch (StoreException e) {
      return false;
    }
  }

  private static void assertSays(String words, RedisStore store, Payment payment) {
    StoreException refusal =
        assertThrows(StoreException.class, () -> store.intake().accept(payment));
    assertTrue(refusal.refused(), refusal::toString);
    assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal::toString);
  }

  private static void with(TestRedis server, Consumer<RedisCommands<String, String>> action) {
    try (RedisClient client = RedisClient.create("redis://" + server.address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      action.accept(connection.sync());
    }
  }

  private static RedisStore store(String address) {
    return RedisStore.open(RedisSettings.at(address));
  }
}
