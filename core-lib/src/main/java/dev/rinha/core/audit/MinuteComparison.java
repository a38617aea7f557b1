package dev.rinha.core.audit;

import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What aggregates and ledger say of the milliseconds of one minute. Not thread safe. */
final class MinuteComparison {

  private final Map<Slot, Sides> slots = new HashMap<>();

  private record Slot(String processor, long millis) {}

  private static final class Sides {
    private Totals aggregates = Totals.NONE;
    private long ledgerCount;
    private long ledgerCents;

    Totals ledger() {
      return new Totals(ledgerCount, ledgerCents);
    }
  }

  void addAggregate(BucketTotals bucket) {
    sides(bucket.processor(), bucket.bucket()).aggregates = bucket.totals();
  }

  void addLedger(LedgerEntry entry) {
    Sides sides = sides(entry.processor(), entry.requestedAtMillis());
    sides.ledgerCount++;
    sides.ledgerCents = Math.addExact(sides.ledgerCents, entry.amountCents());
  }

  private Sides sides(String processor, long millis) {
    return slots.computeIfAbsent(new Slot(processor, millis), _ -> new Sides());
  }

  /** Where the two differ, in order of time: what the aggregates would have to be. */
  List<Correction> corrections() {
    List<Correction> corrections = new ArrayList<>();
    slots.forEach(
        (slot, sides) -> {
          Totals right = sides.ledger();
          if (!right.equals(sides.aggregates)) {
            corrections.add(
                new Correction(slot.processor(), slot.millis(), sides.aggregates, right));
          }
        });
    corrections.sort(
        Comparator.comparingLong(Correction::millis).thenComparing(Correction::processor));
    return corrections;
  }
}
