package dev.rinha.cli.attack;

import java.util.stream.Stream;

/** Tries to have everything forgotten. */
final class PurgeAttacks {

  private static final String PURGE = "/purge-payments";

  private PurgeAttacks() {}

  static Stream<Attack> all(Known known) {
    return Stream.of(paths(known), methods(known), queries(known), pages(known))
        .flatMap(attacks -> attacks);
  }

  /** With the token of a client, which is good for other paths. */
  private static Stream<Attack> paths(Known known) {
    return Stream.of(
            "/payments/../purge-payments",
            "/payments/%2e%2e/purge-payments",
            "/payments/..%2fpurge-payments",
            "/payments/" + known.payment() + "/../../purge-payments",
            "/healthz/../purge-payments",
            "/healthz/..;/purge-payments",
            "/openapi/%2e%2e/purge-payments",
            "//purge-payments",
            "/./purge-payments",
            "/%2e/purge-payments",
            "/purge-payments/",
            "/purge-payments//",
            "/purge-payments/.",
            "/purge-payments;a=b",
            "/purge-payments%00",
            "/purge-payments%20",
            "/purge-payments%0d%0a",
            "/purge-payments#x",
            "/purge%2dpayments",
            "/%70urge-payments",
            "/PURGE-PAYMENTS",
            "/payments%2f..%2fpurge-payments",
            "\\purge-payments",
            "/\\purge-payments",
            "http://localhost/purge-payments",
            "http://127.0.0.1:1/purge-payments",
            "//localhost/purge-payments",
            "*")
        .map(
            path ->
                Attack.whole(
                    "purge at " + path + " as client",
                    Promise.PURGE,
                    Target.GATEWAY,
                    Request.post(path, "").as(known.client()).text(),
                    Allowed.refused()));
  }

  /** With the right token, as a link or another method would have it. */
  private static Stream<Attack> methods(Known known) {
    return Stream.of("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE", "TRACE")
        .map(
            method ->
                Attack.whole(
                    "purge with " + method + " as operator",
                    Promise.PURGE,
                    Target.GATEWAY,
                    Request.of(method, PURGE)
                        .as(known.operator())
                        .with("X-HTTP-Method-Override", "POST")
                        .text(),
                    Allowed.refused()));
  }

  /** With the right token, and something that would not be done. */
  private static Stream<Attack> queries(Known known) {
    return Stream.of("?before=2025-07-15T12:34:56Z", "?force=true", "?_method=POST", "?=")
        .map(
            query ->
                Attack.whole(
                    "purge " + query + " as operator",
                    Promise.PURGE,
                    Target.GATEWAY,
                    Request.post(PURGE + query, "").as(known.operator()).text(),
                    Allowed.statuses(400)));
  }

  /** From a page in the browser of somebody who has a token. */
  private static Stream<Attack> pages(Known known) {
    return Stream.of(
            "http://evil.example",
            "null",
            "http://localhost:1",
            "http://localhost.evil.example",
            "http://evil.example#localhost",
            "file://")
        .flatMap(
            origin ->
                Stream.of(Target.GATEWAY, Target.WORKER)
                    .map(
                        target ->
                            Attack.whole(
                                "purge by a page of " + origin + " as operator",
                                Promise.STRANGERS_PAGE,
                                target,
                                Request.post(PURGE, "")
                                    .as(known.operator())
                                    .with("Origin", origin)
                                    .text(),
                                Allowed.statuses(403))));
  }
}
