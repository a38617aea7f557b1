package dev.rinha.core.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Sends what several callers want at the same time as one call, which must bear being repeated.
 * Nobody waits for company: whoever comes first lets the threads run once that are ready to, takes
 * along what they bring, and does not wait for the answer to an earlier call. Thread safe.
 *
 * @param <T> what one caller wants
 * @param <R> what a call answers to all whose wants it had
 */
final class GroupedCalls<T, R> {

  /** At most in one call, because it holds up whatever else Redis has to do. */
  static final int MOST = 16;

  private final Function<List<T>, R> call;
  private final Runnable pause;
  private final ConcurrentLinkedQueue<Waiting<T, R>> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean collecting = new AtomicBoolean();

  /** What a call answered, and which of those in it the caller was. */
  record Answer<R>(R toAll, int index) {}

  private record Waiting<T, R>(T wanted, CompletableFuture<Answer<R>> answer) {}

  /**
   * @param call is given at least one, in the order of arrival; what it throws is thrown to all
   *     (where it throws because its thread was interrupted, it is called again by another one)
   * @param pause lets others arrive, such as {@link Thread#yield}
   */
  GroupedCalls(Function<List<T>, R> call, Runnable pause) {
    this.call = call;
    this.pause = pause;
  }

  Answer<R> call(T wanted) {
    Waiting<T, R> mine = new Waiting<>(wanted, new CompletableFuture<>());
    arrived.add(mine);
    if (collecting.compareAndSet(false, true)) {
      pause.run();
      sendArrived();
    }
    return answer(mine);
  }

  /** Those who arrive from now on see to themselves; those before are taken along, or sent off. */
  private void sendArrived() {
    collecting.set(false);
    List<Waiting<T, R>> group = new ArrayList<>(MOST); // Taking them needs no memory then.
    for (Waiting<T, R> next = arrived.poll(); next != null; next = arrived.poll()) {
      group.add(next);
      if (group.size() == MOST) {
        break;
      }
    }
    if (!arrived.isEmpty() && collecting.compareAndSet(false, true)) {
      sendElsewhere(this::sendArrived);
    }
    if (!group.isEmpty()) {
      send(group);
    }
  }

  private void send(List<Waiting<T, R>> group) {
    try {
      R toAll = call.apply(group.stream().map(Waiting::wanted).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).answer.complete(new Answer<>(toAll, i));
      }
    } catch (Throwable e) { // Whatever it is, nobody may wait for ever.
      if (group.size() > 1 && Thread.currentThread().isInterrupted()) {
        // Meant is this caller, not the others; what has been done is done again.
        sendElsewhere(() -> send(group));
      } else {
        group.forEach(one -> one.answer.completeExceptionally(e));
      }
    }
  }

  private static void sendElsewhere(Runnable sending) {
    Thread.ofVirtual().name("rinha-redis-group").start(sending);
  }

  private static <R> Answer<R> answer(Waiting<?, R> mine) {
    try {
      return mine.answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
