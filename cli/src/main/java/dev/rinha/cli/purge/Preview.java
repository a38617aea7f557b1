package dev.rinha.cli.purge;

import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.Retention;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a purge would forget. Immutable.
 *
 * @param lines for people
 * @param count how many payments
 */
record Preview(List<String> lines, long count) {

  private static final long MINUTE_MILLIS = 60_000;

  static Preview of(SharedStore store, Extent extent) {
    return switch (extent) {
      case Extent.Everything _ -> everything(store);
      case Extent.Finished(long before) -> {
        Totals settled = store.ledger().summary(settledBefore(before)).total();
        Preview letters = letters(store.deadLetters(), before);
        List<String> lines = new ArrayList<>();
        lines.add(settled(settled, store.retention()));
        lines.addAll(letters.lines);
        yield new Preview(lines, settled.count() + letters.count);
      }
      case Extent.DeadLetters(long before) -> letters(store.deadLetters(), before);
    };
  }

  private static TimeWindow settledBefore(long beforeMillis) {
    long end = Math.floorDiv(beforeMillis, MINUTE_MILLIS) * MINUTE_MILLIS;
    return new TimeWindow(Long.MIN_VALUE, end - 1);
  }

  private static Preview everything(SharedStore store) {
    Census census = store.ledger().census();
    List<String> lines = new ArrayList<>();
    lines.add(settled(store.ledger().summary(TimeWindow.ALL).total(), store.retention()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d queued, %,d in flight, %,d in doubt%s",
            census.queued(),
            census.inFlight(),
            census.inDoubt(),
            census.unfinished() == 0
                ? ""
                : ", the oldest of " + TimeText.iso(census.oldestQueuedAtMillis())));
    lines.add(
        String.format(Locale.ROOT, "%,d dead, %,d discarded", census.dead(), census.discarded()));
    return new Preview(lines, census.accepted());
  }

  private static String settled(Totals settled, Retention retention) {
    String text =
        String.format(
            Locale.ROOT, "%,d settled over %s", settled.count(), Money.format(settled.cents()));
    var oldest = retention.oldestSettledMinute();
    return settled.count() == 0 || oldest.isEmpty()
        ? text
        : text + ", the oldest of " + TimeText.iso(oldest.getAsLong());
  }

  private static Preview letters(DeadLetters all, long beforeMillis) {
    Sum dead = new Sum();
    all.read(DeadLetterFilter.ALL.diedBefore(beforeMillis), letter -> dead.add(letter.payment()));
    Sum discarded = new Sum();
    all.readDiscarded(
        letter -> {
          if (letter.discardedAtMillis() < beforeMillis) {
            discarded.add(letter.letter().payment());
          }
        });
    return new Preview(
        List.of(dead.words("dead"), discarded.words("discarded")), dead.count + discarded.count);
  }

  private static final class Sum {
    private long count;
    private long cents;

    void add(Payment payment) {
      count++;
      cents += payment.amount().cents();
    }

    String words(String what) {
      return String.format(Locale.ROOT, "%,d %s over %s", count, what, Money.format(cents));
    }
  }
}
