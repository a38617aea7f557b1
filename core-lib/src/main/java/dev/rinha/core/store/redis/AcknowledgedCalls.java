package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.StoreException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes that count once so many replicas of the server have them. Waiting for that blocks a
 * connection, so these have one of their own; what arrives while it waits is sent together next,
 * and waits once. Thread safe.
 *
 * <p>A call that changed nothing, because an earlier one had done the same, waits for that earlier
 * one as well, on whichever connection that was: Redis waits for all that was written before the
 * last command of the connection.
 */
final class AcknowledgedCalls implements AutoCloseable {

  private final RedisNode node;
  private final LazyConnection connection;
  private final int replicas;
  private final long waitMillis;
  private final ConcurrentLinkedQueue<Pending<?>> arrived = new ConcurrentLinkedQueue<>();
  private final ReentrantLock oneSends = new ReentrantLock();

  /** What somebody waits for; filled in by whoever sends it. */
  private static final class Pending<T> {
    private final Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command;
    private @Nullable T answer;
    private @Nullable RuntimeException failure;

    private Pending(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
      this.command = command;
    }

    private boolean ended() {
      return answer != null || failure != null;
    }
  }

  /**
   * @param connection for these calls alone
   * @param replicas how many must have it
   * @param waitMillis for how long they may take
   */
  AcknowledgedCalls(RedisNode node, LazyConnection connection, int replicas, long waitMillis) {
    this.node = node;
    this.connection = connection;
    this.replicas = replicas;
    this.waitMillis = waitMillis;
  }

  /**
   * @throws StoreException also if it was done and too few replicas have it in time
   */
  <T> T call(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
    Pending<T> mine = new Pending<>(command);
    arrived.add(mine);
    oneSends.lock();
    try {
      if (!mine.ended()) {
        send();
      }
    } finally {
      oneSends.unlock();
    }
    if (mine.failure != null) {
      throw mine.failure;
    }
    return requireNonNull(mine.answer);
  }

  private void send() {
    List<Pending<?>> batch = new ArrayList<>();
    for (Pending<?> next = arrived.poll(); next != null; next = arrived.poll()) {
      batch.add(next);
    }
    List<Runnable> answers = batch.stream().map(this::dispatch).toList();
    @Nullable StoreException unacknowledged = awaitReplicas();
    answers.forEach(Runnable::run);
    if (unacknowledged != null) {
      for (Pending<?> one : batch) {
        one.failure = one.failure == null ? unacknowledged : one.failure;
      }
    }
  }

  /** Answers what takes the answer. */
  private <T> Runnable dispatch(Pending<T> pending) {
    try {
      RedisFuture<T> future = node.dispatch(connection, pending.command);
      return () -> {
        try {
          pending.answer = node.answer(connection, future);
        } catch (RuntimeException e) {
          pending.failure = e;
        }
      };
    } catch (StoreException e) {
      pending.failure = e;
      return () -> {};
    }
  }

  private @Nullable StoreException awaitReplicas() {
    try {
      long have =
          node.call(
              connection, redis -> redis.waitForReplication(replicas, waitMillis), waitMillis);
      return have >= replicas
          ? null
          : new StoreException(
              "%s: %s of %s replicas have it within %s ms; it may be done"
                  .formatted(node.where(), have, replicas, waitMillis));
    } catch (StoreException e) {
      return e.refused() ? new StoreException(String.valueOf(e.getMessage()), e) : e;
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
