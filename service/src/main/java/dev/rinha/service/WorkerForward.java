package dev.rinha.service;

import dev.rinha.service.config.ServiceConfig;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;
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
 * On an API instance: passes a request with its {@code from} and {@code to} to the worker and the
 * worker's answer back. Thread safe; blocks for at most the configured timeouts.
 *
 * <p>Nothing is retried: reading is repeated by whoever reads, and a purge whose answer got lost
 * may have happened.
 */
final class WorkerForward implements Handler, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(WorkerForward.class.getName());

  private static final int MAX_ANSWER_BYTES = 1 << 20;

  /** Few, because each idle connection of the pool wakes up ten times a second. */
  private static final int MAX_IDLE_CONNECTIONS = 4;

  private static final List<HeaderName> PASSED_HEADERS =
      List.of(HeaderNames.CONTENT_TYPE, HeaderNames.RETRY_AFTER, HeaderNames.ALLOW);

  private final ServiceConfig.WorkerPeer worker;
  private final String address;
  private final Duration retryAfter;
  private final WebClient client;

  WorkerForward(ServiceConfig.WorkerPeer worker, Duration retryAfter) {
    this.worker = worker;
    this.address =
        "http://"
            + (worker.host().contains(":") ? "[" + worker.host() + "]" : worker.host())
            + ":"
            + worker.port();
    this.retryAfter = retryAfter;
    this.client =
        WebClient.builder()
            .connectTimeout(worker.connectTimeout())
            .readTimeout(worker.responseTimeout())
            .shareConnectionCache(false)
            .connectionCacheSize(MAX_IDLE_CONNECTIONS)
            .followRedirects(false)
            // Never needed here, and on by default: it would read all certificates of the platform.
            .tls(tls -> tls.enabled(false))
            .build();
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    HttpClientRequest forwarded =
        client.method(request.prologue().method()).uri(address).path(request.path().rawPath());
    QueryParameters parameters = new QueryParameters(request.query().rawValue());
    // Read and written anew: the client would pass a query on decoded, and a plus would get lost.
    for (String name : WindowQuery.PARAMETERS) {
      parameters.single(name).ifPresent(value -> forwarded.queryParam(name, value));
    }
    Answer answer;
    try (HttpClientResponse answered = forwarded.request()) {
      answer = Answer.of(answered);
    } catch (IOException | RuntimeException e) {
      // The client has many ways to say that a connection broke, not all of them about I/O.
      throw failed(e);
    }
    answer.send(response);
  }

  private ProblemException failed(Exception e) {
    LOG.log(
        Level.WARNING,
        "worker {0}:{1} does not answer: {2}",
        new Object[] {worker.host(), String.valueOf(worker.port()), e.toString()});
    return e.getCause() instanceof SocketTimeoutException timeout && !isConnect(timeout)
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

  private static boolean isConnect(SocketTimeoutException timeout) {
    return String.valueOf(timeout.getMessage()).startsWith("Connect");
  }

  @Override
  public void close() {
    client.closeResource();
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
