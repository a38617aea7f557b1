package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.audit.Break.OfPayment;
import dev.rinha.core.audit.Break.OfTotals;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorBooks;
import dev.rinha.core.processor.ProcessorBooks.UnavailableException;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Names the payments that make a millisecond differ between our books and a processor's.
 *
 * <p>First each payment that we have in one of these milliseconds is asked for by its id: that
 * shows what the processor lacks, and what it or another one has differently; those also explain
 * what is too much elsewhere. What a processor has beyond that cannot be asked for, since it does
 * not list its payments; ours that may be it are tried: those that are not settled, those of other
 * processors at the same time, those whose history has an attempt there at that time, and a few
 * with the same amount around that time. What is left is told by time, count and amount.
 *
 * <p>Not thread safe.
 */
final class Attribution {

  private static final long EARLIER_MILLIS = 60_000;
  private static final long LATER_MILLIS = 300_000;
  private static final int MAX_GUESSES = 24;

  private final Ledger ledger;
  private final Books books;
  private final SortedMap<String, ProcessorBooks> processors;
  private final Consumer<Break> breaks;
  private final Map<Intent, Totals> explained = new HashMap<>();
  private final Set<Execution> known = new HashSet<>();
  private long pending;

  private record Execution(UUID id, String processor) {}

  Attribution(
      Ledger ledger,
      Books books,
      SortedMap<String, ProcessorBooks> processors,
      Consumer<Break> breaks) {
    this.ledger = ledger;
    this.books = books;
    this.processors = processors;
    this.breaks = breaks;
  }

  /** Asks the processor for each payment that we have there. This comes first for all places. */
  void askForOurs(Intent place) {
    ours(place).forEach(this::askFor);
  }

  /** Payments that processors have, and of which we are still finding that out. */
  long pending() {
    return pending;
  }

  private List<LedgerEntry> ours(Intent place) {
    return around(place, 0, 0).stream()
        .filter(entry -> entry.processor().equals(place.processor()))
        .toList();
  }

  private List<LedgerEntry> around(Intent place, long earlierMillis, long laterMillis) {
    long millis = place.requestedAtMillis();
    List<LedgerEntry> entries = new ArrayList<>();
    ledger.entries(new TimeWindow(millis - earlierMillis, millis + laterMillis), entries::add);
    return entries;
  }

  private void askFor(LedgerEntry ours) {
    switch (find(ours.processor(), ours.correlationId())) {
      case Lookup.Found found -> {
        explain(ours.correlationId(), ours.processor(), found);
        compare(ours, found);
      }
      case Lookup.Absent _ -> askOthersFor(ours);
      case Lookup.Unavailable(String cause) -> throw new UnavailableException(cause);
    }
  }

  private void compare(LedgerEntry ours, Lookup.Found theirs) {
    String detail = "here %s; there %s".formatted(show(ours), show(theirs));
    if (theirs.amountCents() != ours.amountCents()) {
      tell(Kind.AMOUNT_DIFFERS, ours, detail);
    }
    if (theirs.requestedAtMillis() != ours.requestedAtMillis()) {
      tell(Kind.TIME_DIFFERS, ours, detail);
    }
  }

  private void askOthersFor(LedgerEntry ours) {
    List<String> silent = new ArrayList<>();
    for (String other : processors.keySet()) {
      if (!other.equals(ours.processor())) {
        switch (find(other, ours.correlationId())) {
          case Lookup.Found found -> {
            explain(ours.correlationId(), other, found);
            tell(
                Kind.OTHER_PROCESSOR,
                ours,
                "here %s at %s; %s has %s"
                    .formatted(show(ours), ours.processor(), other, show(found)));
            return;
          }
          case Lookup.Unavailable(String cause) -> silent.add(other + " did not say: " + cause);
          case Lookup.Absent _ -> {}
        }
      }
    }
    String detail = "here " + show(ours);
    silent.addFirst(detail);
    tell(Kind.MISSING_AT_PROCESSOR, ours, String.join("; ", silent));
  }

  /**
   * Explains what the processor has beyond that.
   *
   * @param here what our summary says
   * @param there what the processor says
   */
  void explainRest(Intent place, Totals here, Totals there) {
    Totals inLedger = totals(ours(place));
    if (inLedger.equals(there)) {
      tellTotals(Kind.AGGREGATE_DIFFERS, place, inLedger, here);
      return;
    }
    tryAll(place, there, unsettled(place));
    tryAll(place, there, idsOf(around(place, 0, 0)));
    if (!isExplained(place, there)) {
      List<LedgerEntry> nearby = around(place, EARLIER_MILLIS, LATER_MILLIS);
      tryAll(place, there, sentThere(place, idsOf(nearby)));
      tryAll(place, there, guesses(place, there, nearby));
    }
    Totals explainedThere = explainedAt(place);
    if (!there.equals(explainedThere)) {
      boolean extra = there.count() > explainedThere.count();
      Kind kind = extra ? Kind.EXTRA_AT_PROCESSOR : Kind.TOTALS_DIFFER;
      tellTotals(kind, place, explainedThere, there);
    }
  }

  private static Totals totals(List<LedgerEntry> entries) {
    return entries.stream()
        .map(entry -> new Totals(1, entry.amountCents()))
        .reduce(Totals.NONE, Totals::plus);
  }

  private void tellTotals(Kind kind, Intent place, Totals expected, Totals found) {
    long millis = place.requestedAtMillis();
    breaks.accept(
        new OfTotals(kind, place.processor(), new TimeWindow(millis, millis), expected, found));
  }

  private void tryAll(Intent place, Totals there, Collection<UUID> candidates) {
    for (UUID id : candidates) {
      if (isExplained(place, there)) {
        return;
      }
      if (!known.contains(new Execution(id, place.processor()))
          && find(place.processor(), id) instanceof Lookup.Found found) {
        explain(id, place.processor(), found);
        books.find(List.of(id)).forEach(record -> judge(record, place.processor(), found));
      }
    }
  }

  private List<UUID> unsettled(Intent place) {
    List<UUID> ids = new ArrayList<>();
    Attempts.ofUnsettled(books, record -> addIfSent(record, place, ids));
    return ids;
  }

  private List<UUID> sentThere(Intent place, Collection<UUID> candidates) {
    List<UUID> ids = new ArrayList<>();
    Attempts.of(candidates, books, record -> addIfSent(record, place, ids));
    return ids;
  }

  private static void addIfSent(PaymentRecord record, Intent place, List<UUID> ids) {
    if (Attempts.include(record, place)) {
      ids.add(record.payment().correlationId());
    }
  }

  private List<UUID> guesses(Intent place, Totals there, List<LedgerEntry> nearby) {
    Totals rest = there.minus(explainedAt(place));
    long cents = rest.count() == 0 ? 0 : rest.cents() / rest.count();
    Comparator<LedgerEntry> nearest =
        Comparator.comparingLong(
            entry -> Math.abs(entry.requestedAtMillis() - place.requestedAtMillis()));
    return nearby.stream()
        .filter(entry -> entry.amountCents() == cents)
        .filter(entry -> !entry.processor().equals(place.processor()))
        .sorted(nearest)
        .limit(MAX_GUESSES)
        .map(LedgerEntry::correlationId)
        .toList();
  }

  private static Collection<UUID> idsOf(List<LedgerEntry> entries) {
    return entries.stream().map(LedgerEntry::correlationId).collect(Collectors.toSet());
  }

  /** Says what it means that a processor has a payment that our books do not have there. */
  private void judge(PaymentRecord record, String processor, Lookup.Found found) {
    switch (record.state()) {
      case PaymentState.Settled(Intent intent, _) when intent.processor().equals(processor) ->
          compare(Dossier.entry(record.payment(), intent), found);
      case PaymentState.Settled(Intent intent, _) -> {
        LedgerEntry ours = Dossier.entry(record.payment(), intent);
        boolean twice = find(intent.processor(), ours.correlationId()) instanceof Lookup.Found;
        tell(
            twice ? Kind.DOUBLED : Kind.OTHER_PROCESSOR,
            ours,
            "here %s at %s; %s has %s"
                .formatted(show(ours), intent.processor(), processor, show(found)));
      }
      case PaymentState.Sending _, PaymentState.InDoubt _ -> pending++;
      case PaymentState.Queued _ -> tellUnsettled(record, processor, found, "queued");
      case PaymentState.Dead _ -> tellUnsettled(record, processor, found, "a dead letter");
      case PaymentState.Discarded _ -> tellUnsettled(record, processor, found, "discarded");
    }
  }

  private void tellUnsettled(
      PaymentRecord record, String processor, Lookup.Found found, String state) {
    breaks.accept(
        new OfPayment(
            Kind.NOT_SETTLED_HERE,
            record.payment().correlationId(),
            processor,
            found.requestedAtMillis(),
            "here it is %s; there %s".formatted(state, show(found))));
  }

  private void tell(Kind kind, LedgerEntry ours, String detail) {
    breaks.accept(
        new OfPayment(
            kind, ours.correlationId(), ours.processor(), ours.requestedAtMillis(), detail));
  }

  private Lookup find(String processor, UUID id) {
    ProcessorBooks asked = processors.get(processor);
    return asked == null
        ? new Lookup.Unavailable("processor " + processor + " is not audited")
        : asked.find(id);
  }

  private void explain(UUID id, String processor, Lookup.Found found) {
    if (known.add(new Execution(id, processor))) {
      explained.merge(
          new Intent(processor, found.requestedAtMillis()),
          new Totals(1, found.amountCents()),
          Totals::plus);
    }
  }

  private boolean isExplained(Intent place, Totals there) {
    return there.equals(explainedAt(place));
  }

  private Totals explainedAt(Intent place) {
    return explained.getOrDefault(place, Totals.NONE);
  }

  private static String show(LedgerEntry entry) {
    return show(entry.amountCents(), entry.requestedAtMillis());
  }

  private static String show(Lookup.Found found) {
    return show(found.amountCents(), found.requestedAtMillis());
  }

  private static String show(long cents, long requestedAtMillis) {
    return Money.format(cents) + ", " + RequestedAt.text(requestedAtMillis);
  }
}
