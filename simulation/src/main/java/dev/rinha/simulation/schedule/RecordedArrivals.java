package dev.rinha.simulation.schedule;

import dev.rinha.simulation.schedule.LoadSchedule.Portion;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Payments as they were recorded: exactly as many, and exactly as much money, as in each portion of
 * the record; when within the portion, and in which order, is drawn from one seed.
 */
final class RecordedArrivals implements Arrivals {

  private final List<Portion> portions;
  private final SplittableRandom random;
  private int nextPortion;

  /** The payments of the portions that begin together, in order of time. */
  private Payment[] payments = {};

  private int nextPayment;

  private record Payment(long atMillis, long cents) implements Comparable<Payment> {

    @Override
    public int compareTo(Payment other) {
      return Long.compare(atMillis, other.atMillis);
    }
  }

  RecordedArrivals(List<Portion> portions, long seed) {
    this.portions = portions;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public long next() {
    while (nextPayment == payments.length) {
      if (nextPortion == portions.size()) {
        return Long.MAX_VALUE;
      }
      draw();
    }
    return payments[nextPayment++].atMillis;
  }

  @Override
  public long cents() {
    return payments[nextPayment - 1].cents;
  }

  private void draw() {
    long fromMillis = portions.get(nextPortion).fromMillis();
    int end = nextPortion;
    int count = 0;
    while (end < portions.size() && portions.get(end).fromMillis() == fromMillis) {
      count += portions.get(end++).count();
    }
    payments = new Payment[count];
    nextPayment = 0;
    int drawn = 0;
    for (Portion portion : portions.subList(nextPortion, end)) {
      for (int i = 0; i < portion.count(); i++) {
        payments[drawn++] =
            new Payment(
                random.nextLong(portion.fromMillis(), portion.toMillis()),
                portion.cents() / portion.count()
                    + (i < portion.cents() % portion.count() ? 1 : 0));
      }
    }
    Arrays.sort(payments);
    nextPortion = end;
  }
}
