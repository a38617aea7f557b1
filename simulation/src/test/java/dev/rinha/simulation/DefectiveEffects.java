package dev.rinha.simulation;

import dev.rinha.core.engine.Command;
import dev.rinha.core.engine.Effects;
import dev.rinha.core.engine.Now;
import dev.rinha.core.engine.WorkerLoop;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.logging.Level;

/** Effects with one defect each, which is what a line that is missing in the loop would be. */
final class DefectiveEffects {

  private DefectiveEffects() {}

  /** A processor's answers are read wrongly. */
  static final class ChangesOutcomes extends Delegating {

    private final UnaryOperator<Outcome> change;

    ChangesOutcomes(Effects real, UnaryOperator<Outcome> change) {
      super(real);
      this.change = change;
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      super.send(send, outcome -> answered.accept(change.apply(outcome)));
    }
  }

  /** That a processor did not have what was on its way is believed when no answer comes. */
  static final class BelievesAbsenceEarly extends Delegating {

    private final Set<UUID> unanswered = new HashSet<>();
    private final Set<UUID> absent = new HashSet<>();

    BelievesAbsenceEarly(Effects real) {
      super(real);
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      UUID id = send.payment().correlationId();
      unanswered.add(id);
      super.send(
          send,
          outcome -> {
            unanswered.remove(id);
            answered.accept(
                absent.remove(id) && outcome instanceof Outcome.Unknown
                    ? new Outcome.NotSent("not there")
                    : outcome);
          });
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      super.find(
          find,
          lookup -> {
            if (lookup instanceof Lookup.Absent && unanswered.contains(find.correlationId())) {
              absent.add(find.correlationId());
            }
            answered.accept(lookup);
          });
    }
  }

  /** Nobody waits for what a processor is asked first about a payment. */
  static final class AwaitsNoFirstLookup extends Delegating {

    private final Set<UUID> asked = new HashSet<>();

    AwaitsNoFirstLookup(Effects real) {
      super(real);
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      boolean first = asked.add(find.correlationId());
      super.find(
          find,
          lookup -> {
            if (!first) {
              answered.accept(lookup);
            }
          });
      if (first) {
        answered.accept(new Lookup.Unavailable("not waited for"));
      }
    }
  }

  static final class TakesSilenceForAbsence extends Delegating {

    TakesSilenceForAbsence(Effects real) {
      super(real);
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      super.find(
          find,
          lookup ->
              answered.accept(lookup instanceof Lookup.Unavailable ? new Lookup.Absent() : lookup));
    }
  }

  /** Before a payment is sent nobody looks how late it is by then. */
  static final class LooksAtNoClock extends Delegating {

    private Optional<Now> decidedAt = Optional.empty();

    LooksAtNoClock(Effects real) {
      super(real);
    }

    @Override
    public void start(Runnable task) {
      Now decided = now();
      super.start(
          () -> {
            decidedAt = Optional.of(decided);
            task.run();
            decidedAt = Optional.empty();
          });
    }

    @Override
    public Now now() {
      return decidedAt.orElseGet(super::now);
    }
  }

  /** Before a payment is sent nobody looks how late it is by the wall clock. */
  static final class LooksAtTheMonotonicClockOnly extends Delegating {

    private boolean sending;

    LooksAtTheMonotonicClockOnly(Effects real) {
      super(real);
    }

    @Override
    public void start(Runnable task) {
      super.start(
          () -> {
            sending = true;
            task.run();
            sending = false;
          });
    }

    @Override
    public Now now() {
      Now real = super.now();
      return sending ? new Now(real.monotonicMillis(), Long.MIN_VALUE) : real;
    }
  }

  static final class MeasuresOnTheWallClock extends Delegating {

    private final Now start;

    MeasuresOnTheWallClock(Effects real) {
      super(real);
      this.start = real.now();
    }

    @Override
    public Now now() {
      long wallMillis = super.now().wallMillis();
      return new Now(start.monotonicMillis() + wallMillis - start.wallMillis(), wallMillis);
    }
  }

  static final class CancelsNothing extends Delegating {

    CancelsNothing(Effects real) {
      super(real);
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      var _ = super.call(elements, execution, answered, failed);
      return () -> {};
    }
  }

  /** A write that the store cannot do is not repeated, as if it had been done. */
  static final class DropsRefusedWrites extends Delegating {

    DropsRefusedWrites(Effects real) {
      super(real);
    }

    @Override
    @SuppressWarnings("unchecked") // a call that answers writes is answered writes
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      return super.call(
          elements,
          execution,
          answer ->
              answered.accept(
                  answer instanceof List<?> writes && writes.contains(WorkQueue.WriteResult.REFUSED)
                      ? (A) Collections.nCopies(writes.size(), WorkQueue.WriteResult.DONE)
                      : answer),
          failed);
    }
  }

  /** What is to be begun is begun although the store says that it writes nothing now. */
  static final class BeginsUnwritten extends Delegating {

    BeginsUnwritten(Effects real) {
      super(real);
    }

    @Override
    @SuppressWarnings("unchecked") // beginnings are answered writes
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      return super.call(
          elements,
          execution,
          answered,
          !elements.isEmpty() && elements.getFirst() instanceof WorkQueue.Begin
              ? () ->
                  answered.accept(
                      (A) Collections.nCopies(elements.size(), WorkQueue.WriteResult.DONE))
              : failed);
    }
  }

  /** What is still to be written when the worker has said that it stops is not written. */
  static final class ForgetsLastWrites extends Delegating {

    private boolean stops;

    ForgetsLastWrites(Effects real) {
      super(real);
    }

    @Override
    public void log(Level level, String message) {
      super.log(level, message);
      stops |= level.equals(Level.WARNING);
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      return stops ? () -> {} : super.call(elements, execution, answered, failed);
    }
  }

  /** Sends again with the time of then, and settles with it. */
  static final class StampsAnew extends Delegating {

    private final Map<UUID, Intent> stamped;

    StampsAnew(Effects real, Map<UUID, Intent> stamped) {
      super(real);
      this.stamped = stamped;
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      Intent intent = stamped.getOrDefault(send.payment().correlationId(), send.intent());
      super.send(
          new Command.Send(
              send.ticket(),
              send.payment(),
              intent,
              send.trace(),
              send.timeoutMillis(),
              send.notAfter()),
          answered);
    }

    @Override
    @SuppressWarnings("unchecked") // a write stays of its kind
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      List<W> anew = elements.stream().map(element -> (W) anew(element)).toList();
      return super.call(anew, execution, answered, failed);
    }

    private Object anew(Object write) {
      return switch (write) {
        case WorkQueue.Begin begin -> {
          stamped.remove(begin.claim().payment().correlationId());
          yield begin;
        }
        case WorkQueue.Doubt(var claim, Intent intent, long since, History history) -> {
          Intent anew = new Intent(intent.processor(), since);
          stamped.put(claim.payment().correlationId(), anew);
          yield new WorkQueue.Doubt(claim, anew, since, history);
        }
        case WorkQueue.Settlement(var claim, Intent intent, long settledAt, History history) ->
            new WorkQueue.Settlement(
                claim,
                stamped.getOrDefault(claim.payment().correlationId(), intent),
                settledAt,
                history);
        default -> write;
      };
    }
  }

  private abstract static class Delegating implements Effects {

    private final Effects real;

    Delegating(Effects real) {
      this.real = real;
    }

    @Override
    public Now now() {
      return real.now();
    }

    @Override
    public void deliver(WorkerLoop.Mail mail) {
      real.deliver(mail);
    }

    @Override
    public void start(Runnable task) {
      real.start(task);
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      real.send(send, answered);
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      real.find(find, answered);
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      return real.call(elements, execution, answered, failed);
    }

    @Override
    public Call take(
        long afterMillis,
        long waitMillis,
        LongFunction<List<Claim>> execution,
        Consumer<List<Claim>> answered,
        Runnable failed) {
      return real.take(afterMillis, waitMillis, execution, answered, failed);
    }

    @Override
    public void log(Level level, String message) {
      real.log(level, message);
    }
  }
}
