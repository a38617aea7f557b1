package dev.rinha.service;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.List;

/** The endpoints and, for everything else, the reason why not. */
final class Routes {

  private final HttpRouting.Builder routing = HttpRouting.builder();

  /** Answers one method on one path; other methods there get a 405 that names it. */
  Routes endpoint(Method method, String path, Handler handler) {
    routing.route(method, path, handler);
    routing.any(
        path,
        (request, response) ->
            Problem.of(
                    ProblemType.METHOD_NOT_ALLOWED,
                    path
                        + " allows "
                        + method.text()
                        + " only, was "
                        + request.prologue().method().text())
                .with(HeaderValues.create(HeaderNames.ALLOW, method.text()))
                .send(response));
    return this;
  }

  /**
   * The same, and refuses a request with other parameters than these: who gives one means something
   * that would not happen.
   */
  Routes endpoint(Method method, String path, List<String> parameters, Handler handler) {
    return endpoint(
        method,
        path,
        (request, response) -> {
          String query = request.query().rawValue();
          if (!query.isEmpty()) {
            new QueryParameters(query).requireOnly(parameters);
          }
          handler.handle(request, response);
        });
  }

  /** Completes the routing: any other path is a 404, any exception a problem. */
  HttpRouting.Builder complete() {
    routing.any(
        (request, response) ->
            Problem.of(
                    ProblemType.NOT_FOUND,
                    "there is no " + JsonText.excerpt(request.path().rawPath()) + " here")
                .send(response));
    return ErrorAnswers.register(routing);
  }
}
