package dev.rinha.service.http;

import dev.rinha.service.metrics.RequestTimes;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Requests that come through trusted proxies: for whom they are, and how many of one address are
 * handled at once. More are answered 429; health never is. Thread safe.
 */
final class ForwardedRequests implements Filter {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final ClientAddresses clients;
  private final AddressCounts handled;
  private final RequestTimes times;

  /** For whom a proxy asks, in the context of the request. */
  private record Client(InetAddress address) {}

  ForwardedRequests(ClientAddresses clients, AddressCounts handled, RequestTimes times) {
    this.clients = clients;
    this.handled = handled;
    this.times = times;
  }

  /** The address for which a trusted proxy asks; empty where none does. */
  static Optional<String> client(ServerRequest request) {
    return request.context().get(Client.class).map(client -> client.address.getHostAddress());
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    InetAddress peer = Caller.peer(request);
    InetAddress client = clients.client(peer, forwarded(request));
    if (!client.equals(peer)) {
      request.context().register(new Client(client));
    }
    if (!clients.isTrusted(peer)
        || clients.isTrusted(client)
        || handled.isUnlimited()
        || request.path().path().equals(HealthEndpoint.PATH)) {
      chain.proceed();
    } else if (handled.take(client)) {
      try {
        chain.proceed();
      } finally {
        handled.giveBack(client);
      }
    } else {
      times.refused(Status.TOO_MANY_REQUESTS_429.codeText());
      Problem.of(
              ProblemType.TOO_MANY_REQUESTS,
              "too many requests of this address at the same time; try again later")
          .retryAfter(RETRY_AFTER)
          .answer(request, response);
    }
  }

  private static List<String> forwarded(ServerRequest request) {
    return request.headers().contains(HeaderNames.X_FORWARDED_FOR)
        ? forwarded(request.headers().get(HeaderNames.X_FORWARDED_FOR))
        : List.of();
  }

  private static List<String> forwarded(Header header) {
    return header.allValues(true);
  }
}
