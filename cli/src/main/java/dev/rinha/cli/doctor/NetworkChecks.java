package dev.rinha.cli.doctor;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Web;
import dev.rinha.cli.options.Found;
import dev.rinha.core.processor.ProcessorAnswer;
import dev.rinha.core.processor.StatusMeanings;
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

  private static final String SOMETHING_ELSE =
      "something else stands before the processor: what it answers settles nothing, payments there"
          + " stay in doubt until the processor itself answers";

  private static final String REFUSES =
      "it is reached and refuses the question: look at the URL, and at processors.*.headers, which"
          + " are not sent from here";

  private static final String FAILS = "it is reached and fails: its own log says why";

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
      Web.Page page = web.get(below(url, "/payments/" + UUID.randomUUID()));
      var answer = new ProcessorAnswer(page.status(), page.contentType(), page.body(), 0);
      if (StatusMeanings.absent(answer)) {
        return Finding.ok(check, url + " answers");
      }
      String text = url + " answers " + answer.words() + " where 404, empty or in JSON, is right";
      return switch (page.status() / 100) {
        case 2, 3 -> Finding.fail(check, text, SOMETHING_ELSE);
        case 4 -> Finding.warn(check, text, page.status() == 404 ? SOMETHING_ELSE : REFUSES);
        default -> Finding.warn(check, text, FAILS);
      };
    } catch (IOException e) {
      return Finding.fail(check, e.getMessage() + found.because(), remedy);
    }
  }

  private static URI below(URI url, String path) {
    return URI.create(url.toString().replaceFirst("/$", "") + path);
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
