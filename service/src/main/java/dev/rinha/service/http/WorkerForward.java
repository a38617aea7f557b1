package dev.rinha.service.http;

import dev.rinha.service.config.ServiceConfig;
import io.helidon.faulttolerance.Bulkhead;
import io.helidon.faulttolerance.BulkheadException;
import io.helidon.faulttolerance.CircuitBreaker;
import io.helidon.faulttolerance.CircuitBreakerOpenException;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * On an API instance: passes a purge to the worker and the worker's answer back. Thread safe;
 * blocks for at most the configured timeouts.
 *
 * <p>It is not tried a second time: a purge whose answer got lost may have happened. A bound on how
 * many ask at the same time keeps those who wait for the worker from taking the room of payments,
 * and while it does not answer at all they learn that at once.
 */
public final class WorkerForward implements Handler, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WorkerForward.class.getName());

  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private static final int MAX_AT_ONCE = 16;
  private static final int MAX_WAITING = 64;

  /** Of the last so many calls that many percent failed: nobody is let through for a moment. */
  private static final int CIRCUIT_VOLUME = 8;

  private static final int CIRCUIT_ERROR_PERCENT = 75;
  private static final Duration CIRCUIT_DELAY = Duration.ofMillis(500);

  private static final List<HeaderName> PASSED_HEADERS =
      List.of(
          HeaderNames.CONTENT_TYPE, HeaderNames.RETRY_AFTER, HeaderNames.ALLOW, Guard.CHALLENGE);

  private final ServiceConfig.WorkerPeer worker;
  private final String address;
  private final Duration retryAfter;
  private final WorkerClient client;

  private final Bulkhead bulkhead =
      Bulkhead.create(bulkhead -> bulkhead.limit(MAX_AT_ONCE).queueLength(MAX_WAITING));

  private final CircuitBreaker circuit =
      CircuitBreaker.create(
          breaker ->
              breaker
                  .volume(CIRCUIT_VOLUME)
                  .errorRatio(CIRCUIT_ERROR_PERCENT)
                  .successThreshold(1)
                  .delay(CIRCUIT_DELAY)
                  .addSkipOn(BulkheadException.class));

  /** No complete answer came, though the worker was not slow. */
  private static final class ConnectionBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private ConnectionBroken(Exception cause) {
      super(cause);
    }
  }

  /** The answer did not come in time. */
  private static final class Slow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Slow(Exception cause) {
      super(cause);
    }
  }

  public WorkerForward(ServiceConfig.WorkerPeer worker, Duration retryAfter) {
    this.worker = worker;
    this.address =
        (worker.host().contains(":") ? "[" + worker.host() + "]" : worker.host())
            + ":"
            + worker.port();
    this.retryAfter = retryAfter;
    this.client = new WorkerClient(worker.tls(), worker.connectTimeout(), worker.responseTimeout());
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    Answer answer;
    try {
      answer = circuit.invoke(() -> bulkhead.invoke(() -> ask(request)));
    } catch (ConnectionBroken | Slow | CircuitBreakerOpenException | BulkheadException e) {
      throw failed(e);
    }
    answer.send(response);
  }

  private Answer ask(ServerRequest request) {
    try (HttpClientResponse answered = forwarded(request).request()) {
      return Answer.of(answered);
    } catch (IOException | RuntimeException e) {
      // The client has many ways to say that a connection broke, not all of them about I/O.
      throw timedOut(e) ? new Slow(e) : new ConnectionBroken(e);
    }
  }

  private HttpClientRequest forwarded(ServerRequest request) {
    HttpClientRequest forwarded =
        client.request(request.prologue().method(), address).path(request.path().rawPath());
    // The worker knows the same tokens, and writes down whose order it was.
    request
        .headers()
        .first(HeaderNames.AUTHORIZATION)
        .ifPresent(
            token ->
                forwarded
                    .header(HeaderNames.AUTHORIZATION, token)
                    .header(
                        Caller.FORWARDED,
                        ForwardedRequests.client(request)
                            .orElseGet(() -> Caller.peer(request).getHostAddress())));
    return forwarded;
  }

  private ProblemException failed(RuntimeException e) {
    LOG.log(
        Level.WARNING,
        "worker {0}:{1} does not answer: {2}",
        new Object[] {
          worker.host(),
          String.valueOf(worker.port()),
          String.valueOf(e.getCause() == null ? e : e.getCause())
        });
    return e instanceof Slow
        ? Problem.of(
                ProblemType.WORKER_TIMEOUT,
                "the worker did not answer within " + worker.responseTimeout().toMillis() + " ms")
            .toException()
        : Problem.of(
                ProblemType.WORKER_UNAVAILABLE,
                "the worker cannot be reached, or broke its answer off; try again later")
            .retryAfter(retryAfter)
            .toException();
  }

  private static boolean timedOut(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException timeout) {
        return !isConnect(timeout);
      }
    }
    return false;
  }

  private static boolean isConnect(SocketTimeoutException timeout) {
    return String.valueOf(timeout.getMessage()).startsWith("Connect");
  }

  @Override
  public void close() {
    client.close();
  }

  /** An answer, complete before the first byte of it is passed on. */
  private record Answer(int status, List<Header> headers, byte[] body) {

    static Answer of(HttpClientResponse answered) throws IOException {
      List<Header> headers =
          PASSED_HEADERS.stream()
              .filter(answered.headers()::contains)
              .map(answered.headers()::get)
              .toList();
      return new Answer(answered.status().code(), headers, body(answered));
    }

    private static byte[] body(HttpClientResponse answered) throws IOException {
      if (!answered.entity().hasEntity()) {
        return new byte[0];
      }
      try (InputStream in = answered.entity().inputStream()) {
        return in.readNBytes(MAX_ANSWER_BYTES);
      }
    }

    void send(ServerResponse response) {
      response.status(status);
      headers.forEach(response::header);
      response.send(body);
    }
  }
}
