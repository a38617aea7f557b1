package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.routing.AnswerTimes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The questions to processors whether they have a payment: those that are out, and when a request
 * whose answer is late is asked about.
 */
final class Questions {

  private static final long BUSY_MILLIS = 50;

  private final CoreState state;
  private final HeldPayments held;
  private final Map<String, Long> lookups = new HashMap<>();

  /** Those that are out: their numbers, in order. */
  private final Map<Long, Long> out = new LinkedHashMap<>();

  /** Those of them about a request whose answer is late. */
  private final Map<Long, Late> late = new HashMap<>();

  /** A question about a request whose answer is late. */
  record Late(Execution execution, Stage.AwaitsAnswer request) {}

  Questions(CoreState state, HeldPayments held) {
    this.state = state;
    this.held = held;
  }

  void find(long question, Execution execution, Intent intent) {
    find(question, intent.processor(), execution.payment().correlationId());
  }

  void find(long question, String processor, UUID correlationId) {
    lookups.merge(processor, 1L, Long::sum);
    out.put(question, asked());
    state.commands.add(new Command.Find(question, processor, correlationId));
  }

  /** A question is answered; answers what was asked about if it was about a late answer. */
  Optional<Late> answered(long question) {
    out.remove(question);
    return Optional.ofNullable(late.remove(question));
  }

  boolean mayAskMore() {
    return out.size() < state.settings.maxResolving();
  }

  /** How many questions processors were asked since the start. */
  long asked() {
    return lookups.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether all questions up to this number are answered. */
  boolean allAnswered(long questionNumber) {
    return out.isEmpty() || out.values().iterator().next() > questionNumber;
  }

  /** How often a processor was asked whether it has a payment since the start. */
  long askedOf(String processor) {
    return lookups.getOrDefault(processor, 0L);
  }

  /** A request to execute the payment is on its way from now on. */
  void leaves(Execution execution, Stage.AwaitsAnswer request, Now now) {
    execution.stage = request;
    execution.leftAtMillis = now.monotonicMillis();
    execution.timesAsked = 0;
    long lateAfterMillis = answerTimes(request.intent()).lateAfterMillis();
    if (lateAfterMillis > 0) {
      askAt(execution, now.monotonicMillis() + lateAfterMillis);
    }
  }

  /** What the first answer tells holds for those that were sent before it came as well. */
  void askAboutEarlierOnes(String processor) {
    long lateAfterMillis = state.router.monitor(processor).answerTimes().lateAfterMillis();
    for (Execution execution : held.all()) {
      if (lateAfterMillis > 0
          && execution.stage instanceof Stage.AwaitsAnswer request
          && request.intent().processor().equals(processor)) {
        askAt(execution, execution.leftAtMillis + lateAfterMillis);
      }
    }
  }

  void askAt(Execution execution, long atMillis) {
    execution.askAtMillis = atMillis;
    held.wakeAt(atMillis, execution);
  }

  /** The answer is late: perhaps it is lost, and the processor has the payment. */
  void askWhileLate(Execution execution, Stage.AwaitsAnswer request, Now now) {
    AnswerTimes times = answerTimes(request.intent());
    long nowMillis = now.monotonicMillis();
    long outMillis = nowMillis - execution.leftAtMillis;
    if (outMillis < times.lateAfterMillis()) {
      askAt(execution, execution.leftAtMillis + times.lateAfterMillis());
    } else if (!mayAskMore() || !times.mayAsk()) {
      askAt(execution, nowMillis + Math.max(BUSY_MILLIS, outMillis / 8));
    } else {
      times.asked();
      execution.asked = true;
      execution.timesAsked++;
      long question = held.nextTicket();
      late.put(question, new Late(execution, request));
      find(question, execution, request.intent());
    }
  }

  AnswerTimes answerTimes(Intent intent) {
    return state.router.monitor(intent.processor()).answerTimes();
  }
}
