package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.history.History;
import dev.rinha.core.history.Remark;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.DeadLetters.Replayed;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.List;
import java.util.UUID;

/** Every place at which a payment can be in its life, and the way there. */
public enum Phase {
  QUEUED,
  HELD,
  SENDING,
  IN_DOUBT,
  SETTLED,
  DEAD,
  DISCARDED,
  REPLAYED,
  FREED;

  static final String WORKER = "w";
  static final long NOW = 1_752_600_000_123L;
  static final Money AMOUNT = new Money(1990);
  public static final Intent INTENT = new Intent("default", NOW + 40);

  /** Accepts a payment and brings it there. No other may be waiting. */
  public UUID reach(PaymentStore store) {
    return reach(store, History.EMPTY);
  }

  /** The same of a payment that was offered so. */
  UUID reach(PaymentStore store, History offered) {
    UUID id = id();
    assertEquals(
        new Acceptance.Accepted(), store.intake().accept(new Payment(id, AMOUNT, NOW), offered));
    if (this != QUEUED) {
      reach(store, take(store));
    }
    return id;
  }

  /** Which payment it is that comes there. */
  UUID id() {
    return new UUID(17, ordinal());
  }

  private void reach(PaymentStore store, Claim claim) {
    History offered = claim.history();
    switch (this) {
      case QUEUED, HELD -> {}
      case SENDING -> begin(store, claim);
      case IN_DOUBT -> doubt(store, claim);
      case SETTLED -> {
        begin(store, claim);
        done(
            store
                .queue()
                .settle(List.of(new Settlement(claim, INTENT, NOW + 50, history(offered, "s")))));
      }
      case DEAD -> giveUp(store, claim, NOW + 60);
      case DISCARDED -> {
        giveUp(store, claim, NOW + 60);
        DeadLetter letter = store.deadLetters().find(claim.payment().correlationId()).orElseThrow();
        assertEquals(
            List.of(true),
            store
                .deadLetters()
                .discard(List.of(new Discard(letter, NOW + 70, history(offered, "t")))));
      }
      case REPLAYED -> {
        giveUp(store, claim, NOW + 60);
        DeadLetter letter = store.deadLetters().find(claim.payment().correlationId()).orElseThrow();
        assertEquals(
            List.of(Replayed.DONE),
            store
                .deadLetters()
                .replay(List.of(new Replay(letter, NOW + 70, history(offered, "r")))));
      }
      case FREED -> {
        doubt(store, claim);
        InDoubtPayment payment =
            store.unknownOutcomes().find(claim.payment().correlationId()).orElseThrow();
        assertEquals(
            List.of(Freed.DONE),
            store
                .unknownOutcomes()
                .free(List.of(new Freeing(payment, NOW + 70, history(offered, "f"), 0))));
      }
    }
  }

  /** A history that differs by these words from all others. */
  public static History history(String... words) {
    return history(History.EMPTY, words);
  }

  /** The same of a payment that was offered as that one. */
  static History history(History offered, String... words) {
    History history = History.offered(offered.trace(), offered.client());
    for (String word : words) {
      history = history.replayed(new Remark(word), 0);
    }
    return history;
  }

  static Claim take(PaymentStore store) {
    List<Claim> claims = store.queue().take(WORKER, 10, 0);
    assertEquals(1, claims.size(), claims.toString());
    return claims.getFirst();
  }

  static void begin(PaymentStore store, Claim claim) {
    done(
        store
            .queue()
            .begin(WORKER, List.of(new Begin(claim, INTENT, history(claim.history(), "b")))));
  }

  static void doubt(PaymentStore store, Claim claim) {
    begin(store, claim);
    done(
        store
            .queue()
            .doubt(
                WORKER,
                List.of(
                    new Doubt(
                        claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                        INTENT,
                        NOW + 45,
                        history(claim.history(), "d")))));
  }

  static void giveUp(PaymentStore store, Claim claim, long diedAtMillis) {
    done(
        store
            .queue()
            .giveUp(
                WORKER,
                List.of(
                    new GiveUp(
                        claim, "rejected: no", diedAtMillis, history(claim.history(), "x")))));
  }

  private static void done(List<WriteResult> writes) {
    assertEquals(List.of(WriteResult.DONE), writes);
  }
}
