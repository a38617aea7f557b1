package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made on first use. Once made it reconnects by itself; until then each use
 * tries again, but not more often than every {@link #PAUSE}: in between callers fail at once, so
 * that a Redis that is away does not hold up those who could tell their own callers. Thread safe.
 *
 * <p>A connection can also go silent without an end, when something in between forgets it, and
 * would be waited for in vain for ever. Whoever gets no answer in time {@linkplain #suspect says
 * so}; if then a new connection works while the old one still carries nothing, the new one takes
 * its place. Redis is told to drop the old one first: what is still on its way there would
 * otherwise be done at any time, after what follows on the new one.
 */
final class LazyConnection implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** How much longer than a new connection an old one may take for an answer. */
  private static final Duration LATER_ANSWER = Duration.ofMillis(500);

  private static final Logger LOG = Logger.getLogger(LazyConnection.class.getName());

  private final RedisClient client;
  private final RedisURI uri;
  private final String name;
  private final Duration answersWithin;
  private final Runnable lost;
  private final LongSupplier nanos;
  private final AtomicBoolean inquiring = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private String nameInUse = "";
  private int opened;
  private @Nullable Failure lastFailure;

  private record Failure(RuntimeException cause, long atNanos) {}

  /**
   * @param answersWithin after which time a command fails with a {@link
   *     RedisCommandTimeoutException}; zero for never, so that whoever waits for its answer has to
   *     do that for a time only
   * @param lost is run whenever the connection is lost, before it is made again
   * @param nanos a clock that never jumps
   */
  LazyConnection(
      RedisClient client, RedisURI uri, Duration answersWithin, Runnable lost, LongSupplier nanos) {
    this.client = client;
    this.uri = uri;
    this.name = "rinha-" + UUID.randomUUID() + "-";
    this.answersWithin = answersWithin;
    this.lost = lost;
    this.nanos = nanos;
  }

  /** Whether each command ends by itself, answered or not. */
  boolean endsCommands() {
    return answersWithin.isPositive();
  }

  /**
   * @throws StoreException if Redis cannot be reached
   */
  StatefulRedisConnection<byte[], byte[]> get() {
    StatefulRedisConnection<byte[], byte[]> made = connection;
    return made != null ? made : connect();
  }

  /** Whether it stands now; not before its first use. */
  boolean connected() {
    StatefulRedisConnection<byte[], byte[]> made = connection;
    return made != null && made.isOpen();
  }

  private StatefulRedisConnection<byte[], byte[]> connect() {
    lock.lock();
    try {
      StatefulRedisConnection<byte[], byte[]> made = connection;
      if (made != null) {
        return made;
      }
      Failure failure = lastFailure;
      if (failure != null && nanos.getAsLong() - failure.atNanos < PAUSE.toNanos()) {
        throw unreachable(failure.cause);
      }
      String next = nextName();
      made = open(next);
      nameInUse = next;
      connection = made;
      return made;
    } catch (RedisException e) {
      lastFailure = new Failure(e, nanos.getAsLong());
      throw unreachable(e);
    } finally {
      lock.unlock();
    }
  }

  /** Each has a name of its own, by which Redis can be told to drop it. */
  private String nextName() {
    return name + ++opened;
  }

  private StatefulRedisConnection<byte[], byte[]> open(String clientName) {
    RedisURI named = RedisURI.builder(uri).withClientName(clientName).build();
    StatefulRedisConnection<byte[], byte[]> made = client.connect(ByteArrayCodec.INSTANCE, named);
    made.setTimeout(answersWithin);
    made.addListener(
        new RedisConnectionStateListener() {
          @Override
          public void onRedisDisconnected(RedisChannelHandler<?, ?> ignored) {
            lost.run();
          }
        });
    return made;
  }

  /** A command was not answered in time: inquires, in the background, whether it never will be. */
  void suspect() {
    StatefulRedisConnection<byte[], byte[]> suspected = connection;
    if (suspected != null && inquiring.compareAndSet(false, true)) {
      // Asked before anything else is: after a read that waits it would wait as well.
      CompletableFuture<String> answer = suspected.async().ping().toCompletableFuture();
      Thread.ofVirtual().name("rinha-redis-inquiry").start(() -> inquire(suspected, answer));
    }
  }

  private void inquire(
      StatefulRedisConnection<byte[], byte[]> suspected, CompletableFuture<String> answer) {
    lock.lock();
    try {
      String next = nextName();
      StatefulRedisConnection<byte[], byte[]> fresh = open(next);
      if (isSilent(answer)) {
        drop(nameInUse, fresh);
        lost.run();
        nameInUse = next;
        connection = fresh;
        suspected.closeAsync();
        LOG.warning(
            "a connection to Redis at %s:%s has gone silent; a new one takes its place"
                .formatted(uri.getHost(), uri.getPort()));
      } else {
        fresh.closeAsync();
      }
    } catch (RedisException e) {
      // Redis itself is silent or away; the connection may be as good as any.
    } finally {
      answer.cancel(true);
      lock.unlock();
      inquiring.set(false);
    }
  }

  /** A connection that is down is not silent: it is being made again already. */
  private static boolean isSilent(CompletableFuture<String> answer) {
    try {
      var _ = answer.get(LATER_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RedisCommandTimeoutException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Best effort: a user may not be permitted to; the scripts bear late writes as well. */
  private void drop(String clientName, StatefulRedisConnection<byte[], byte[]> by) {
    try {
      String clients = by.async().clientList().get(LATER_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      for (String client : clients.lines().toList()) {
        if (client.contains(" name=" + clientName + " ")) {
          long id = Long.parseLong(client.substring(3, client.indexOf(' ')));
          var _ =
              by.async()
                  .clientKill(KillArgs.Builder.id(id))
                  .get(LATER_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.warning("Redis does not drop the silent connection: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the connection, if there is one; the next use makes another. */
  @Override
  public void close() {
    lock.lock();
    try {
      StatefulRedisConnection<byte[], byte[]> made = connection;
      connection = null;
      if (made != null) {
        made.closeAsync();
      }
    } finally {
      lock.unlock();
    }
  }

  private StoreException unreachable(RuntimeException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // A timeout of the connection has no words of its own.
    String message = Objects.requireNonNullElse(root.getMessage(), "no answer in time");
    String meaning = RedisNode.meaning(message).orElse("is not reachable: " + message);
    return StoreException.refused(
        "Redis at %s:%s %s".formatted(uri.getHost(), uri.getPort(), meaning), cause);
  }
}
