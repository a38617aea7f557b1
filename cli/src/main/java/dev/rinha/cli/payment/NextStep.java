package dev.rinha.cli.payment;

import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.util.UUID;

/** What happens to a payment next, and what an operator can do about it, in plain words. */
final class NextStep {

  private NextStep() {}

  static String of(PaymentRecord known, Pauses pauses) {
    UUID id = known.payment().correlationId();
    return switch (known.state()) {
      case PaymentState.Queued _ when pauses.ofQueue().isPresent() ->
          "nothing before the queue is resumed: rinha-cli queue resume";
      case PaymentState.Queued _ when !pauses.all().isEmpty() ->
          "a worker sends it to a processor that is not paused, when its patience is over";
      case PaymentState.Queued _ -> "a worker sends it to the processor that its policy chooses";
      case PaymentState.Sending(var intent) ->
          "the worker waits for the answer of %s; if it dies, another one asks %s"
              .formatted(intent.processor(), intent.processor());
      case PaymentState.InDoubt(var intent, _) -> inDoubt(id, intent.processor(), pauses);
      case PaymentState.Settled _ -> "nothing, it is done";
      case PaymentState.Dead _ ->
          "nothing by itself: rinha-cli replay dead-letters --id %s, or rinha-cli dead-letters discard --id %s"
              .formatted(id, id);
      case PaymentState.Discarded _ -> "nothing, it is never executed";
    };
  }

  private static String inDoubt(UUID id, String processor, Pauses pauses) {
    boolean paused =
        pauses.all().stream()
            .anyMatch(
                pause ->
                    switch (pause.scope()) {
                      case PauseScope.Queue _ -> true;
                      case PauseScope.Processor(String name) -> name.equals(processor);
                    });
    return "a worker asks %s whether it has it%s; who knows more says so: rinha-cli in-doubt resolve %s"
        .formatted(processor, paused ? " and sends nothing while it is paused" : "", id);
  }
}
