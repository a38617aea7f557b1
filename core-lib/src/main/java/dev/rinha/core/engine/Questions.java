package dev.rinha.core.engine;

import dev.rinha.core.payment.Intent;
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
  private final ClaimedPayments payments;
  private final Map<String, Long> lookups = new HashMap<>();

  /** Those that are out: their numbers, in order. */
  private final Map<Long, Long> out = new LinkedHashMap<>();

  /** Those of them about a request whose answer is late. */
  private final Map<Long, Late> late = new HashMap<>();

  /** A question about a request whose answer is late. */
  record Late(ClaimedPayment claimed, Stage.AwaitsAnswer request) {}

  Questions(CoreState state, ClaimedPayments payments) {
    this.state = state;
    this.payments = payments;
  }

  void find(long question, ClaimedPayment claimed, Intent intent) {
    find(question, intent.processor(), claimed.payment().correlationId());
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
  void leaves(ClaimedPayment claimed, Stage.AwaitsAnswer request, Now now) {
    claimed.stage = request;
    claimed.leftAtMillis = now.monotonicMillis();
    claimed.timesAsked = 0;
    long lateAfterMillis = answerTimes(request.intent()).lateAfterMillis();
    if (lateAfterMillis > 0) {
      askAt(claimed, now.monotonicMillis() + lateAfterMillis);
    }
  }

  /** What the first answer tells holds for those that were sent before it came as well. */
  void askAboutEarlierOnes(String processor) {
    long lateAfterMillis = state.router.monitor(processor).answerTimes().lateAfterMillis();
    for (ClaimedPayment claimed : payments.all()) {
      if (lateAfterMillis > 0
          && claimed.stage instanceof Stage.AwaitsAnswer request
          && request.intent().processor().equals(processor)) {
        askAt(claimed, claimed.leftAtMillis + lateAfterMillis);
      }
    }
  }

  void askAt(ClaimedPayment claimed, long atMillis) {
    claimed.askAtMillis = atMillis;
    payments.wakeAt(atMillis, claimed);
  }

  /** The answer is late: perhaps it is lost, and the processor has the payment. */
  void askWhileLate(ClaimedPayment claimed, Stage.AwaitsAnswer request, Now now) {
    AnswerTimes times = answerTimes(request.intent());
    long nowMillis = now.monotonicMillis();
    long outMillis = nowMillis - claimed.leftAtMillis;
    if (outMillis < times.lateAfterMillis()) {
      askAt(claimed, claimed.leftAtMillis + times.lateAfterMillis());
    } else if (!mayAskMore() || !times.mayAsk()) {
      askAt(claimed, nowMillis + Math.max(BUSY_MILLIS, outMillis / 8));
    } else {
      times.asked();
      claimed.asked = true;
      claimed.timesAsked++;
      long question = payments.nextTicket();
      late.put(question, new Late(claimed, request));
      find(question, claimed, request.intent());
    }
  }

  AnswerTimes answerTimes(Intent intent) {
    return state.router.monitor(intent.processor()).answerTimes();
  }
}
