package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreServer;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.util.Optional;
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

      assertEquals(Optional.empty(), server.text("appendonly"));
      assertEquals(Optional.of("master"), server.text("role"));
    }
  }

  @Test
  void serverThatIsAwayIsAStoreException() {
    try (RedisStore store = store("127.0.0.1:1")) {
      assertThrows(StoreException.class, store.inspection()::server);
    }
  }

  private static RedisStore store(String address) {
    return RedisStore.open(RedisSettings.at(address));
  }
}
