package dev.rinha.core.simulation;

import dev.rinha.core.execution.Command;
import dev.rinha.core.execution.Effects;
import dev.rinha.core.execution.WorkerLoop;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.Claim;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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

    private OptionalLong decidedAtMillis = OptionalLong.empty();

    LooksAtNoClock(Effects real) {
      super(real);
    }

    @Override
    public void start(Runnable task) {
      long startMillis = millis();
      super.start(
          () -> {
            decidedAtMillis = OptionalLong.of(startMillis);
            task.run();
            decidedAtMillis = OptionalLong.empty();
          });
    }

    @Override
    public long millis() {
      return decidedAtMillis.orElseGet(super::millis);
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
              send.ticket(), send.payment(), intent, send.timeoutMillis(), send.notAfterMillis()),
          answered);
    }
  }

  private abstract static class Delegating implements Effects {

    private final Effects real;

    Delegating(Effects real) {
      this.real = real;
    }

    @Override
    public long millis() {
      return real.millis();
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
