package dev.rinha.cli.payment;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentRecord;
import java.util.UUID;

/** What happens to a payment next, and what an operator can do about it, in plain words. */
final class NextStep {

  private NextStep() {}

  /**
   * @param redis names the store in the commands
   */
  static String of(PaymentRecord known, Pauses pauses, RedisOption redis) {
    UUID id = known.payment().correlationId();
    return switch (known.state()) {
      case PaymentState.Queued _ when pauses.ofQueue().isPresent() ->
          "nothing before the queue is resumed: " + redis.next(NextCommand.QUEUE_RESUME);
      case PaymentState.Queued _ when !pauses.all().isEmpty() ->
          "a worker sends it to a processor that is not paused, when its patience is over";
      case PaymentState.Queued _ -> "a worker sends it to the processor that its policy chooses";
      case PaymentState.Sending(var intent) ->
          "the worker waits for the answer of %s; if it dies, another one asks %s"
              .formatted(intent.processor(), intent.processor());
      case PaymentState.InDoubt(var intent, _) -> inDoubt(id, intent.processor(), pauses, redis);
      case PaymentState.Settled _ -> "nothing, it is done";
      case PaymentState.Dead(String reason, _) when DeadLetter.executed(reason) ->
          "nothing by itself: a processor has executed it, put back it would be paid once more; "
              + redis.next(NextCommand.DISCARD_DEAD_LETTER, id);
      case PaymentState.Dead _ ->
          "nothing by itself: %s, or %s"
              .formatted(
                  redis.next(NextCommand.REPLAY_DEAD_LETTER, id),
                  redis.next(NextCommand.DISCARD_DEAD_LETTER, id));
      case PaymentState.Discarded _ -> "nothing, it is never executed";
    };
  }

  private static String inDoubt(UUID id, String processor, Pauses pauses, RedisOption redis) {
    boolean paused =
        pauses.all().stream()
            .anyMatch(
                pause ->
                    switch (pause.scope()) {
                      case PauseScope.Queue _ -> true;
                      case PauseScope.Processor(String name) -> name.equals(processor);
                    });
    return ("a worker asks %s whether it has it%s; who knows that it does: %s, or that it does not,"
            + " %s: %s")
        .formatted(
            processor,
            paused ? " and sends nothing while it is paused" : "",
            redis.next(NextCommand.SETTLED, id, processor),
            paused
                ? "when the pause is older than the in-doubt bound"
                : "after " + redis.next(NextCommand.QUEUE_PAUSE_PROCESSOR, processor),
            redis.next(NextCommand.NOT_EXECUTED, id, processor));
  }
}
