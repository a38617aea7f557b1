package dev.rinha.service.dashboard;

import dev.rinha.core.routing.Reason;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What this process knows of the last hour and of this moment, all of it from the sources of {@code
 * GET /metrics}. Thread safe.
 *
 * <p>Somebody calls {@link #sample} every {@link #PERIOD}; that is all it costs while nobody looks.
 */
public final class Dashboard {

  /** How often a sample is taken. */
  public static final Duration PERIOD = Duration.ofSeconds(5);

  private static final int SAMPLES = (int) (Duration.ofHours(1).toSeconds() / PERIOD.toSeconds());

  /** However many look, the sources are asked at most so often. */
  private static final long FRESH_MILLIS = 1_000;

  private final List<MetricsSource> sources;
  private final List<MetricSeries> series;
  private final Samples kept;
  private final InstantSource clock;
  private Optional<Reading> previous = Optional.empty();
  private Optional<Reading> last = Optional.empty();
  private Optional<Sample> newest = Optional.empty();
  private Optional<Present> present = Optional.empty();

  /**
   * What is so now.
   *
   * @param metrics counters and gauges, named as {@code GET /metrics} does
   * @param recent rates and percentiles of the last five to ten seconds
   * @param newest the last sample, empty before the first
   */
  public record Present(
      long atMillis, Map<String, Double> metrics, double[] recent, Optional<Sample> newest) {}

  /**
   * @param sources those of {@code GET /metrics}, complete
   * @param processors by their names
   */
  public Dashboard(
      List<MetricsSource> sources, Collection<String> processors, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.series = series(processors);
    this.kept = new Samples(SAMPLES, series.size());
    this.clock = clock;
  }

  private static List<MetricSeries> series(Collection<String> processors) {
    List<MetricSeries> all = new ArrayList<>();
    all.add(MetricSeries.rate("accepted", "rinha_store_accepted"));
    all.add(MetricSeries.rate("settled", payments("settled")));
    String accepting = "rinha_http_request_seconds";
    String[] accepted = {"route", "/payments", "status", "202"};
    all.add(MetricSeries.quantile("acceptP50", 0.5, accepting, accepted));
    all.add(MetricSeries.quantile("acceptP99", 0.99, accepting, accepted));
    all.add(MetricSeries.quantile("settleP50", 0.5, "rinha_settlement_seconds"));
    all.add(MetricSeries.quantile("settleP99", 0.99, "rinha_settlement_seconds"));
    all.add(MetricSeries.quantile("storeP99", 0.99, "rinha_store_call_seconds"));
    all.add(MetricSeries.value("queued", payments("queued")));
    all.add(MetricSeries.value("inFlight", payments("in_flight")));
    all.add(MetricSeries.value("inDoubt", payments("in_doubt")));
    all.add(MetricSeries.value("dead", payments("dead")));
    all.add(MetricSeries.value("oldest", "rinha_store_oldest_unfinished_seconds"));
    all.add(MetricSeries.rate("feesCheapest", "rinha_fees_cheapest_total"));
    for (String name : processors) {
      String at = "{processor=\"" + name + "\"}";
      all.add(MetricSeries.rate("settled." + name, "rinha_settled_total" + at));
      all.add(MetricSeries.rate("fees." + name, "rinha_fees_total" + at));
      all.add(MetricSeries.value("latency." + name, "rinha_processor_latency_seconds" + at));
      all.add(MetricSeries.value("down." + name, "rinha_processor_down" + at));
    }
    for (Reason reason : Reason.values()) {
      String name = reason.name().toLowerCase(Locale.ROOT);
      all.add(
          MetricSeries.rate("decided." + name, "rinha_decisions_total{reason=\"" + name + "\"}"));
    }
    return List.copyOf(all);
  }

  private static String payments(String state) {
    return "rinha_store_payments{state=\"" + state + "\"}";
  }

  /** The names of the series, in the order of the values of a sample. */
  public List<String> names() {
    return series.stream().map(MetricSeries::name).toList();
  }

  /** Takes a sample and keeps it for an hour. */
  public synchronized void sample() {
    Reading now = read();
    last.ifPresent(
        before -> {
          Sample sample = new Sample(now.atMillis(), between(before, now));
          kept.add(sample);
          newest = Optional.of(sample);
        });
    previous = last;
    last = Optional.of(now);
  }

  /** The samples of the last hour, the oldest first. */
  public List<Sample> hour() {
    return kept.all();
  }

  /** What is so now, or was a second ago. */
  public synchronized Present present() {
    Present known = present.orElse(null);
    if (known == null || Math.abs(clock.millis() - known.atMillis()) >= FRESH_MILLIS) {
      Reading now = read();
      Reading since = previous.or(() -> last).orElse(now);
      known = new Present(now.atMillis(), now.values(), between(since, now), newest);
      present = Optional.of(known);
    }
    return known;
  }

  private Reading read() {
    Measurements now = new Measurements();
    sources.forEach(source -> source.describe(now));
    return Reading.of(clock.millis(), now.complete());
  }

  private double[] between(Reading before, Reading now) {
    return series.stream().mapToDouble(one -> one.reader().read(before, now)).toArray();
  }
}
