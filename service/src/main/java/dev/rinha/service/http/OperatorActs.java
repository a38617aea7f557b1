package dev.rinha.service.http;

import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Operator.ReplayResult;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PaymentStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * What an operator does by hand, each of it with a sentence for who did it. What is not done is
 * refused as a {@link ProblemException}, and nothing has changed then. Thread safe.
 */
public final class OperatorActs {

  private static final String QUEUE = "the queue";

  private final PaymentStore store;
  private final BiFunction<String, UUID, Lookup> lookUp;
  private final Collection<String> processors;
  private final Operator operator;

  /**
   * @param processors that may be paused
   * @param lookUp asks the processor of that name for a payment
   */
  public OperatorActs(
      PaymentStore store,
      Collection<String> processors,
      BiFunction<String, UUID, Lookup> lookUp,
      InstantSource clock) {
    this.store = store;
    this.processors = List.copyOf(processors);
    this.lookUp = lookUp;
    this.operator = new Operator(store, clock);
  }

  String pause(PauseScope scope, Remark reason) {
    return words(scope) + (operator.pause(scope, reason) ? " is paused" : " was paused already");
  }

  String resume(PauseScope scope) {
    return words(scope) + (operator.resume(scope) ? " is resumed" : " was not paused");
  }

  /** For the operator log, and to begin a sentence. */
  static String words(PauseScope scope) {
    return switch (scope) {
      case PauseScope.Queue _ -> QUEUE;
      case PauseScope.Processor(String name) -> "processor " + name;
    };
  }

  /** The processor of that name. */
  PauseScope.Processor processor(String name) {
    if (!processors.contains(name)) {
      throw Problem.parameter(
              "processor",
              "must be one of %s, was %s"
                  .formatted(String.join(", ", processors), JsonText.excerpt(name)))
          .toException();
    }
    return new PauseScope.Processor(name);
  }

  String putBack(UUID id, Remark reason) {
    ReplayResult result = operator.replay(letter(id), reason);
    if (result.replayed() > 0) {
      return "payment " + id + " is back on the queue";
    }
    throw refused(
        result.executed() > 0
            ? "a processor has executed payment %s; put back, it would be paid once more"
                .formatted(id)
            : result.queueFull() > 0
                ? "as many payments are unfinished as may be; payment %s stays dead".formatted(id)
                : notDead(id));
  }

  String discard(UUID id, Remark reason) {
    if (operator.discard(letter(id), reason) == 0) {
      throw refused(notDead(id));
    }
    return "payment " + id + " is discarded";
  }

  private List<DeadLetter> letter(UUID id) {
    List<DeadLetter> letters = operator.deadLetters(List.of(id));
    if (letters.isEmpty()) {
      throw missing(id, notDead(id));
    }
    return letters;
  }

  private static String notDead(UUID id) {
    return "payment " + id + " is not dead";
  }

  /** Asks the processor first: what contradicts its own record is refused. */
  String resolve(UUID id, Verdict said, Remark reason) {
    InDoubtPayment doubtful =
        store.unknownOutcomes().find(id).orElseThrow(() -> missing(id, notInDoubt(id)));
    String processor = doubtful.intent().processor();
    Lookup lookup =
        processors.contains(processor)
            ? lookUp.apply(processor, id)
            : new Lookup.Unavailable("it is not among the processors of this process");
    if (lookup instanceof Lookup.Unavailable(String cause)) {
      throw refused(processor + " cannot be asked: " + cause);
    }
    doubtful
        .contradiction(said, lookup)
        .ifPresent(
            contradiction -> {
              throw refused(contradiction);
            });
    return switch (operator.resolve(id, said, reason, false)) {
      case DONE ->
          switch (said) {
            case SETTLED -> "payment " + id + " is settled";
            case NOT_EXECUTED -> "payment " + id + " is back on the queue";
          };
      case NOT_IN_DOUBT -> throw refused(notInDoubt(id));
      case CONFLICT ->
          throw notDone(
              "payment %s was given to another attempt meanwhile and may be paid twice; that is"
                      .formatted(id)
                  + " kept among the conflicts");
      case TOO_EARLY ->
          throw refused(
              "a request may still be on its way: %s, or the queue, must have been paused for %s s"
                  .formatted(
                      processor,
                      Duration.ofMillis(operator.quietMillis()).plusMillis(999).toSeconds()));
    };
  }

  private static String notInDoubt(UUID id) {
    return "payment " + id + " is not in doubt";
  }

  /** Refuses what is done to a payment in another state, or to one that there is not. */
  private ProblemException missing(UUID id, String complaint) {
    return store.ledger().find(id).isEmpty() ? PaymentEndpoint.unknown(id) : refused(complaint);
  }

  private static ProblemException refused(String why) {
    return notDone(why + "; nothing was changed");
  }

  private static ProblemException notDone(String why) {
    return Problem.of(ProblemType.NOT_DONE, why).toException();
  }
}
