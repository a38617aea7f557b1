package dev.rinha.simulation;

import dev.rinha.core.engine.Command;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorAnswer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The network between a worker and the processors, and the client at its near end. */
final class Wire {

  private static final long LOOKUP_TIMEOUT_MILLIS = 200;
  private static final List<Integer> STATUSES_OF_OTHERS = List.of(401, 408, 500, 502, 503, 504);

  private final World world;

  Wire(World world) {
    this.world = world;
  }

  /** Sends a request; the answer comes once, after the timeout at the latest. */
  void send(Command.Send send, Consumer<Outcome> answered) {
    SimulatedProcessor processor = world.processor(send.intent().processor());
    if (processor.refuses()) {
      world.virtualClock.after(
          world.latency(), () -> answered.accept(new Outcome.NotSent("connection refused")));
      return;
    }
    FaultRates faults = world.scenario.faults();
    Once<Outcome> once = new Once<>(answered);
    world.virtualClock.after(
        send.timeoutMillis(), () -> once.accept(new Outcome.Unknown("read timeout")));
    if (processor.silent()) {
      return;
    }
    if (world.mishap(faults.wire().reset())) {
      reset(once);
      return;
    }
    Optional<ProcessorAnswer> others =
        processor
            .intercepted()
            .or(() -> world.mishap(faults.wire().answeredByOthers()) ? others() : Optional.empty());
    if (others.isPresent()) {
      world.virtualClock.after(
          world.latency(), () -> once.accept(world.scenario.meanings().outcome(others.get())));
      if (world.random.chance(0.5)) {
        return;
      }
    }
    world.departed();
    world.virtualClock.after(
        world.latency(),
        () ->
            processor.arrive(
                send.payment().correlationId(),
                send.payment().amount().cents(),
                send.intent().requestedAtMillis(),
                answer ->
                    answer(processor, repeated(world.scenario.meanings().outcome(answer)), once)));
  }

  /** Not what the processors promise to be their own word. */
  private Optional<ProcessorAnswer> others() {
    int status =
        world.random.pick(
            STATUSES_OF_OTHERS.stream()
                .filter(each -> each != 500 || !world.scenario.faults().processors().ownFailures())
                .toList());
    return Optional.of(new ProcessorAnswer(status, "", "", 0));
  }

  private Outcome repeated(Outcome outcome) {
    return outcome instanceof Outcome.Executed
            && world.mishap(world.scenario.faults().wire().repeated())
        ? new Outcome.Duplicate()
        : outcome;
  }

  private void answer(SimulatedProcessor processor, Outcome outcome, Once<Outcome> once) {
    if (processor.silent()) {
      return;
    }
    if (world.mishap(world.scenario.faults().wire().answerLost())) {
      if (world.random.chance(0.5)) {
        reset(once);
      }
      return;
    }
    world.virtualClock.after(world.latency(), () -> once.accept(outcome));
  }

  private void reset(Once<Outcome> once) {
    world.virtualClock.after(
        world.latency(), () -> once.accept(new Outcome.Unknown("connection reset")));
  }

  /** Asks for a payment; the answer comes once. */
  void find(Command.Find find, Consumer<Lookup> answered) {
    SimulatedProcessor processor = world.processor(find.processor());
    if (processor.refuses() || world.mishap(world.scenario.faults().wire().lookupFails())) {
      unavailable(world.latency(), answered);
      return;
    }
    world.virtualClock.after(
        world.latency(),
        () -> {
          if (processor.silent()) {
            unavailable(LOOKUP_TIMEOUT_MILLIS, answered);
          } else {
            Lookup lookup = processor.find(find.correlationId());
            world.virtualClock.after(world.latency(), () -> answered.accept(lookup));
          }
        });
  }

  private void unavailable(long afterMillis, Consumer<Lookup> answered) {
    world.virtualClock.after(
        afterMillis, () -> answered.accept(new Lookup.Unavailable("no answer")));
  }

  /** Passes on the first answer only. */
  private static final class Once<T> {

    private final Consumer<T> receiver;
    private boolean done;

    Once(Consumer<T> receiver) {
      this.receiver = receiver;
    }

    void accept(T answer) {
      if (!done) {
        done = true;
        receiver.accept(answer);
      }
    }
  }
}
