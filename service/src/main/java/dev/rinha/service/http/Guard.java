package dev.rinha.service.http;

import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.Tokens;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Lets only those ask who may: {@code Authorization: Bearer TOKEN}, RFC 6750. What needs no token
 * costs nothing. Since a browser sends no such header by itself, no page of a stranger can ask
 * through it. Thread safe.
 */
final class Guard {

  static final HeaderName CHALLENGE = HeaderNames.create("WWW-Authenticate");
  private static final String SCHEME = "Bearer ";

  private final Set<AccessRole> open;
  private final Tokens tokens;
  private final ClientLimits limits;

  Guard(ServiceConfig.Access access) {
    this.open = access.open();
    this.tokens = access.tokens();
    this.limits = new ClientLimits(access.limits(), System::nanoTime);
  }

  /** The same for those who may; the handler itself where everybody may. */
  Handler around(Permission permission, Handler handler) {
    if (permission.isOpen(open)) {
      return handler;
    }
    return (request, response) -> {
      Tokens.Holder holder = holder(request);
      if (!permission.isFor(holder.role())) {
        throw Problem.of(
                ProblemType.FORBIDDEN, "a token of role " + holder.role().text() + " may not")
            .with(HeaderValues.create(CHALLENGE, "Bearer error=\"insufficient_scope\""))
            .toException();
      }
      request.context().register(Caller.with(holder, request));
      if (holder.role() == AccessRole.CLIENT) {
        limits.within(holder.name(), () -> handler.handle(request, response));
      } else {
        handler.handle(request, response);
      }
    };
  }

  /** Whether whoever asks this may ask for that, too. */
  boolean permits(Permission permission, ServerRequest request) {
    return permission.isOpen(open)
        || request.headers().contains(HeaderNames.AUTHORIZATION)
            && permission.isFor(holder(request).role());
  }

  private Tokens.Holder holder(ServerRequest request) {
    Optional<String> given = request.headers().first(HeaderNames.AUTHORIZATION);
    if (given.isEmpty()) {
      throw unauthorized("a token is needed, as in Authorization: Bearer TOKEN", "Bearer");
    }
    String value = given.get();
    return (value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? tokens.holder(value.substring(SCHEME.length()).strip())
            : Optional.<Tokens.Holder>empty())
        .orElseThrow(
            () -> unauthorized("the token is not known here", "Bearer error=\"invalid_token\""));
  }

  private static ProblemException unauthorized(String detail, String challenge) {
    return Problem.of(ProblemType.UNAUTHORIZED, detail)
        .with(HeaderValues.create(CHALLENGE, challenge))
        .toException();
  }
}
