package dev.rinha.service.http;

import dev.rinha.service.metrics.RequestTimes;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.function.Predicate;

/** The endpoints and, for everything else, the reason why not. */
final class HttpRoutes {

  private static final String OTHER = "other";

  private final HttpRouting.Builder routing = HttpRouting.builder();
  private final RequestTimes times;
  private final Guard guard;
  private final RequestPermits permits;

  /**
   * @param guard lets only those ask who may, also for what is not there
   */
  HttpRoutes(RequestTimes times, Guard guard, RequestPermits permits) {
    this.times = times;
    this.guard = guard;
    this.permits = permits;
  }

  private HttpRoutes route(Method method, String path, Handler timed) {
    routing.route(method, path, timed);
    routing.any(
        path,
        timed(
            path,
            guard.around(
                Permission.ASK,
                (request, response) ->
                    Problem.of(
                            ProblemType.METHOD_NOT_ALLOWED,
                            path
                                + " allows "
                                + method.text()
                                + " only, was "
                                + request.prologue().method().text())
                        .with(HeaderValues.create(HeaderNames.ALLOW, method.text()))
                        .answer(request, response))));
    return this;
  }

  private Handler timed(String route, Handler handler) {
    return timed(route, handler, _ -> true);
  }

  private Handler timed(String route, Handler handler, Predicate<Status> counts) {
    return (request, response) -> {
      long beganNanos = System.nanoTime();
      response.whenSent(
          () -> {
            if (counts.test(response.status())) {
              times.observe(route, response.status().codeText(), System.nanoTime() - beganNanos);
            }
          });
      handler.handle(request, response);
    };
  }

  /**
   * Answers one method on one path to those who have the permission; other methods there get a 405
   * that names it. No page of another origin has anything posted.
   */
  HttpRoutes endpoint(Permission permission, Method method, String path, Handler handler) {
    return withoutPermit(permission, method, path, permits.around(handler));
  }

  /** The same however much is asked for; or the handler takes a permit itself. */
  HttpRoutes withoutPermit(Permission permission, Method method, String path, Handler handler) {
    Handler asked = method.equals(Method.POST) ? CrossOrigin.refused(handler) : handler;
    return route(method, path, timed(path, guard.around(permission, asked)));
  }

  /**
   * The same, and refuses a request with other parameters than these: who gives one means something
   * that would not happen.
   */
  HttpRoutes endpoint(
      Permission permission, Method method, String path, List<String> parameters, Handler handler) {
    return endpoint(permission, method, path, only(parameters, handler));
  }

  /** The same where the answer goes on while somebody reads it: how long it takes says nothing. */
  HttpRoutes stream(
      Permission permission, Method method, String path, List<String> parameters, Handler handler) {
    return route(
        method,
        path,
        timed(
            path,
            guard.around(permission, only(parameters, permits.around(handler))),
            status -> status != Status.OK_200));
  }

  static Handler only(List<String> parameters, Handler handler) {
    return (request, response) -> {
      String query = request.query().rawValue();
      if (!query.isEmpty()) {
        new QueryParameters(query).requireOnly(parameters);
      }
      handler.handle(request, response);
    };
  }

  /** Whether whoever asks this may ask for that, too. */
  boolean permits(Permission permission, ServerRequest request) {
    return guard.permits(permission, request);
  }

  /** Has all requests pass that first, after those that were given before. */
  void filter(Filter filter) {
    routing.addFilter(filter);
  }

  /**
   * Completes the routing: any other path is a 404, any exception a problem. After a body in chunks
   * the connection is closed: the web server does not look at what ends a chunk, so that it is not
   * known where the next request would begin.
   */
  HttpRouting.Builder complete() {
    routing.addFilter(
        (chain, request, response) -> {
          boolean inChunks = request.headers().contains(HeaderValues.TRANSFER_ENCODING_CHUNKED);
          if (inChunks) {
            response.header(HeaderValues.CONNECTION_CLOSE);
          }
          chain.proceed();
          if (inChunks) {
            throw new CloseConnectionException("a body in chunks"); // The header alone does not.
          }
        });
    routing.any(
        timed(
            OTHER,
            guard.around(
                Permission.ASK,
                (request, response) ->
                    Problem.of(
                            ProblemType.NOT_FOUND,
                            "there is no " + JsonText.excerpt(request.path().rawPath()) + " here")
                        .answer(request, response))));
    return ErrorAnswers.register(routing);
  }
}
