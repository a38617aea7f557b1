package dev.rinha.service.metrics;

/** Something that can be measured. Thread safe. */
@FunctionalInterface
public interface MetricsSource {

  /** Measures nothing. */
  MetricsSource NONE = _ -> {};

  /** Adds the present values. Must not throw: what is not known is left out. */
  void describe(Measurements now);
}
