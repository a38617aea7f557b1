package dev.rinha.service.dashboard;

import java.util.ArrayList;
import java.util.List;

/** The last samples, the oldest given up for the newest. Thread safe. */
final class Samples {

  private final long[] atMillis;
  private final float[][] values;
  private int kept;
  private int next;

  /**
   * Takes all its memory at once: {@code 4 · samples · series} bytes, and 8 for each sample.
   *
   * @param samples how many it keeps
   * @param series how many values a sample has
   */
  Samples(int samples, int series) {
    atMillis = new long[samples];
    values = new float[samples][series];
  }

  synchronized void add(Sample sample) {
    atMillis[next] = sample.atMillis();
    for (int i = 0; i < values[next].length; i++) {
      values[next][i] = (float) sample.values()[i];
    }
    next = (next + 1) % atMillis.length;
    kept = Math.min(kept + 1, atMillis.length);
  }

  /** All that it keeps, the oldest first. */
  synchronized List<Sample> all() {
    List<Sample> samples = new ArrayList<>(kept);
    for (int i = 0; i < kept; i++) {
      int place = Math.floorMod(next - kept + i, atMillis.length);
      double[] copy = new double[values[place].length];
      for (int j = 0; j < copy.length; j++) {
        copy[j] = values[place][j];
      }
      samples.add(new Sample(atMillis[place], copy));
    }
    return samples;
  }
}
