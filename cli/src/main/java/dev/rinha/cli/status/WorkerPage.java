package dev.rinha.cli.status;

import dev.rinha.cli.basics.Web;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker alone knows, from its {@code GET /metrics}. Immutable.
 *
 * @param url of the worker
 * @param trouble why it tells nothing; empty if it does
 * @param values by name and labels, as the text format of Prometheus writes them
 */
record WorkerPage(URI url, String trouble, Map<String, Double> values) {

  /** Asks a worker; never throws. */
  static WorkerPage read(Web web, URI url) {
    try {
      Web.Page page = web.get(url.resolve("/metrics"));
      if (page.status() != 200) {
        return new WorkerPage(url, "answers " + page.status() + " to GET /metrics", Map.of());
      }
      Map<String, Double> values = parse(page.body());
      boolean works = values.getOrDefault("rinha_worker_up", 0.0) > 0;
      return new WorkerPage(url, works ? "" : "does not execute payments", values);
    } catch (IOException e) {
      return new WorkerPage(url, String.valueOf(e.getMessage()), Map.of());
    }
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

  /** A value without labels. */
  Optional<Double> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A value of one processor. */
  Optional<Double> ofProcessor(String name, String processor) {
    return value(name + "{processor=\"" + processor + "\"}");
  }
}
