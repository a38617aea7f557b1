package dev.rinha.service.http;

import dev.rinha.core.payment.ClientName;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.service.config.AccessRole;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.Tokens;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Who asks.
 *
 * @param name of the token; empty where none was needed
 * @param client the same name, where the token is a client's
 * @param address of the other end of the connection; before it the one for which that asks
 */
record Caller(String name, Optional<ClientName> client, String address) {

  /** With which a gateway says whom it has asked for; believed of those who have a token. */
  static final HeaderName FORWARDED = HeaderNames.create("Rinha-Forwarded-For");

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  /** Somebody with that token. */
  static Caller with(Tokens.Holder token, ServerRequest request) {
    return new Caller(
        token.name(),
        token.role() == AccessRole.CLIENT
            ? Optional.of(new ClientName(token.name()))
            : Optional.empty(),
        request
            .headers()
            .first(FORWARDED)
            .filter(address -> ADDRESS.matcher(address).matches())
            .map(address -> by(request, address))
            .orElseGet(() -> address(request)));
  }

  /**
   * Which client asks, of those who may ask only for what is their own; nobody is looked at where
   * that needs no token.
   */
  static Function<ServerRequest, Optional<ClientName>> clients(
      ServiceConfig.Access access, Permission permission) {
    return permission.isOpen(access.open())
        ? _ -> Optional.empty()
        : request -> of(request).client();
  }

  static Caller of(ServerRequest request) {
    return request
        .context()
        .get(Caller.class)
        .orElseGet(() -> new Caller("", Optional.empty(), address(request)));
  }

  private static String address(ServerRequest request) {
    return ForwardedRequests.client(request)
        .map(client -> by(request, client))
        .orElseGet(() -> peer(request).getHostAddress());
  }

  /**
   * The other end of the connection.
   *
   * @throws CloseConnectionException if it was closed meanwhile, and nobody waits for an answer
   */
  static InetAddress peer(ServerRequest request) {
    if (request.remotePeer().address() instanceof InetSocketAddress remote) {
      return remote.getAddress();
    }
    throw new CloseConnectionException("it is closed already");
  }

  private static String by(ServerRequest request, String address) {
    return address + " by " + peer(request).getHostAddress();
  }

  /** Something that this caller does, as it is written down. */
  OperatorAct act(long atMillis, String what, String subject, String reason) {
    return new OperatorAct(
        atMillis, name.isEmpty() ? OperatorAct.ANYBODY : name, address, what, subject, reason);
  }
}
