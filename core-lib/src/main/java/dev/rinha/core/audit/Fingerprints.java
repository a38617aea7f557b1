package dev.rinha.core.audit;

import dev.rinha.core.payment.Money;
import dev.rinha.core.store.LedgerEntry;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * Compares sets of any size in constant memory.
 *
 * <p>The idea: each payment falls into one of 2^20 cells. What a record says should be there is
 * added to the sum of its cell, what is found there is subtracted, both as 64-bit hashes. When all
 * is read, a cell that is not zero holds a contradiction, or a payment that moved while it was
 * read; only the payments of such cells are then looked at one by one. Sums and not exclusive ors,
 * so that two of the same do not cancel each other. Two different contradictions cancel each other
 * with a probability of 2^-64. Rejected: looking up each payment of the one list in the other, a
 * round trip per page in both directions and three times the load on Redis; sorting, which needs
 * memory.
 *
 * <p>Not thread safe.
 */
final class Fingerprints {

  private static final int CELL_BITS = 20;

  /** How many cells there are. */
  static final int CELLS = 1 << CELL_BITS;

  private final long[] sums = new long[CELLS];

  /** Where something is expected or found. */
  enum Place {
    LEDGER("ledger"),
    QUEUE("queue"),
    DEAD_LETTERS("dead letters"),
    DISCARDED("discarded dead letters"),
    IN_DOUBT("payments in doubt");

    /** The lists that operators see. */
    static final List<Place> LISTS = List.of(DEAD_LETTERS, DISCARDED, IN_DOUBT);

    private final String words;

    Place(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** The cell of a payment. */
  static int cell(UUID id) {
    return (int)
        (mix(id.getMostSignificantBits() + 31 * id.getLeastSignificantBits()) >>> -CELL_BITS);
  }

  void expect(UUID id, long print) {
    sums[cell(id)] += print;
  }

  void find(UUID id, long print) {
    sums[cell(id)] -= print;
  }

  /** The cells in which not everything was found as expected. */
  BitSet suspicious() {
    BitSet cells = new BitSet();
    for (int i = 0; i < sums.length; i++) {
      if (sums[i] != 0) {
        cells.set(i);
      }
    }
    return cells;
  }

  static long print(LedgerEntry entry) {
    long print = print(Place.LEDGER, entry.correlationId());
    print = mix(print + entry.amountCents());
    print = mix(print + entry.requestedAtMillis());
    return mix(print + entry.processor().hashCode());
  }

  static long print(UUID queued, Money amount) {
    return mix(print(Place.QUEUE, queued) + amount.cents());
  }

  static long print(Place place, UUID id) {
    return mix(
        mix(place.ordinal() + 1 + id.getMostSignificantBits()) + id.getLeastSignificantBits());
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long bits) {
    long mixed = bits + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
