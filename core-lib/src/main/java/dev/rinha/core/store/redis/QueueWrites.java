package dev.rinha.core.store.redis;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Clearance;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Level;
import java.util.UUID;

/** Says to the scripts what a worker writes, one payment after the other. */
final class QueueWrites {

  private final RedisContext context;

  QueueWrites(RedisContext context) {
    this.context = context;
  }

  void describe(Arguments arguments, Begin send) {
    Payment payment = send.claim().payment();
    TimeBuckets.requireCountable(send.intent().requestedAtMillis());
    address(arguments, send.claim())
        .add("S")
        .add(RecordText.base(payment))
        .add(send.intent().processor())
        .add(RecordText.requested(payment, send.intent()) + ':' + HistoryText.write(send.history()))
        .add("");
    seen(arguments, send.claim());
  }

  void describe(Arguments arguments, Doubt doubt) {
    Payment payment = doubt.claim().payment();
    Intent intent = doubt.intent();
    address(arguments, doubt.claim())
        .add("D")
        .add(RecordText.base(payment))
        .add(intent.processor())
        .add(
            String.join(
                ":",
                RecordText.requested(payment, intent),
                RecordText.after(intent, doubt.sinceMillis()),
                HistoryText.write(doubt.history())))
        .add(doubt.sinceMillis());
    seen(arguments, doubt.claim());
  }

  void describe(Arguments arguments, Clearance clearance) {
    Claim claim = clearance.claim();
    address(arguments, claim)
        .add("Q")
        .add(RecordText.base(claim.payment()))
        .add("")
        .add(clearance.history())
        .add("");
    seen(arguments, claim);
  }

  void describe(Arguments arguments, GiveUp giveUp) {
    Payment payment = giveUp.claim().payment();
    String died = RecordText.afterAcceptance(payment, giveUp.diedAtMillis());
    address(arguments, giveUp.claim())
        .add(RecordText.base(payment) + died + ':')
        .add(giveUp.history())
        .add(giveUp.reason())
        .add(Binary.time(giveUp.diedAtMillis()));
    seen(arguments, giveUp.claim());
  }

  void describe(Arguments arguments, Settlement settlement) {
    Payment payment = settlement.claim().payment();
    Intent intent = settlement.intent();
    long requestedAtMillis = TimeBuckets.requireCountable(intent.requestedAtMillis());
    long cents = payment.amount().cents();
    String settled = RecordText.after(intent, settlement.settledAtMillis());
    arguments.data("l:" + Level.MINUTE.bucket(requestedAtMillis)).totals(requestedAtMillis);
    address(arguments, settlement.claim())
        .add(RecordText.base(payment))
        .add(intent.processor())
        .add(RecordText.requested(payment, intent))
        .add(settled + ':' + HistoryText.write(settlement.history()))
        .add(requestedAtMillis)
        .add(Binary.time(requestedAtMillis))
        .add(cents)
        .add(Binary.cents(cents))
        .add(settlement.settledAtMillis());
  }

  void describe(Arguments arguments, Recollection recollection) {
    Claim claim = recollection.claim();
    Payment payment = claim.payment();
    String base = RecordText.base(payment);
    String history = HistoryText.write(recollection.history());
    String queued = RecordText.afterAcceptance(payment, claim.queuedAtMillis()) + ':' + history;
    address(arguments, claim);
    switch (recollection.state()) {
      case PaymentState.InDoubt(Intent intent, long sinceMillis) ->
          arguments
              .add("D")
              .add(base)
              .add(intent.processor())
              .add(
                  String.join(
                      ":",
                      RecordText.requested(payment, intent),
                      RecordText.after(intent, sinceMillis),
                      history))
              .add(sinceMillis)
              .add(queued)
              .add(RecordText.requested(payment, intent) + ':');
      case PaymentState.Queued _ ->
          arguments.add("Q").add(base).add("").add(history).add("").add(queued).add("");
      case PaymentState.Sending _,
          PaymentState.Settled _,
          PaymentState.Dead _,
          PaymentState.Discarded _ ->
          throw new IllegalArgumentException("nothing to recall: " + recollection);
    }
  }

  /** What every guarded write begins with: entry, generation and era, id bucket, id. */
  private Arguments address(Arguments arguments, Claim claim) {
    UUID id = claim.payment().correlationId();
    return arguments
        .add(claim.entry())
        .add(fence(claim.generation(), claim.era()))
        .record(context.bucket(id), id);
  }

  static String fence(long generation, long era) {
    return generation + "." + era;
  }

  /** What the writer has seen: an attempt and its state, or the history of a queued one. */
  private static void seen(Arguments arguments, Claim claim) {
    PaymentState state = claim.state();
    state
        .openAttempt()
        .ifPresentOrElse(
            intent ->
                arguments
                    .add(RecordText.letter(state) + intent.processor())
                    .add(RecordText.requested(claim.payment(), intent) + ':'),
            () -> arguments.add("").add(claim.history()));
  }
}
