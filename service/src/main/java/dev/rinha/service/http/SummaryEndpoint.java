package dev.rinha.service.http;

import dev.rinha.core.payment.Money;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * {@code GET /payments-summary}: totals per processor within {@code from} and {@code to}, both
 * optional and inclusive. Thread safe.
 *
 * <p>Workers in other processes are asked before to write what they know; the answer names those
 * that did not say that they have.
 *
 * <p>Every configured processor is in the answer, in the order of the configuration and with zeros
 * if need be; then those that are not configured any more but have executed payments in the window.
 */
final class SummaryEndpoint implements Handler {

  private static final Summary NOTHING = new Summary(Collections.emptySortedMap());

  static final HeaderName WITHOUT_WORKER = HeaderNames.create("Summary-Without-Worker");

  private final OtherWorkers others;
  private final SummarySource summaries;
  private final List<String> processors;
  private final Duration retryAfter;

  SummaryEndpoint(
      OtherWorkers others, SummarySource summaries, List<String> processors, Duration retryAfter) {
    this.others = others;
    this.summaries = summaries;
    this.processors = List.copyOf(processors);
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Summary summary =
        WindowQuery.parse(request.query().rawValue())
            .map(window -> StoreCalls.answered(() -> read(window, response), retryAfter))
            .orElse(NOTHING);
    response.header(HeaderValues.CONTENT_TYPE_JSON).send(toJson(summary));
  }

  private Summary read(TimeWindow window, ServerResponse response) {
    List<String> silent = others.settle();
    if (!silent.isEmpty()) {
      response.header(WITHOUT_WORKER, String.join(", ", silent));
    }
    return summaries.summary(window);
  }

  private byte[] toJson(Summary summary) {
    Summary all = summary.withProcessors(processors);
    Set<String> names = new LinkedHashSet<>(processors);
    names.addAll(all.processors().keySet());
    StringJoiner json = new StringJoiner(",", "{", "}");
    for (String name : names) {
      json.add(JsonText.quote(name) + ":" + toJson(all.of(name)));
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String toJson(Totals totals) {
    return "{\"totalRequests\":"
        + totals.count()
        + ",\"totalAmount\":"
        + Money.format(totals.cents())
        + "}";
  }
}
