package dev.rinha.cli.doctor;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Web;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  List<Finding> processors(Map<String, URI> urls) {
    List<Finding> findings = new ArrayList<>();
    urls.forEach((name, url) -> findings.add(processor("processor " + name, url)));
    return findings;
  }

  private Finding processor(String check, URI url) {
    String remedy = "is it running, and is the URL right?";
    try {
      Web.Page page = web.get(url.resolve("/payments/" + UUID.randomUUID()));
      return page.status() == 404
          ? Finding.ok(check, url + " answers")
          : Finding.warn(check, url + " answers " + page.status() + " where 404 is right", remedy);
    } catch (IOException e) {
      return Finding.fail(check, String.valueOf(e.getMessage()), remedy);
    }
  }

  /** A gateway, or a worker. */
  Finding service(URI url) {
    try {
      Web.Page page = web.get(url.resolve("/healthz"));
      return page.status() == 200
          ? Finding.ok("service", url + " is ready")
          : Finding.fail(
              "service", url + " is not ready: " + page.firstLine(), "what it says; its log");
    } catch (IOException e) {
      return Finding.fail(
          "service",
          String.valueOf(e.getMessage()),
          "start it: " + NextCommand.SERVE.line(List.of()));
    }
  }
}
