package dev.rinha.core.engine;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.Claim;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.logging.Level;

/**
 * All that a {@link WorkerLoop} does to the world outside, and the time in it. {@link Worker} fills
 * it with threads and sockets, the simulation with virtual time.
 */
public interface Effects {

  /** A call of the store that is under way. */
  interface Call {
    /**
     * Gives it up: it is executed before anything that is called later, or never. Without that,
     * whoever carries calls may repeat it at any time.
     */
    void cancel();
  }

  /** This moment. Any thread may ask. */
  Now now();

  /** Puts mail into the loop's mailbox, from which a later turn gets it. Any thread may do so. */
  void deliver(WorkerLoop.Mail mail);

  /** Runs a task soon, on a thread of its own that may be kept waiting. */
  void start(Runnable task);

  /**
   * Sends a payment, from within a task. Its first byte leaves at once.
   *
   * @param answered is told what came of it, once, on any thread
   */
  void send(Command.Send send, Consumer<Outcome> answered);

  /**
   * Asks a processor, from within a task.
   *
   * @param answered is told the answer, once, on any thread
   */
  void find(Command.Find find, Consumer<Lookup> answered);

  /**
   * Makes a call of the store, without keeping its caller waiting.
   *
   * @param elements what the call consists of: one by one is executed, so that a call that fails
   *     may have executed some of them; empty if it is executed in whole or not at all
   * @param action makes the call
   * @param answered is told the answer, on any thread
   * @param failed is run instead if the store does not answer
   */
  <W, A> Call call(
      List<W> elements, Function<List<W>, A> action, Consumer<A> answered, Runnable failed);

  /**
   * Makes a call of the store that waits there for the first payment.
   *
   * @param afterMillis when to make it, in milliseconds from now
   * @param waitMillis how long it may wait there
   * @param action makes the call, and is told how long to wait
   * @param answered as in {@link #call}
   * @param failed as in {@link #call}
   */
  Call take(
      long afterMillis,
      long waitMillis,
      LongFunction<List<Claim>> action,
      Consumer<List<Claim>> answered,
      Runnable failed);

  /** Tells who listens what became of a payment. */
  default void publish(PaymentEvent event) {}

  /** Tells operators something. */
  void log(Level level, String message);
}
