package dev.rinha.cli.attack;

import dev.rinha.cli.attack.Attack.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Headers that claim something, and requests for another protocol. */
final class HeaderAttacks {

  private HeaderAttacks() {}

  static Stream<Attack> all(Known known) {
    return Stream.of(claims(), names(known), protocols(), injections(known), questions(known))
        .flatMap(attacks -> attacks);
  }

  /** Who says that he comes from inside is asked for a token all the same. */
  private static Stream<Attack> claims() {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("X-Forwarded-For", "127.0.0.1");
    claims.put("X-Real-IP", "127.0.0.1");
    claims.put("Forwarded", "for=127.0.0.1;proto=https");
    claims.put("X-Forwarded-Host", "localhost");
    claims.put("X-Forwarded-Proto", "https");
    claims.put("X-Original-URL", "/healthz");
    claims.put("X-Rewrite-URL", "/healthz");
    claims.put("X-Remote-User", "alice");
    claims.put("X-HELIDON-CN", "alice");
    claims.put("Rinha-Forwarded-For", "127.0.0.1");
    claims.put("Via", "1.1 localhost");
    claims.put("Connection", "Authorization");
    claims.put("Client-Ip", "127.0.0.1");
    return Stream.concat(
        claims.entrySet().stream()
            .map(
                entry ->
                    Attack.whole(
                        "purge with " + entry.getKey() + ": " + entry.getValue(),
                        Promise.FORGED_ADDRESS,
                        Target.WORKER,
                        Request.post("/purge-payments", "")
                            .with(entry.getKey(), entry.getValue())
                            .text(),
                        Allowed.statuses(401))),
        Stream.of("127.0.0.1", "6.6.6.6, , ,", "unknown", "::1%lo", "a".repeat(3_000), "\u00ff")
            .map(
                address ->
                    new Attack(
                        "purge through a proxy for " + name(address),
                        Promise.FORGED_ADDRESS,
                        Target.GATEWAY,
                        Source.PROXY,
                        new Delivery.Whole(
                            Request.post("/purge-payments", "")
                                .with("X-Forwarded-For", address)
                                .text()),
                        Allowed.statuses(401))));
  }

  private static String name(String address) {
    return address.length() > 20 ? address.substring(0, 20) + "..." : address;
  }

  /** A page whose name leads to loopback for the moment. */
  private static Stream<Attack> names(Known known) {
    return Stream.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "x:9990")
        .map(
            host ->
                Attack.whole(
                    "management asked as " + host,
                    Promise.LOOPBACK_NAME,
                    Target.MANAGEMENT,
                    Request.get("/payments")
                        .as(known.reader())
                        .text()
                        .replace("Host: localhost", "Host: " + host),
                    Allowed.statuses(400)));
  }

  private static Stream<Attack> protocols() {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("HTTP/1.0", "GET /payments-summary HTTP/1.0\r\n\r\n");
    asked.put("HTTP/1.0 with a host", "GET /nothing HTTP/1.0\r\nHost: localhost\r\n\r\n");
    asked.put("HTTP/0.9", "GET /payments-summary\r\n");
    asked.put("HTTP/2 as if it were known", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
    asked.put(
        "an upgrade to HTTP/2",
        Request.get("/payments-summary")
            .with("Connection", "Upgrade, HTTP2-Settings")
            .with("Upgrade", "h2c")
            .with("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA")
            .text());
    asked.put(
        "an upgrade to a web socket",
        Request.get("/dashboard/live")
            .with("Connection", "Upgrade")
            .with("Upgrade", "websocket")
            .with("Sec-WebSocket-Version", "13")
            .with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
            .text());
    asked.put(
        "an upgrade to TLS",
        Request.get("/nothing").with("Connection", "Upgrade").with("Upgrade", "TLS/1.0").text());
    asked.put("a tunnel", "CONNECT 127.0.0.1:6379 HTTP/1.1\r\nHost: 127.0.0.1:6379\r\n\r\n");
    asked.put("another server", "GET http://127.0.0.1:6379/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    asked.put("a file", "GET file:///etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n");
    asked.put("a trace", "TRACE / HTTP/1.1\r\nHost: localhost\r\nX: secret\r\n\r\n");
    asked.put("Redis", "*1\r\n$8\r\nFLUSHALL\r\n");
    asked.put("mail", "EHLO localhost\r\n");
    asked.put(
        "a remote desktop", "\u0003\0\0\u0013\u000e\u00e0\0\0\0\0\0\u0001\0\u0008\0\u0003\0\0\0");
    asked.put("nothing but zeros", "\0".repeat(1_000));
    asked.put("nothing but line breaks", "\r\n".repeat(1_000));
    asked.put("nothing but bytes of high value", "\u00ff".repeat(1_000));
    return asked.entrySet().stream()
        .map(
            entry ->
                Attack.whole(
                    entry.getKey(),
                    Promise.NO_REQUEST,
                    Target.GATEWAY,
                    entry.getValue(),
                    Allowed.refused()));
  }

  /** What is quoted in an answer ends no header of it. */
  private static Stream<Attack> injections(Known known) {
    String breaks = "%0d%0aSet-Cookie:%20injected=1%0d%0a%0d%0aHTTP/1.1%20200%20OK";
    return Stream.of(
            Request.get("/" + breaks),
            Request.get("/payments/" + breaks),
            Request.get("/payments-summary?" + breaks + "=1"),
            Request.get("/payments-summary?from=" + breaks),
            Request.post("/payments", Known.fresh())
                .with("Content-Type", "a/b\u0085Set-Cookie: injected=1"),
            Request.get("/<script>alert(1)</script>"),
            Request.get("/%3Cscript%3Ealert(1)%3C/script%3E"),
            Request.get("/\u001b[2J"),
            Request.get("/%1b%5b2J"))
        .map(
            request ->
                Attack.whole(
                    "quoted: " + request.method() + " " + request.target(),
                    Promise.NO_REQUEST,
                    Target.GATEWAY,
                    request.as(known.operator()).text(),
                    Allowed.refused()));
  }

  /** Questions that are nearly right, by somebody who may ask. */
  private static Stream<Attack> questions(Known known) {
    return Stream.of(
            "/payments-summary?FROM=2025-07-15T12:34:56Z",
            "/payments-summary?from=2025-07-15",
            "/payments-summary?from=%zz",
            "/payments-summary?to=%2B999999999-01-01T00:00:00Z",
            "/payments-summary?from=2025-07-15T12:34:56Z&from=2025-07-15T12:34:56Z",
            "/payments/..%2f..%2fetc%2fpasswd",
            "/payments/../../../../etc/passwd",
            "/payments/%00",
            "/payments/*",
            "/payments/" + known.payment() + "?wait=9999999h",
            "/payments/" + known.payment() + "?wait=-1s",
            "/payments/" + known.payment().toString().replace("-", ""),
            "/payments/" + known.payment() + "%20",
            "/payments/" + known.payment() + "/history",
            "/openapi/../../etc/passwd",
            "/dashboard/../../etc/passwd",
            "/dashboard/..%2f..%2fetc%2fpasswd",
            "/metrics/..%2f",
            "/.git/config",
            "/actuator/env",
            "/console")
        .map(
            path ->
                Attack.whole(
                    "GET " + path + " as operator",
                    Promise.NO_REQUEST,
                    Target.GATEWAY,
                    Request.get(path).as(known.operator()).text(),
                    Allowed.refused()));
  }
}
