package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made on first use. Once made it reconnects by itself; until then each use
 * tries again, but not more often than every {@link #PAUSE}: in between callers fail at once, so
 * that a Redis that is away does not hold up those who could tell their own callers. Thread safe.
 */
final class LazyConnection {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final RedisClient client;
  private final RedisURI uri;
  private final Runnable lost;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private @Nullable Failure lastFailure;

  private record Failure(RuntimeException cause, long atNanos) {}

  /**
   * @param lost is run whenever the connection is lost, before it is made again
   */
  LazyConnection(RedisClient client, RedisURI uri, Runnable lost) {
    this.client = client;
    this.uri = uri;
    this.lost = lost;
  }

  /**
   * @throws StoreException if Redis cannot be reached
   */
  StatefulRedisConnection<byte[], byte[]> get() {
    StatefulRedisConnection<byte[], byte[]> made = connection;
    return made != null ? made : connect();
  }

  private StatefulRedisConnection<byte[], byte[]> connect() {
    lock.lock();
    try {
      StatefulRedisConnection<byte[], byte[]> made = connection;
      if (made != null) {
        return made;
      }
      Failure failure = lastFailure;
      if (failure != null && System.nanoTime() - failure.atNanos < PAUSE.toNanos()) {
        throw unreachable(failure.cause);
      }
      made = client.connect(ByteArrayCodec.INSTANCE, uri);
      made.addListener(
          new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> ignored) {
              lost.run();
            }
          });
      connection = made;
      return made;
    } catch (io.lettuce.core.RedisException e) {
      lastFailure = new Failure(e, System.nanoTime());
      throw unreachable(e);
    } finally {
      lock.unlock();
    }
  }

  private StoreException unreachable(RuntimeException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new StoreException(
        "Redis at %s:%s is not reachable: %s"
            .formatted(
                uri.getHost(),
                uri.getPort(),
                // A timeout of the connection has no words of its own.
                Objects.requireNonNullElse(root.getMessage(), "no answer in time")),
        cause);
  }
}
