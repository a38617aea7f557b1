package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.audit.Fingerprints.Place;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.store.Books.QueueEntry;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that the store has about one payment, and what is wrong with it. Judging is pure. Not thread
 * safe.
 */
final class AuditedPayment {

  private final UUID id;
  private @Nullable PaymentRecord record;
  private final List<LedgerEntry> ledger = new ArrayList<>();
  private final List<QueueEntry> queue = new ArrayList<>();
  private final Map<Place, Integer> lists = new EnumMap<>(Place.class);

  AuditedPayment(UUID id) {
    this.id = id;
  }

  UUID id() {
    return id;
  }

  @Nullable PaymentRecord record() {
    return record;
  }

  void add(PaymentRecord found) {
    record = found;
  }

  void add(LedgerEntry found) {
    ledger.add(found);
  }

  void add(QueueEntry found) {
    queue.add(found);
  }

  void addTo(Place list) {
    lists.merge(list, 1, Integer::sum);
  }

  /**
   * What is wrong.
   *
   * @param window the part of the ledger that was read
   */
  List<Break> judge(TimeWindow window) {
    PaymentRecord known = record;
    if (known == null) {
      return ledger.isEmpty() && queue.isEmpty() && lists.isEmpty()
          ? List.of()
          : List.of(
              new Break.OfPayment(
                  Kind.RECORD_MISSING, id, "", unknownAt(), "it is in " + places()));
    }
    Judgement judgement = new Judgement(known);
    switch (known.state()) {
      case PaymentState.Settled(Intent intent, _) -> {
        if (window.contains(intent.requestedAtMillis()) || !ledger.isEmpty()) {
          judgement.ledgerHas(entry(known.payment(), intent));
        }
        judgement.queueHasNot();
        judgement.noListHas();
      }
      case PaymentState.Dead _ -> {
        judgement.ledgerHasNot();
        judgement.queueHasNot();
        judgement.onlyListIs(Place.DEAD_LETTERS);
      }
      case PaymentState.Discarded _ -> {
        judgement.ledgerHasNot();
        judgement.queueHasNot();
        judgement.onlyListIs(Place.DISCARDED);
      }
      case PaymentState.InDoubt _ -> {
        judgement.ledgerHasNot();
        judgement.queueHas(known.payment());
        judgement.onlyListIs(Place.IN_DOUBT);
      }
      case PaymentState.Queued _, PaymentState.Sending _ -> {
        judgement.ledgerHasNot();
        judgement.queueHas(known.payment());
        judgement.noListHas();
      }
    }
    return judgement.breaks;
  }

  private long unknownAt() {
    return ledger.isEmpty() ? 0 : ledger.getFirst().requestedAtMillis();
  }

  private String places() {
    List<String> places = new ArrayList<>();
    ledger.forEach(entry -> places.add("the ledger (" + show(entry) + ")"));
    queue.forEach(entry -> places.add("the queue (" + entry.payment().amount() + ")"));
    lists.keySet().forEach(list -> places.add("the list of " + list.words()));
    return String.join(", ", places);
  }

  /** The entry that a settled payment should have in the ledger. */
  static LedgerEntry entry(Payment payment, Intent intent) {
    return new LedgerEntry(
        payment.correlationId(),
        payment.amount().cents(),
        intent.processor(),
        intent.requestedAtMillis());
  }

  private static String show(LedgerEntry entry) {
    return "%s at %s, %s"
        .formatted(
            Money.format(entry.amountCents()),
            entry.processor(),
            RequestedAt.text(entry.requestedAtMillis()));
  }

  private static String word(PaymentState state) {
    return switch (state) {
      case PaymentState.Queued _ -> "queued";
      case PaymentState.Sending _ -> "sending";
      case PaymentState.InDoubt _ -> "in doubt";
      case PaymentState.Settled _ -> "settled";
      case PaymentState.Dead _ -> "dead";
      case PaymentState.Discarded _ -> "discarded";
    };
  }

  /** Collects what is wrong with a payment whose record is known. */
  private final class Judgement {

    private final PaymentRecord known;
    private final List<Break> breaks = new ArrayList<>();

    Judgement(PaymentRecord known) {
      this.known = known;
    }

    void ledgerHas(LedgerEntry expected) {
      if (ledger.isEmpty()) {
        add(Kind.LEDGER_MISSING, "its record says " + show(expected));
      }
      ledger.stream()
          .filter(entry -> !entry.equals(expected))
          .forEach(
              entry ->
                  add(
                      Kind.LEDGER_DIFFERS,
                      "ledger: " + show(entry) + "; record: " + show(expected)));
      if (ledger.size() > 1) {
        add(Kind.LEDGER_DOUBLED, ledger.size() + " times");
      }
    }

    void ledgerHasNot() {
      ledger.forEach(
          entry ->
              add(
                  Kind.LEDGER_EXTRA,
                  "ledger: " + show(entry) + "; its record says " + word(known.state())));
    }

    void queueHas(Payment expected) {
      if (queue.isEmpty()) {
        add(Kind.QUEUE_MISSING, "its record says " + word(known.state()));
      }
      queue.stream()
          .map(entry -> entry.payment().amount())
          .filter(amount -> !amount.equals(expected.amount()))
          .forEach(
              amount ->
                  add(Kind.QUEUE_DIFFERS, "queue: " + amount + "; record: " + expected.amount()));
      if (queue.size() > 1) {
        add(Kind.QUEUE_DOUBLED, queue.size() + " times");
      }
    }

    void queueHasNot() {
      queue.forEach(
          entry ->
              add(
                  Kind.QUEUE_EXTRA,
                  "its record says " + word(known.state()) + ", entry " + entry.place()));
    }

    void noListHas() {
      Place.LISTS.forEach(list -> listed(list, 0));
    }

    void onlyListIs(Place expected) {
      Place.LISTS.forEach(list -> listed(list, list == expected ? 1 : 0));
    }

    private void listed(Place list, int expected) {
      int times = lists.getOrDefault(list, 0);
      String detail =
          times + " times in the list of " + list.words() + ", and " + word(known.state());
      if (times < expected) {
        add(Kind.LIST_MISSING, detail);
      } else if (times > expected) {
        add(Kind.LIST_EXTRA, detail);
      }
    }

    private void add(Kind kind, String detail) {
      breaks.add(new Break.OfPayment(kind, id, processor(), atMillis(), detail));
    }

    private String processor() {
      return intent() == null ? "" : intent().processor();
    }

    private long atMillis() {
      return intent() == null ? known.payment().acceptedAtMillis() : intent().requestedAtMillis();
    }

    private @Nullable Intent intent() {
      return switch (known.state()) {
        case PaymentState.Sending(Intent intent) -> intent;
        case PaymentState.InDoubt(Intent intent, _) -> intent;
        case PaymentState.Settled(Intent intent, _) -> intent;
        case PaymentState.Queued _, PaymentState.Dead _, PaymentState.Discarded _ -> null;
      };
    }
  }
}
