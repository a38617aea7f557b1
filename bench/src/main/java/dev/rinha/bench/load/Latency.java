package dev.rinha.bench.load;

import org.HdrHistogram.Histogram;

/** Percentiles of a latency in microseconds. All zero when nothing was measured. */
public record Latency(
    long count, long p50Micros, long p90Micros, long p99Micros, long p999Micros, long maxMicros) {

  static final long HIGHEST_MICROS = 120_000_000L;

  static Histogram histogram(int digits) {
    Histogram histogram = new Histogram(1, HIGHEST_MICROS, digits);
    histogram.setAutoResize(false);
    return histogram;
  }

  static Latency of(Histogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }

  static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 1, HIGHEST_MICROS);
  }
}
