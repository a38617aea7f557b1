package dev.rinha.service.http;

import dev.rinha.core.store.OperatorAct;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.regex.Pattern;

/**
 * Who asks.
 *
 * @param name of the token; empty where none was needed
 * @param address of the other end of the connection
 */
record Caller(String name, String address) {

  /** With which a gateway says whom it has asked for; believed of those who have a token. */
  static final HeaderName FORWARDED = HeaderNames.create("Rinha-Forwarded-For");

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  /** Somebody with a token of that name. */
  static Caller named(String name, ServerRequest request) {
    String peer = request.remotePeer().host();
    return new Caller(
        name,
        request
            .headers()
            .first(FORWARDED)
            .filter(address -> ADDRESS.matcher(address).matches())
            .map(address -> address + " by " + peer)
            .orElse(peer));
  }

  static Caller of(ServerRequest request) {
    return request
        .context()
        .get(Caller.class)
        .orElseGet(() -> new Caller("", request.remotePeer().host()));
  }

  /** Something that this caller does, as it is written down. */
  OperatorAct act(long atMillis, String what, String subject, String reason) {
    return new OperatorAct(
        atMillis, name.isEmpty() ? OperatorAct.ANYBODY : name, address, what, subject, reason);
  }
}
