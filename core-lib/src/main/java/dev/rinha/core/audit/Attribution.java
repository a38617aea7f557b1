package dev.rinha.core.audit;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.audit.Bisection.Difference;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Names the payments that make a millisecond differ between our books and a processor's.
 *
 * <p>First each payment that we have in one of these milliseconds is asked for by its id: that
 * shows what the processor lacks, and what it or another one has differently; those also explain
 * what is too much elsewhere. What a processor has beyond that is searched for among our payments,
 * see {@link SurplusSearch}. What is left is told by time, count and amount.
 *
 * <p>Not thread safe.
 */
final class Attribution {

  private final Ledger ledger;
  private final Books books;
  private final SortedMap<String, ProcessorBooks> processors;
  private final Consumer<Break> breaks;
  private final long maxQuestions;
  private final Map<Intent, Totals> explained = new HashMap<>();
  private final Set<Execution> known = new HashSet<>();
  private long pending;

  private record Execution(UUID id, String processor) {}

  Attribution(
      Ledger ledger,
      Books books,
      SortedMap<String, ProcessorBooks> processors,
      Consumer<Break> breaks,
      long maxQuestions) {
    this.ledger = ledger;
    this.books = books;
    this.processors = processors;
    this.breaks = breaks;
    this.maxQuestions = maxQuestions;
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
    long millis = place.requestedAtMillis();
    List<LedgerEntry> entries = new ArrayList<>();
    ledger.entries(
        new TimeWindow(millis, millis),
        entry -> {
          if (entry.processor().equals(place.processor())) {
            entries.add(entry);
          }
        });
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
   * Explains what the processor has beyond that, for all its milliseconds together.
   *
   * @param milliseconds what our summary says there, and what the processor says
   * @param window the time that is audited
   * @return whether everything was asked for that could explain it
   */
  boolean explainRest(String processor, List<Difference> milliseconds, TimeWindow window) {
    Map<Long, Totals> there = new TreeMap<>();
    for (Difference millisecond : milliseconds) {
      Intent place = new Intent(processor, millisecond.window().fromMillis());
      Totals inLedger = totals(ours(place));
      if (inLedger.equals(millisecond.there())) {
        tellTotals(Kind.AGGREGATE_DIFFERS, place, inLedger, millisecond.here());
      } else {
        there.put(place.requestedAtMillis(), millisecond.there());
      }
    }
    Map<Long, Totals> unexplained = new TreeMap<>(there);
    unexplained.replaceAll((at, all) -> all.minus(explainedAt(new Intent(processor, at))));
    unexplained.values().removeIf(Totals.NONE::equals);
    boolean complete =
        unexplained.isEmpty()
            || new SurplusSearch(
                    processor,
                    requireNonNull(processors.get(processor), "an audited processor"),
                    ledger,
                    books,
                    unexplained,
                    knownAt(processor),
                    found -> explain(processor, found),
                    maxQuestions)
                .run(window);
    there.forEach((at, all) -> tellRest(new Intent(processor, at), all));
    return complete;
  }

  private Set<UUID> knownAt(String processor) {
    return known.stream()
        .filter(execution -> execution.processor.equals(processor))
        .map(Execution::id)
        .collect(Collectors.toSet());
  }

  private void explain(String processor, Map<UUID, Lookup.Found> found) {
    found.forEach((id, one) -> explain(id, processor, one));
    for (PaymentRecord record : books.find(found.keySet())) {
      Lookup.Found one = found.get(record.payment().correlationId());
      if (one != null) {
        judge(record, processor, one);
      }
    }
  }

  private void tellRest(Intent place, Totals there) {
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

  /** Says what it means that a processor has a payment that our books do not have there. */
  private void judge(PaymentRecord record, String processor, Lookup.Found found) {
    switch (record.state()) {
      case PaymentState.Settled(Intent intent, _) when intent.processor().equals(processor) ->
          compare(AuditedPayment.entry(record.payment(), intent), found);
      case PaymentState.Settled(Intent intent, _) -> {
        LedgerEntry ours = AuditedPayment.entry(record.payment(), intent);
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
