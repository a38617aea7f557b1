package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class BoundedShutdownTest {

  private boolean asked;

  @Test
  @Timeout(60)
  void clientThatNeverEndsIsNotWaitedForWithoutBound() {
    ClientResources resources = ClientResources.create();
    RedisClient client =
        new RedisClient(resources, RedisURI.create("redis://127.0.0.1")) {
          @Override
          public CompletableFuture<Void> shutdownAsync(long quiet, long timeout, TimeUnit unit) {
            asked = true;
            return new CompletableFuture<>();
          }
        };

    BoundedShutdown.of(client);

    assertTrue(asked);
    var _ = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
