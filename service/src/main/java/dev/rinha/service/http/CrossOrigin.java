package dev.rinha.service.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;

/**
 * Refuses what a page of another origin has a browser send. A browser names the origin with every
 * request that may change something, programs do not; so such a page changes nothing here, also
 * where no token is needed.
 */
final class CrossOrigin {

  private CrossOrigin() {}

  static Handler refused(Handler handler) {
    return (request, response) -> {
      if (request.headers().contains(HeaderNames.ORIGIN) && !isOwn(request)) {
        throw Problem.of(
                ProblemType.FORBIDDEN, "a page of another origin may not have this changed")
            .toException();
      }
      handler.handle(request, response);
    };
  }

  private static boolean isOwn(ServerRequest request) {
    String origin = request.headers().get(HeaderNames.ORIGIN).get();
    String host = request.headers().first(HeaderNames.HOST).orElse("");
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }
}
