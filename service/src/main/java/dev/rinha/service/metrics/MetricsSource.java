package dev.rinha.service.metrics;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Something that can be measured. Thread safe. */
@FunctionalInterface
public interface MetricsSource {

  /** Measures nothing. */
  MetricsSource NONE = _ -> {};

  /**
   * One that measures what all of these do, at the same time: several ask the store, and whoever
   * reads the metrics of a store that is silent does not wait for one after the other.
   */
  static MetricsSource all(MetricsSource... sources) {
    List<MetricsSource> all = List.of(sources);
    return now -> {
      try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
        all.stream()
            .map(source -> CompletableFuture.supplyAsync(() -> Measurements.of(source), each))
            .toList()
            .forEach(measured -> measured.join().forEach(now::metric));
      }
    };
  }

  /** Adds the present values. Must not throw: what is not known is left out. */
  void describe(Measurements now);
}
