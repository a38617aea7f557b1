package dev.rinha.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The vertical axis. Immutable. */
public sealed interface Scale {

  /** Height of a value as a share of the axis, from 0 at the bottom to 100. */
  double percent(double value);

  /** Places to label, from the bottom up. */
  List<Tick> ticks();

  /** Whole numbers from zero to at least this. */
  static Scale upTo(double most) {
    return Linear.upTo(most);
  }

  /** Powers of ten from at most the least to at least the most of these; both positive. */
  static Scale powersOfTen(double least, double most) {
    return Logarithmic.of(least, most);
  }

  /** From zero to a round number. */
  record Linear(double top, double step) implements Scale {

    private static final int MOST_TICKS = 5;

    static Linear upTo(double most) {
      double needed = Math.max(1, most);
      double step = 1;
      double[] growth = {2, 2.5, 2};
      for (int i = 0; needed / step > MOST_TICKS; i++) {
        step *= growth[i % growth.length];
      }
      return new Linear(Math.ceil(needed / step) * step, step);
    }

    @Override
    public double percent(double value) {
      return 100 * Math.clamp(value / top, 0, 1);
    }

    @Override
    public List<Tick> ticks() {
      List<Tick> ticks = new ArrayList<>();
      for (double value = 0; value <= top; value += step) {
        ticks.add(new Tick(percent(value), label(value)));
      }
      return ticks;
    }
  }

  /** Between two powers of ten; what is less than the lower lies on the bottom. */
  record Logarithmic(int lowestPower, int highestPower) implements Scale {

    static Logarithmic of(double least, double most) {
      int lowest = (int) Math.floor(Math.log10(least));
      return new Logarithmic(lowest, Math.max(lowest + 1, (int) Math.ceil(Math.log10(most))));
    }

    @Override
    public double percent(double value) {
      double power = Math.log10(Math.max(value, Double.MIN_NORMAL));
      return 100 * Math.clamp((power - lowestPower) / (highestPower - lowestPower), 0, 1);
    }

    @Override
    public List<Tick> ticks() {
      List<Tick> ticks = new ArrayList<>();
      for (int power = lowestPower; power <= highestPower; power++) {
        double value = Math.pow(10, power);
        ticks.add(new Tick(percent(value), label(value)));
      }
      return ticks;
    }
  }

  private static String label(double value) {
    if (value >= 1_000_000) {
      return Markup.number(value / 1_000_000) + " M";
    }
    if (value >= 10_000) {
      return Markup.number(value / 1000) + " k";
    }
    return value == 0 || value >= 0.01
        ? Markup.number(value)
        : String.format(Locale.ROOT, "%.0e", value);
  }
}
