package dev.rinha.core.store.redis;

import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Sends what several callers want at the same time as one call. Nobody waits for company: each lets
 * the threads run once that are ready to, and then sends what has arrived, itself included, unless
 * another one has; and no call waits for the answer to an earlier one. Thread safe.
 *
 * @param <T> what one caller wants
 * @param <R> what a call answers to all whose wants it had
 */
final class GroupedCalls<T, R> {

  /** At most in one call, because it holds up whatever else Redis has to do. */
  static final int MAX_IN_A_CALL = 16;

  private final Function<List<T>, R> call;
  private final Runnable letOthersArrive;
  private final ConcurrentLinkedQueue<Waiting<T, R>> arrived = new ConcurrentLinkedQueue<>();

  /** What a call answered, and which of those in it the caller was. */
  record Answer<R>(R toAll, int index) {}

  private static final class Waiting<T, R> {
    private final T wanted;
    private final CompletableFuture<Answer<R>> answer = new CompletableFuture<>();
    private volatile boolean taken;

    Waiting(T wanted) {
      this.wanted = wanted;
    }
  }

  /**
   * @param call is given at least one, in the order of arrival, and has a bound of its own; what it
   *     throws is thrown to all
   * @param letOthersArrive runs on the caller's thread, such as {@link Thread#yield}
   */
  GroupedCalls(Function<List<T>, R> call, Runnable letOthersArrive) {
    this.call = call;
    this.letOthersArrive = letOthersArrive;
  }

  /**
   * Has that done, and waits for the answer.
   *
   * @throws StoreException if the thread is interrupted: whether it is done is not known
   */
  Answer<R> call(T wanted) {
    Waiting<T, R> mine = new Waiting<>(wanted);
    arrived.add(mine);
    letOthersArrive.run();
    while (!mine.taken) {
      List<Waiting<T, R>> group = takeArrived();
      if (group.size() == 1 && group.getFirst() == mine) {
        send(group);
      } else if (!group.isEmpty()) {
        sendElsewhere(group);
      }
    }
    return answer(mine);
  }

  private List<Waiting<T, R>> takeArrived() {
    List<Waiting<T, R>> group = new ArrayList<>(MAX_IN_A_CALL);
    while (group.size() < MAX_IN_A_CALL && arrived.poll() instanceof Waiting<T, R> next) {
      next.taken = true;
      group.add(next);
    }
    return group;
  }

  /** So that the interruption of one, or the end of his stack, is not that of the others. */
  private void sendElsewhere(List<Waiting<T, R>> group) {
    try {
      Thread.ofVirtual().name("rinha-redis-group").start(() -> send(group));
    } catch (Throwable e) {
      fail(group, e);
    }
  }

  private void send(List<Waiting<T, R>> group) {
    try {
      R toAll = call.apply(group.stream().map(one -> one.wanted).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer.complete(new Answer<>(toAll, i));
      }
    } catch (Throwable e) { // Whatever it is, nobody may wait for ever.
      fail(group, e);
    }
  }

  private void fail(List<Waiting<T, R>> group, Throwable failure) {
    group.forEach(one -> one.answer.completeExceptionally(failure));
  }

  private static <R> Answer<R> answer(Waiting<?, R> mine) {
    try {
      return mine.answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for Redis; it may be done", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
