package dev.rinha.service.http;

import dev.rinha.core.payment.TraceParent;
import dev.rinha.service.metrics.RequestTimes;
import io.helidon.http.BadRequestException;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a problem of everything that goes wrong: in our handlers (error handlers) and in the web
 * server before it has a request (direct handlers).
 */
final class ErrorAnswers {

  private static final Logger LOG = Logger.getLogger(ErrorAnswers.class.getName());

  private ErrorAnswers() {}

  static HttpRouting.Builder register(HttpRouting.Builder routing) {
    return routing
        .error(
            ProblemException.class, (request, response, e) -> e.problem().answer(request, response))
        .error(HttpException.class, (request, response, e) -> refused(e).send(response))
        .error(RuntimeException.class, ErrorAnswers::unexpected);
  }

  private static void unexpected(ServerRequest request, ServerResponse response, Throwable e) {
    LOG.log(
        Level.SEVERE,
        "unexpected error in "
            + request.prologue().method().text()
            + " "
            + request.path().rawPath()
            + TraceParent.words(Gateway.trace(request)),
        e);
    Problem.of(ProblemType.INTERNAL, "an unexpected error, see the log of the service")
        .send(response);
  }

  private static Problem refused(HttpException e) {
    return problem(
        e.status(), e instanceof BadRequestException ? e.getMessage() : null, 0, Duration.ZERO);
  }

  /**
   * @param times counts them: they have no route that would
   * @param limitBytes the largest body, for the message
   * @param retryAfter for 503
   */
  static DirectHandlers directHandlers(RequestTimes times, int limitBytes, Duration retryAfter) {
    DirectHandler handler = new Direct(times, limitBytes, retryAfter);
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  private record Direct(RequestTimes times, int limitBytes, Duration retryAfter)
      implements DirectHandler {

    @Override
    public TransportResponse handle(
        TransportRequest request,
        EventType eventType,
        Status status,
        ServerResponseHeaders headers,
        @Nullable String message) {
      Status told = isNoRequest(request, status) ? Status.BAD_REQUEST_400 : status;
      times.refused(told.codeText());
      Problem problem = problem(told, message, limitBytes, retryAfter);
      headers.set(Problem.CONTENT_TYPE);
      problem.headers().forEach(headers::set);
      return TransportResponse.builder()
          .status(told)
          .headers(headers)
          .keepAlive(false)
          .entity(problem.toJson())
          .build();
    }
  }

  /**
   * What is no HTTP at all, such as a greeting of TLS, the web server takes for an error of ours.
   */
  private static boolean isNoRequest(DirectHandler.TransportRequest request, Status status) {
    return status.equals(Status.INTERNAL_SERVER_ERROR_500) && request.method().isEmpty();
  }

  private static Problem problem(
      Status status, @Nullable String message, int limitBytes, Duration retryAfter) {
    return switch (status.code()) {
      case 413 ->
          Problem.of(
              ProblemType.BODY_TOO_LARGE, "the body must have at most " + limitBytes + " bytes");
      case 503 ->
          Problem.of(ProblemType.OVERLOADED, "too many requests at once; try again later")
              .retryAfter(retryAfter);
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "there is no such endpoint");
      case 500 ->
          Problem.of(ProblemType.INTERNAL, "an unexpected error, see the log of the service");
      default ->
          new Problem(
              ProblemType.MALFORMED_REQUEST,
              status,
              message == null || message.isBlank() ? "the request is not valid HTTP" : message,
              Optional.empty(),
              List.of());
    };
  }
}
