package dev.rinha.service;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;

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
