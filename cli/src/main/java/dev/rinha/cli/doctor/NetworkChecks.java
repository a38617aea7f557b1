package dev.rinha.cli.doctor;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.Found;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Looks whether others can be reached. A processor is asked for a payment that nobody has: its
 * health endpoint belongs to the workers, who share one call every five seconds.
 */
final class NetworkChecks {

  private final Web web;

  NetworkChecks(Web web) {
    this.web = web;
  }

  List<Finding> processors(SortedMap<String, Found> processors) {
    List<Finding> findings = new ArrayList<>();
    processors.forEach((name, found) -> findings.add(processor(name, found)));
    return findings;
  }

  private Finding processor(String name, Found found) {
    URI url = found.url();
    String check = "processor " + name;
    String remedy = "is it running? Name another with --processor " + name + "=URL";
    try {
      Web.Page page = web.get(url.resolve("/payments/" + UUID.randomUUID()));
      return page.status() == 404
          ? Finding.ok(check, url + " answers")
          : Finding.warn(check, url + " answers " + page.status() + " where 404 is right", remedy);
    } catch (IOException e) {
      return Finding.fail(check, e.getMessage() + found.because(), remedy);
    }
  }

  /** A gateway, or a worker. */
  Finding service(Found found) {
    URI url = found.url();
    try {
      Web.Page page = web.get(url.resolve("/healthz"));
      return page.status() == 200
          ? Finding.ok("service", url + " answers that it is up")
          : Finding.fail(
              "service", url + " does not serve: " + page.firstLine(), "what it says; its log");
    } catch (IOException e) {
      return Finding.fail(
          "service",
          e.getMessage() + found.because(),
          "start it: " + NextCommand.SERVE.line(List.of()));
    }
  }
}
