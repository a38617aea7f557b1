package dev.rinha.service.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.regex.Pattern;

/**
 * Refuses who calls an address of the loopback interface by another name: a page of a stranger, in
 * the browser of an operator, whose name leads here for the moment. Thread safe.
 */
final class LoopbackNames implements Filter {

  /** A name of its own is what such a page needs; numbers cannot be pointed elsewhere. */
  private static final Pattern NAME =
      Pattern.compile(
          "(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String host = request.headers().first(HeaderNames.HOST).orElse("localhost");
    if (NAME.matcher(host).matches()) {
      chain.proceed();
    } else {
      Problem.of(
              ProblemType.MALFORMED_REQUEST,
              "this address is asked as localhost or by its number, not as "
                  + JsonText.excerpt(host))
          .answer(request, response);
    }
  }
}
