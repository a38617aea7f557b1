package dev.rinha.core.audit;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.audit.Fingerprints.Place;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.Books.QueueEntry;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeWindow;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks the record of every payment against ledger, queue and the lists that operators see.
 *
 * <p>Everything is read once into {@link Fingerprints}; at rest, with nothing wrong, that is all.
 * Else the payments of the suspicious cells are read once more, one by one. On a running system
 * most of them have only moved between one list and the next. What tells a contradiction from a
 * movement is the record: it changes with every movement and never becomes again what it was, so
 * that whatever was read between two equal readings of a record was true at one moment. A payment
 * whose record has changed is read again, a few times; one that does not stand still is left for
 * the next audit.
 *
 * <p>Not thread safe.
 */
final class PaymentAudit {

  /** Beyond this a second sieve is cheaper than looking at the payments of so many cells. */
  private static final int MAX_CELLS = 4_096;

  private static final int MAX_SIEVES = 4;
  private static final int MAX_READINGS = 4;

  private final Ledger ledger;
  private final Books books;
  private final TimeWindow window;
  private final Rows rows;

  /** Records that cannot be read, with what is wrong; all else of these payments is left alone. */
  private final Map<UUID, String> unreadable = new HashMap<>();

  /** What the first reading of everything counted. */
  record Counts(long records, long ledgerEntries) {}

  PaymentAudit(Ledger ledger, Books books, TimeWindow window, Rows rows) {
    this.ledger = ledger;
    this.books = books;
    this.window = window;
    this.rows = rows;
  }

  /** Tells what is wrong, and answers what there was. */
  Counts run(Consumer<Break> breaks) {
    Map<String, String> entries = new HashMap<>();
    Sieve sieve = sieve(everything(), entries::put);
    Counts counts = sieve.counts();
    unreadable.forEach(
        (id, detail) ->
            breaks.accept(new Break.OfPayment(Kind.RECORD_UNREADABLE, id, "", 0, detail)));
    entries.forEach(
        (place, detail) ->
            breaks.accept(new Break.OfCensus(Kind.ENTRY_UNREADABLE, place + ", " + detail, 0, 1)));
    BitSet cells = sieve.suspicious();
    for (int i = 1; i < MAX_SIEVES && cells.cardinality() > MAX_CELLS; i++) {
      cells = sieve(cells, (_, _) -> {}).suspicious();
    }
    for (int i = 0; i < MAX_READINGS && !cells.isEmpty(); i++) {
      cells = judge(firstOf(cells), breaks);
    }
    return counts;
  }

  private static BitSet everything() {
    BitSet cells = new BitSet();
    cells.set(0, Fingerprints.CELLS);
    return cells;
  }

  private static BitSet firstOf(BitSet cells) {
    BitSet first = new BitSet();
    cells.stream().limit(MAX_CELLS).forEach(first::set);
    return first;
  }

  private Sieve sieve(BitSet cells, BiConsumer<String, String> entries) {
    Sieve sieve = new Sieve(cells, window);
    books.records(
        rows.counting(sieve::expect),
        (id, detail) -> {
          sieve.records++;
          unreadable.put(id, detail);
        });
    ledger.entries(window, rows.counting(sieve::find));
    books.queue(sieve::find, entries);
    lists(sieve::find);
    return sieve;
  }

  /** Looks at each payment of these cells; answers the cells of those that moved meanwhile. */
  private BitSet judge(BitSet cells, Consumer<Break> breaks) {
    Map<UUID, AuditedPayment> audited = collect(cells);
    List<AuditedPayment> wrong =
        audited.values().stream()
            .filter(one -> !unreadable.containsKey(one.id()))
            .filter(one -> !one.judge(window).isEmpty())
            .toList();
    Map<UUID, PaymentRecord> later = records(wrong.stream().map(AuditedPayment::id).toList());
    BitSet moved = new BitSet();
    for (AuditedPayment one : wrong) {
      if (Objects.equals(one.record(), later.get(one.id()))) {
        one.judge(window).forEach(breaks);
      } else {
        moved.set(Fingerprints.cell(one.id()));
      }
    }
    return moved;
  }

  private Map<UUID, PaymentRecord> records(Collection<UUID> ids) {
    return books.find(ids).stream()
        .collect(Collectors.toMap(record -> record.payment().correlationId(), Function.identity()));
  }

  /** The records come first: what they promise must be found in what is read after them. */
  private Map<UUID, AuditedPayment> collect(BitSet cells) {
    Map<UUID, AuditedPayment> audited = new HashMap<>();
    Function<UUID, AuditedPayment> one = id -> audited.computeIfAbsent(id, AuditedPayment::new);
    books.records(
        rows.counting(
            record -> {
              UUID id = record.payment().correlationId();
              if (isIn(cells, id)) {
                one.apply(id).add(record);
              }
            }),
        (_, _) -> {});
    ledger.entries(
        window,
        rows.counting(
            entry -> {
              if (isIn(cells, entry.correlationId())) {
                one.apply(entry.correlationId()).add(entry);
              }
            }));
    books.queue(
        entry -> {
          UUID id = entry.payment().correlationId();
          if (isIn(cells, id)) {
            one.apply(id).add(entry);
          }
        },
        (_, _) -> {});
    lists(
        (place, id) -> {
          if (isIn(cells, id)) {
            one.apply(id).addTo(place);
          }
        });
    return audited;
  }

  /** Reads the lists that operators see. */
  private void lists(BiConsumer<Place, UUID> reader) {
    books.deadLetters(id -> reader.accept(Place.DEAD_LETTERS, id));
    books.discarded(id -> reader.accept(Place.DISCARDED, id));
    books.inDoubt(id -> reader.accept(Place.IN_DOUBT, id));
  }

  private static boolean isIn(BitSet cells, UUID id) {
    return cells.get(Fingerprints.cell(id));
  }

  /** Sums up what the records promise less what is found, in some of the cells. */
  private static final class Sieve {

    private final Fingerprints prints = new Fingerprints();
    private final BitSet cells;
    private final TimeWindow window;
    private long records;
    private long ledgerEntries;

    Sieve(BitSet cells, TimeWindow window) {
      this.cells = cells;
      this.window = window;
    }

    void expect(PaymentRecord record) {
      records++;
      Payment payment = record.payment();
      UUID id = payment.correlationId();
      switch (record.state()) {
        case PaymentState.Queued _, PaymentState.Sending _ ->
            prints.expect(id, Fingerprints.print(id, payment.amount()));
        case PaymentState.InDoubt _ -> {
          prints.expect(id, Fingerprints.print(id, payment.amount()));
          prints.expect(id, Fingerprints.print(Place.IN_DOUBT, id));
        }
        case PaymentState.Settled(Intent intent, _) -> {
          if (window.contains(intent.requestedAtMillis())) {
            prints.expect(id, Fingerprints.print(AuditedPayment.entry(payment, intent)));
          }
        }
        case PaymentState.Dead _ -> prints.expect(id, Fingerprints.print(Place.DEAD_LETTERS, id));
        case PaymentState.Discarded _ -> prints.expect(id, Fingerprints.print(Place.DISCARDED, id));
      }
    }

    void find(LedgerEntry entry) {
      ledgerEntries++;
      prints.find(entry.correlationId(), Fingerprints.print(entry));
    }

    void find(QueueEntry entry) {
      Payment payment = entry.payment();
      UUID id = payment.correlationId();
      prints.find(id, Fingerprints.print(id, payment.amount()));
    }

    void find(Place list, UUID id) {
      prints.find(id, Fingerprints.print(list, id));
    }

    BitSet suspicious() {
      BitSet suspicious = prints.suspicious();
      suspicious.and(cells);
      return suspicious;
    }

    Counts counts() {
      return new Counts(records, ledgerEntries);
    }
  }
}
