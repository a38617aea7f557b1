package dev.rinha.core.execution;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.FrozenReplay;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.Replays.Step;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkerTerms;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a human does: about payments that the worker cannot finish by itself, dead letters and
 * payments in doubt, and about when payments are sent at all. Needs the store only; workers may be
 * at work meanwhile or not. What is done, and the reason given for it, stands in the payment's
 * {@link History}.
 *
 * <p>Thread safe. Calls may throw {@link dev.rinha.core.store.StoreException}; repeating them with
 * the same arguments does nothing twice.
 */
public final class Operator {

  private static final int SELECTED_PER_CALL = 256;

  private final PaymentStore store;
  private final InstantSource clock;

  /**
   * What became of the letters of a selection.
   *
   * @param replayed back on the queue
   * @param notDead left alone: replayed before, purged, or died again after they were selected
   * @param queueFull still dead, because as many payments are unfinished as may be
   * @param executed still dead, because a processor has executed them with another amount
   */
  public record ReplayResult(int replayed, int notDead, int queueFull, int executed) {}

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
    CONFLICT,
    /**
     * Said not to be executed, though something may still be on its way to the processor; nothing
     * changed. See {@link #quietMillis}.
     */
    TOO_EARLY
  }

  /** Creates one that acts on that store; does not close it. */
  public Operator(PaymentStore store, InstantSource clock) {
    requireNonNull(store, "store");
    requireNonNull(clock, "clock");
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
    requireNonNull(filter, "filter");
    return store.deadLetters().list(filter, max);
  }

  /** Selects the dead letters of these payments, each once; those that are not dead are missing. */
  public List<DeadLetter> deadLetters(Collection<UUID> correlationIds) {
    requireNonNull(correlationIds, "correlationIds");
    return correlationIds.stream()
        .distinct()
        .map(store.deadLetters()::find)
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Puts selected dead letters back on the queue, where their age counts anew, but for those that a
   * processor has executed. A letter is replayed once, however often its selection is: when this
   * fails half-way, repeat it.
   *
   * @param reason why, for the histories
   */
  public ReplayResult replay(List<DeadLetter> selection, Remark reason) {
    requireNonNull(selection, "selection");
    requireNonNull(reason, "reason");
    long now = clock.millis();
    List<Replayed> answers =
        store
            .deadLetters()
            .replay(selection.stream().map(letter -> replay(letter, reason, now)).toList());
    return new ReplayResult(
        Collections.frequency(answers, Replayed.DONE),
        Collections.frequency(answers, Replayed.NOT_DEAD),
        Collections.frequency(answers, Replayed.QUEUE_FULL),
        Collections.frequency(answers, Replayed.EXECUTED));
  }

  private static Replay replay(DeadLetter letter, Remark reason, long now) {
    return new Replay(
        letter, now, letter.history().replayed(reason, ageMillis(letter.payment(), now)));
  }

  /**
   * Selects dead letters and keeps the selection in the store: at most so many of those that have
   * died by now, oldest death first. If somebody is interrupted before it is frozen, freezing it
   * again begins anew.
   *
   * @param id names the replay; letters, digits and {@code -}
   * @param criteria what is selected, in words
   * @param reason why, for the histories
   * @param force also those that a processor has executed, {@link DeadLetter#executed}
   */
  public FrozenReplay freeze(
      String id, String criteria, Remark reason, DeadLetterFilter filter, long max, boolean force) {
    requireNonNull(id, "id");
    requireNonNull(criteria, "criteria");
    requireNonNull(reason, "reason");
    requireNonNull(filter, "filter");
    long now = clock.millis();
    store.replays().begin(id, criteria, reason.text(), now, force);
    Selection selection = new Selection(id, max, force);
    store
        .deadLetters()
        .read(filter.diedBefore(Math.min(filter.diedBeforeMillis(), now + 1)), selection::add);
    selection.flush();
    return frozen(id);
  }

  /** Selects the dead letters of these payments and keeps the selection, as above. */
  public FrozenReplay freeze(
      String id, String criteria, Remark reason, Collection<UUID> correlationIds, boolean force) {
    requireNonNull(id, "id");
    requireNonNull(criteria, "criteria");
    requireNonNull(reason, "reason");
    requireNonNull(correlationIds, "correlationIds");
    store.replays().begin(id, criteria, reason.text(), clock.millis(), force);
    store.replays().select(id, deadLetters(correlationIds));
    return frozen(id);
  }

  private FrozenReplay frozen(String id) {
    store.replays().freeze(id);
    return store
        .replays()
        .find(id)
        .orElseThrow(() -> new StoreException("replay " + id + " was purged while it was frozen"));
  }

  /** Hands letters to the store in parts, and no more than wanted. */
  private final class Selection {
    private final String id;
    private final boolean force;
    private final List<DeadLetter> part = new ArrayList<>();
    private long room;

    Selection(String id, long max, boolean force) {
      this.id = id;
      this.force = force;
      this.room = max;
    }

    void add(DeadLetter letter) {
      if (room > 0 && (force || !letter.executed())) {
        room--;
        part.add(letter);
        if (part.size() == SELECTED_PER_CALL) {
          flush();
        }
      }
    }

    void flush() {
      store.replays().select(id, part);
      part.clear();
    }
  }

  /**
   * Replays the next letters of a frozen selection, each once whoever does it. Repeat it until the
   * replay is finished or the queue is full.
   *
   * @param max at most this many
   */
  public Step step(FrozenReplay replay, int max) {
    requireNonNull(replay, "replay");
    long now = clock.millis();
    Remark reason = new Remark(replay.reason());
    return store.replays().step(replay.id(), max, letter -> replay(letter, reason, now));
  }

  /** The frozen replay of that id. */
  public Optional<FrozenReplay> replay(String id) {
    requireNonNull(id, "id");
    return store.replays().find(id);
  }

  /** All frozen replays, the latest first. */
  public List<FrozenReplay> replays() {
    return store.replays().all();
  }

  /**
   * Discards dead letters: they stay on record with the reason, are counted among the discarded,
   * and are never executed.
   *
   * @param reason why, for the histories
   * @return how many of them are discarded; the others are not that dead letter any more
   */
  public int discard(List<DeadLetter> letters, Remark reason) {
    requireNonNull(letters, "letters");
    requireNonNull(reason, "reason");
    long now = clock.millis();
    return Collections.frequency(
        store
            .deadLetters()
            .discard(letters.stream().map(letter -> discard(letter, reason, now)).toList()),
        true);
  }

  private static Discard discard(DeadLetter letter, Remark reason, long now) {
    return new Discard(
        letter, now, letter.history().discarded(reason, ageMillis(letter.payment(), now)));
  }

  /**
   * Pauses the queue or a processor; all workers follow within about a second.
   *
   * @return whether it was not paused before; if it was, that pause goes on
   */
  public boolean pause(PauseScope scope, Remark reason) {
    requireNonNull(scope, "scope");
    requireNonNull(reason, "reason");
    return store.pauses().pause(new Pause(scope, clock.millis(), reason.text()));
  }

  /**
   * Ends a pause; all workers follow within about a second.
   *
   * @return whether it was paused
   */
  public boolean resume(PauseScope scope) {
    requireNonNull(scope, "scope");
    return store.pauses().resume(scope);
  }

  /**
   * Lists payments in doubt, longest in doubt first.
   *
   * @param max at most this many
   */
  public List<InDoubtPayment> inDoubt(int max) {
    return store.unknownOutcomes().list(max);
  }

  /**
   * Ends a doubt, in one atomic step. {@link Verdict#SETTLED} settles the payment with the attempt
   * that is recorded. {@link Verdict#NOT_EXECUTED} puts it back on the queue, free for any
   * processor; a worker that holds it loses it. <b>If that verdict is wrong the payment may be
   * executed twice</b>, and no request is called back: so the processor, or the queue, must have
   * been paused for {@link #quietMillis} before.
   *
   * @param reason why, for the history
   * @param force also while something may be on its way there
   */
  public Resolution resolve(UUID correlationId, Verdict verdict, Remark reason, boolean force) {
    requireNonNull(correlationId, "correlationId");
    requireNonNull(verdict, "verdict");
    requireNonNull(reason, "reason");
    return store
        .unknownOutcomes()
        .find(correlationId)
        .map(payment -> resolve(payment, verdict, reason, force))
        .orElse(Resolution.NOT_IN_DOUBT);
  }

  /**
   * For how long a processor, or the queue, must have been paused before a payment in doubt there
   * can be said not to be executed: until no worker sends any more that has not seen the pause, and
   * then the longest in-doubt bound of them, 60 s where there is none.
   */
  public long quietMillis() {
    long unbounded = ExecutionSettings.DEFAULTS.inDoubtBoundMillis();
    return Pauses.VALID_FOR_MILLIS
        + store.workers().all().stream()
            .mapToLong(WorkerTerms::inDoubtBoundMillis)
            .map(bound -> bound == 0 ? unbounded : bound)
            .max()
            .orElse(unbounded);
  }

  private Resolution resolve(
      InDoubtPayment doubtful, Verdict verdict, Remark reason, boolean force) {
    long now = clock.millis();
    History history =
        doubtful.history().resolved(verdict, reason, ageMillis(doubtful.payment(), now));
    return switch (verdict) {
      case SETTLED ->
          switch (store.queue().settle(List.of(settlement(doubtful, now, history))).getFirst()) {
            case DONE -> Resolution.DONE;
            case CLAIM_LOST, ALREADY_SETTLED -> Resolution.NOT_IN_DOUBT;
            case CONFLICT -> Resolution.CONFLICT;
            case REFUSED ->
                throw new StoreException("the store cannot write that about " + doubtful.payment());
            case NO_ANSWER ->
                throw new StoreException("no answer from the partition of " + doubtful.payment());
          };
      case NOT_EXECUTED -> {
        Freeing freeing = new Freeing(doubtful, now, history, force ? 0 : quietMillis());
        yield switch (store.unknownOutcomes().free(List.of(freeing)).getFirst()) {
          case DONE -> Resolution.DONE;
          case NOT_IN_DOUBT, ALREADY_SETTLED -> Resolution.NOT_IN_DOUBT;
          case TOO_EARLY -> Resolution.TOO_EARLY;
        };
      }
    };
  }

  private static Settlement settlement(InDoubtPayment doubtful, long now, History history) {
    return new Settlement(doubtful.unheldClaim(), doubtful.intent(), now, history);
  }

  private static long ageMillis(Payment payment, long nowMillis) {
    return Math.max(0, nowMillis - payment.acceptedAtMillis());
  }
}
