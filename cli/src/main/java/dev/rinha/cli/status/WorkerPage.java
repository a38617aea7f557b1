package dev.rinha.cli.status;

import dev.rinha.cli.basics.Web;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a worker alone knows, from its {@code GET /metrics}. Immutable.
 *
 * @param url of the worker
 * @param trouble why it tells nothing, as a sentence; empty if it does
 * @param values by name and labels, as the text format of Prometheus writes them
 */
record WorkerPage(URI url, String trouble, Map<String, Double> values) {

  private static final String DOWN = "rinha_processor_down";

  /**
   * What the worker believes of one processor.
   *
   * @param down whether it holds the processor for down, or paused
   * @param forMillis for how long it has done so; empty if it does not tell
   * @param lastSuccessMillis how long ago the processor last executed a payment of this worker;
   *     empty if it never did
   * @param latencyMillis smoothed; 0 before the first answer
   */
  record Belief(
      boolean down,
      OptionalDouble forMillis,
      OptionalDouble lastSuccessMillis,
      double latencyMillis,
      long inFlight,
      long limit) {

    /** Payments are with it, and none has been executed for so long. */
    boolean hangsFor(long millis) {
      return !down && inFlight > 0 && lastSuccessMillis.orElse(0) > millis;
    }
  }

  /** Asks a worker; never throws. */
  static WorkerPage read(Web web, URI url) {
    try {
      Web.Page page = web.get(url.resolve("/metrics"));
      if (page.status() != 200) {
        return silent(url, url + " answers " + page.status() + " to GET /metrics");
      }
      Map<String, Double> values = parse(page.body());
      Double up = values.get("rinha_worker_up");
      String trouble =
          up == null ? " is no worker" : up > 0 ? "" : " does not execute payments; see its log";
      return new WorkerPage(url, trouble.isEmpty() ? "" : url + trouble, values);
    } catch (IOException e) {
      return silent(url, String.valueOf(e.getMessage()));
    }
  }

  private static WorkerPage silent(URI url, String trouble) {
    return new WorkerPage(url, trouble, Map.of());
  }

  static Map<String, Double> parse(String text) {
    Map<String, Double> values = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              if (space > 0) {
                values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
              }
            });
    return values;
  }

  /** Whether it executes payments. */
  boolean works() {
    return trouble.isEmpty();
  }

  /** Payments that it holds. */
  long held() {
    return (long) value("rinha_worker_held").orElse(0);
  }

  /** Those of them that wait to be sent. */
  long waiting() {
    return (long) value("rinha_worker_waiting").orElse(0);
  }

  /** The processors that it has. */
  SortedSet<String> processors() {
    return labels(DOWN, "processor").keySet().stream()
        .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
  }

  /** How often it decided for each reason since it started; what it never did is left out. */
  SortedMap<String, Long> decisions() {
    SortedMap<String, Long> decisions = new TreeMap<>();
    labels("rinha_decisions_total", "reason")
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                decisions.put(reason, count.longValue());
              }
            });
    return decisions;
  }

  /** What it believes of a processor; empty if it does not have it. */
  Optional<Belief> belief(String processor) {
    OptionalDouble down = ofProcessor(DOWN, processor);
    return down.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Belief(
                down.getAsDouble() > 0,
                millis("rinha_processor_state_seconds", processor),
                millis("rinha_processor_last_success_seconds", processor),
                millis("rinha_processor_latency_seconds", processor).orElse(0),
                (long) ofProcessor("rinha_processor_in_flight", processor).orElse(0),
                (long) ofProcessor("rinha_processor_in_flight_limit", processor).orElse(0)));
  }

  private OptionalDouble millis(String name, String processor) {
    OptionalDouble seconds = ofProcessor(name, processor);
    return seconds.isEmpty() ? seconds : OptionalDouble.of(1_000 * seconds.getAsDouble());
  }

  private OptionalDouble ofProcessor(String name, String processor) {
    return value(name + "{processor=\"" + processor + "\"}");
  }

  private OptionalDouble value(String name) {
    Double value = values.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The values of a metric with one label, by it. */
  private SortedMap<String, Double> labels(String name, String label) {
    String begin = name + "{" + label + "=\"";
    SortedMap<String, Double> labels = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(begin) && key.endsWith("\"}")) {
            labels.put(key.substring(begin.length(), key.length() - 2), value);
          }
        });
    return labels;
  }
}
