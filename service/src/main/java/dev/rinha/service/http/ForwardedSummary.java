package dev.rinha.service.http;

import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code GET /payments-summary} of a process that does not execute payments: the worker knows what
 * it is about to write. Where it does not answer the store is read all the same, and the answer
 * names the worker whose last answers may be missing. Thread safe.
 */
final class ForwardedSummary implements Handler, MetricsSource {

  static final HeaderName WITHOUT_WORKER = HeaderNames.create("Summary-Without-Worker");

  private final WorkerForward worker;
  private final Handler store;
  private final AtomicLong without = new AtomicLong();

  ForwardedSummary(WorkerForward worker, Handler store) {
    this.worker = worker;
    this.store = store;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws Exception {
    try {
      worker.handle(request, response);
    } catch (ProblemException e) {
      if (!e.problem().isAbsentWorker()) {
        throw e;
      }
      without.incrementAndGet();
      response.header(WITHOUT_WORKER, worker.hostAndPort());
      store.handle(request, response);
    }
  }

  @Override
  public void describe(Measurements now) {
    now.counter(
            "rinha_summaries_without_worker_total",
            "Summaries that were read from the store since the worker did not answer.")
        .value(without.get());
  }
}
