package dev.rinha.cli.attack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Asks for everything without the right, in each way. */
final class TokenAttacks {

  private TokenAttacks() {}

  /**
   * Something that wants a token.
   *
   * @param small the roles that may not
   */
  private record Endpoint(Target target, Request request, List<String> small) {
    private String name() {
      return request.method() + " " + request.target();
    }
  }

  private static List<Endpoint> endpoints(Known known) {
    List<String> clients = List.of("client");
    String one = "/payments/" + known.payment();
    return List.of(
        new Endpoint(
            Target.GATEWAY,
            Request.post("/payments", Known.fresh()),
            List.of("reader", "operator")),
        new Endpoint(Target.GATEWAY, Request.get(one), List.of()),
        new Endpoint(Target.GATEWAY, Request.get("/payments-summary"), clients),
        new Endpoint(Target.GATEWAY, Request.get("/metrics"), clients),
        new Endpoint(Target.GATEWAY, purge(), List.of("client", "reader")),
        new Endpoint(Target.GATEWAY, Request.get("/nothing"), List.of()),
        new Endpoint(Target.GATEWAY, Request.of("DELETE", "/payments"), List.of()),
        new Endpoint(Target.WORKER, Request.get(one), List.of()),
        new Endpoint(Target.WORKER, Request.get(one + "/quotes"), clients),
        new Endpoint(Target.WORKER, Request.get("/payments-summary"), clients),
        new Endpoint(Target.WORKER, Request.get("/metrics"), clients),
        new Endpoint(Target.WORKER, purge(), List.of("client", "reader")),
        new Endpoint(Target.MANAGEMENT, Request.get("/payments"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get(one), List.of()),
        new Endpoint(Target.MANAGEMENT, Request.get(one + "/history"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get(one + "/story"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get(one + "/quotes"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get("/payments-summary"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get("/metrics"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get("/events"), clients),
        new Endpoint(Target.MANAGEMENT, Request.get("/dashboard/live"), clients),
        act("/queue/pause"),
        act("/queue/resume"),
        act("/processors/default/pause"),
        act("/processors/default/resume"),
        act(one + "/put-back"),
        act(one + "/discard"),
        act(one + "/resolve"));
  }

  /** What operators do on the page. */
  private static Endpoint act(String path) {
    Request request = Request.post(path, "{\"reason\":\"none\"}");
    return new Endpoint(Target.MANAGEMENT, request, List.of("client", "reader"));
  }

  private static Request purge() {
    return Request.post("/purge-payments", "");
  }

  static Stream<Attack> all(Known known) {
    return Stream.of(
            endpoints(known).stream().flatMap(TokenAttacks::unknown),
            endpoints(known).stream().flatMap(endpoint -> small(endpoint, known)),
            anothersPayment(known),
            crookedTokens(known))
        .flatMap(attacks -> attacks);
  }

  private static Stream<Attack> unknown(Endpoint endpoint) {
    Request request = endpoint.request();
    return Stream.of(
        unauthorized(endpoint.name() + " without a token", endpoint.target(), request),
        unauthorized(
            endpoint.name() + " with a wrong token", endpoint.target(), request.as("wrong")));
  }

  private static Attack unauthorized(String name, Target target, Request request) {
    return Attack.whole(name, Promise.NO_TOKEN, target, request.text(), Allowed.statuses(401));
  }

  private static Stream<Attack> small(Endpoint endpoint, Known known) {
    Map<String, String> tokens =
        Map.of("client", known.client(), "reader", known.reader(), "operator", known.operator());
    return endpoint.small().stream()
        .map(
            role ->
                Attack.whole(
                    endpoint.name() + " as " + role,
                    Promise.SMALL_ROLE,
                    endpoint.target(),
                    endpoint.request().as(tokens.getOrDefault(role, "")).text(),
                    Allowed.statuses(403)));
  }

  /** To a client it is as if it were not known. */
  private static Stream<Attack> anothersPayment(Known known) {
    Request request = Request.get("/payments/" + known.payment()).as(known.client());
    return Stream.of(Target.GATEWAY, Target.WORKER, Target.MANAGEMENT)
        .map(
            target ->
                Attack.whole(
                    "the payment of another client, asked of " + target,
                    Promise.OTHERS_PAYMENT,
                    target,
                    request.text(),
                    Allowed.statuses(404)));
  }

  /** The right token in a wrong way, or a wrong one that looks right. */
  private static Stream<Attack> crookedTokens(Known known) {
    String right = known.operator();
    Map<String, Request> asked = new LinkedHashMap<>();
    asked.put("as Basic", purge().with("Authorization", "Basic " + right));
    asked.put("without its scheme", purge().with("Authorization", right));
    asked.put("cut by a character", purge().as(right.substring(0, right.length() - 1)));
    asked.put("with a character more", purge().as(right + "A"));
    asked.put("in upper case", purge().as(right.toUpperCase(java.util.Locale.ROOT) + "!"));
    asked.put("in a cookie", purge().with("Cookie", "Authorization=Bearer " + right));
    asked.put("in another header", purge().with("X-Authorization", "Bearer " + right));
    asked.put("for the proxy", purge().with("Proxy-Authorization", "Bearer " + right));
    asked.put("after a wrong one", purge().as("wrong").as(right));
    asked.put("after a wrong one and a comma", purge().as("wrong, Bearer " + right));
    asked.put("that is empty", purge().as(""));
    asked.put("that is very long", purge().as("A".repeat(7_000)));
    asked.put("that is its hash", purge().as("sha256:" + "0".repeat(64)));
    asked.put("that is a name", purge().as("alice"));
    asked.put("that is a pattern", purge().as("*"));
    asked.put("that is none", purge().as("null"));
    Stream<Attack> wrong =
        asked.entrySet().stream()
            .map(
                entry ->
                    unauthorized(
                        "purge with a token " + entry.getKey(), Target.GATEWAY, entry.getValue()));
    Request inQuery = Request.post("/purge-payments?access_token=" + right, "");
    return Stream.concat(
        wrong, Stream.of(unauthorized("purge with a token in the query", Target.GATEWAY, inQuery)));
  }
}
