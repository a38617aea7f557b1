package dev.rinha.core.execution;

import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.Write;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a human does about payments that the worker cannot finish by itself: dead letters and
 * payments in doubt. Needs the store only; workers may be at work meanwhile or not. What is done,
 * and the reason given for it, stands in the payment's {@link History}.
 *
 * <p>Thread safe. Calls may throw {@link dev.rinha.core.store.StoreException}; repeating them with
 * the same arguments does nothing twice.
 */
public final class Operator {

  private final PaymentStore store;
  private final InstantSource clock;

  /**
   * What became of the letters of a selection.
   *
   * @param replayed back on the queue
   * @param notDead left alone: replayed before, purged, or died again after they were selected
   * @param queueFull still dead, because as many payments are unfinished as may be
   */
  public record ReplayResult(int replayed, int notDead, int queueFull) {}

  /** What became of a resolution. */
  public enum Resolution {
    /** Settled, or back on the queue, as was said. */
    DONE,
    /** The payment is not in doubt, or not any more; nothing changed. */
    NOT_IN_DOUBT,
    /**
     * Said to be executed, but meanwhile given to another attempt. It may have been paid twice; the
     * store keeps that among its conflicts.
     */
    CONFLICT
  }

  /** Creates one that acts on that store; does not close it. */
  public Operator(PaymentStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Selects dead letters, oldest death first. The list is frozen: what dies afterwards is not in
   * it.
   *
   * @param max at most this many
   */
  public List<DeadLetter> deadLetters(DeadLetterFilter filter, int max) {
    return store.deadLetters(filter, max);
  }

  /** Selects the dead letters of these payments, each once; those that are not dead are missing. */
  public List<DeadLetter> deadLetters(Collection<UUID> correlationIds) {
    return correlationIds.stream()
        .distinct()
        .map(store::deadLetter)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Puts selected dead letters back on the queue, where their age counts anew. A letter is replayed
   * once, however often its selection is: when this fails half-way, repeat it.
   *
   * @param reason why, for the histories
   */
  public ReplayResult replay(List<DeadLetter> selection, Remark reason) {
    long now = clock.millis();
    List<Replayed> answers =
        store.replay(selection.stream().map(letter -> replay(letter, reason, now)).toList());
    return new ReplayResult(
        Collections.frequency(answers, Replayed.DONE),
        Collections.frequency(answers, Replayed.NOT_DEAD),
        Collections.frequency(answers, Replayed.QUEUE_FULL));
  }

  private static Replay replay(DeadLetter letter, Remark reason, long now) {
    History history =
        new History(letter.history()).replayed(reason, ageMillis(letter.payment(), now));
    return new Replay(letter, now, history.text());
  }

  /**
   * Lists payments in doubt, longest in doubt first.
   *
   * @param max at most this many
   */
  public List<InDoubtPayment> inDoubt(int max) {
    return store.inDoubt(max);
  }

  /**
   * Ends a doubt, in one atomic step. {@link Verdict#SETTLED} settles the payment with the attempt
   * that is recorded. {@link Verdict#NOT_EXECUTED} puts it back on the queue, free for any
   * processor; a worker that holds it loses it. <b>If that verdict is wrong the payment may be
   * executed twice</b>, and a request that is being sent again just now is not called back.
   *
   * @param reason why, for the history
   */
  public Resolution resolve(UUID correlationId, Verdict verdict, Remark reason) {
    return store
        .inDoubt(correlationId)
        .map(payment -> resolve(payment, verdict, reason))
        .orElse(Resolution.NOT_IN_DOUBT);
  }

  private Resolution resolve(InDoubtPayment doubtful, Verdict verdict, Remark reason) {
    long now = clock.millis();
    String history =
        new History(doubtful.history())
            .resolved(verdict, reason, ageMillis(doubtful.payment(), now))
            .text();
    List<Write> writes =
        switch (verdict) {
          case SETTLED -> store.settle(List.of(settlement(doubtful, now, history)));
          case NOT_EXECUTED -> store.free(List.of(new Freeing(doubtful, now, history)));
        };
    return switch (writes.getFirst()) {
      case DONE -> Resolution.DONE;
      case CLAIM_LOST, ALREADY_SETTLED -> Resolution.NOT_IN_DOUBT;
      case CONFLICT -> Resolution.CONFLICT;
    };
  }

  private static Settlement settlement(InDoubtPayment doubtful, long now, String history) {
    return new Settlement(doubtful.unheldClaim(), doubtful.intent(), now, history);
  }

  private static long ageMillis(Payment payment, long nowMillis) {
    return Math.max(0, nowMillis - payment.acceptedAtMillis());
  }
}
