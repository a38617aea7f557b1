package dev.rinha.service.metrics;

import java.util.List;

/** Something that can be measured. Thread safe. */
@FunctionalInterface
public interface MetricsSource {

  /** Measures nothing. */
  MetricsSource NONE = _ -> {};

  /** One that measures what all of these do. */
  static MetricsSource all(MetricsSource... sources) {
    List<MetricsSource> all = List.of(sources);
    return now -> all.forEach(source -> source.describe(now));
  }

  /** Adds the present values. Must not throw: what is not known is left out. */
  void describe(Measurements now);
}
