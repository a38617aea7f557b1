package dev.rinha.cli.attack;

import dev.rinha.cli.attack.Attack.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Takes time, and connections. */
final class SlowAttacks {

  private static final String HEALTH = Request.get("/healthz").text();
  private static final int FLOOD = 300;

  private SlowAttacks() {}

  static Stream<Attack> all(Known known) {
    return Stream.of(held(known), dripping(known), handshakes(), unread(known), floods(known))
        .flatMap(attacks -> attacks);
  }

  private static Stream<Attack> held(Known known) {
    Request paid = Request.post("/payments", Known.fresh()).as(known.client());
    Map<String, String> beginnings = new LinkedHashMap<>();
    beginnings.put("nothing", "");
    beginnings.put("half a method", "PO");
    beginnings.put("half a line", "POST /payments HT");
    beginnings.put("a line", "GET /healthz HTTP/1.1\r\n");
    beginnings.put("half a header", "GET /healthz HTTP/1.1\r\nHost: loc");
    beginnings.put("headers without an end", paid.head("Content-Length: 72\r\n"));
    beginnings.put("a head without its body", paid.head("Content-Length: 72\r\n") + "\r\n");
    beginnings.put("half a body", paid.head("Content-Length: 72\r\n") + "\r\n{\"correlationId\"");
    beginnings.put("half a chunk", paid.inChunks("40\r\n{\"correl"));
    beginnings.put("a chunk without the next", paid.inChunks("1\r\n{\r\n"));
    Stream<Attack> silent =
        beginnings.entrySet().stream()
            .flatMap(
                entry ->
                    Stream.of(Target.GATEWAY, Target.WORKER, Target.MANAGEMENT)
                        .map(
                            target ->
                                stranger(
                                    entry.getKey() + ", and then silence",
                                    Promise.SLOW,
                                    target,
                                    new Delivery.Held(entry.getValue()),
                                    Allowed.refused())));
    return Stream.concat(silent, unsent());
  }

  /** What is refused before its body is there. */
  private static Stream<Attack> unsent() {
    Request paid = Request.post("/payments", Known.fresh());
    String head = paid.head("Content-Length: 72\r\n");
    return Stream.of(
        stranger(
            "a payment without a token, whose body never comes",
            Promise.UNSENT,
            Target.GATEWAY,
            new Delivery.Held(head + "\r\n"),
            Allowed.statuses(401)),
        stranger(
            "a payment without a token, whose body drips",
            Promise.UNSENT,
            Target.GATEWAY,
            new Delivery.Dripping(head.replace("72", "4000") + "\r\n", " "),
            Allowed.statuses(401)),
        stranger(
            "a payment that waits to be told to continue",
            Promise.UNSENT,
            Target.GATEWAY,
            new Delivery.Whole(
                paid.with("Expect", "100-continue").head("Content-Length: 72\r\n") + "\r\n"),
            Allowed.among(401, 100)));
  }

  private static Stream<Attack> dripping(Known known) {
    String paid =
        Request.post("/payments", "").as(known.client()).head("Content-Length: 4000\r\n") + "\r\n";
    return Stream.of(Target.GATEWAY, Target.WORKER, Target.MANAGEMENT)
        .flatMap(
            target ->
                Stream.of(
                    dripping("a method", target, "", "A"),
                    dripping("a path", target, "GET /", "a"),
                    dripping("a header", target, "GET / HTTP/1.1\r\nX: ", "x"),
                    dripping("headers", target, "GET / HTTP/1.1\r\n", "X: y\r\n"),
                    dripping("a body", target, paid, " "),
                    dripping("empty lines", target, "", "\r\n")));
  }

  private static Attack dripping(String what, Target target, String beginning, String drop) {
    return stranger(
        what + " byte by byte",
        Promise.SLOW,
        target,
        new Delivery.Dripping(beginning, drop),
        Allowed.refused());
  }

  private static Stream<Attack> handshakes() {
    String hello = TlsBytes.hello();
    return Stream.concat(
        Stream.of(0, 1, 5, 6, 44, hello.length())
            .map(
                length ->
                    stranger(
                        "the first " + length + " bytes of a handshake",
                        Promise.SLOW_TLS,
                        Target.SECURE,
                        new Delivery.Held(hello.substring(0, length)),
                        Allowed.silence())),
        Stream.of(
            stranger(
                "a handshake that never ends",
                Promise.SLOW_TLS,
                Target.SECURE,
                new Delivery.Dripping(hello, "\u0016"),
                Allowed.silence()),
            stranger(
                "a handshake byte by byte",
                Promise.SLOW_TLS,
                Target.SECURE,
                new Delivery.Dripping("\u0016\u0003\u0001\u0040\u0000\u0001", "\u0000"),
                Allowed.silence())));
  }

  private static Stream<Attack> unread(Known known) {
    String description = Request.get("/openapi").text();
    String metrics = Request.get("/metrics").as(known.reader()).text();
    return Stream.of(
        unread("the description", Target.GATEWAY, description),
        unread("the metrics", Target.WORKER, metrics),
        unread("the description", Target.MANAGEMENT, description));
  }

  private static Attack unread(String what, Target target, String request) {
    return stranger(
        "asks for " + what + " and reads nothing",
        Promise.UNREAD,
        target,
        new Delivery.Unread(request.repeat(100)),
        Allowed.statuses(200));
  }

  private static Stream<Attack> floods(Known known) {
    String body = Request.post("/payments", "").as(known.client()).head("Content-Length: 72\r\n");
    String forwarded =
        Request.post("/payments", "")
            .as(known.client())
            .with("X-Forwarded-For", "6.6.6.6, 203.0.113.66")
            .head("Content-Length: 72\r\n");
    return Stream.of(
        flood("silent connections", Target.GATEWAY, "", Allowed.silence()),
        flood("silent connections", Target.WORKER, "", Allowed.silence()),
        flood("silent connections", Target.MANAGEMENT, "", Allowed.silence()),
        flood("silent connections", Target.SECURE, "", Allowed.silence()),
        flood("connections that are kept", Target.GATEWAY, HEALTH, most(known)),
        flood("connections that are kept", Target.WORKER, HEALTH, most(known)),
        flood("connections that are kept", Target.MANAGEMENT, HEALTH, most(known)),
        flood("half heads", Target.GATEWAY, "GET /healthz HTTP/1.1\r\n", Allowed.refused()),
        flood("half bodies", Target.GATEWAY, body + "\r\n{", Allowed.refused()),
        new Attack(
            "many slow payments of one forwarded address",
            Promise.MANY_REQUESTS,
            Target.GATEWAY,
            Source.PROXY,
            new Delivery.Flood(forwarded + "\r\n{", 5 * known.perForwarded()),
            Allowed.among(429, 400)));
  }

  private static Allowed most(Known known) {
    return Allowed.atMost(2 * known.perAddress(), 200); // Some are over before others begin.
  }

  private static Attack flood(String what, Target target, String bytes, Allowed allowed) {
    return stranger(
        FLOOD + " " + what,
        Promise.MANY_CONNECTIONS,
        target,
        new Delivery.Flood(bytes, FLOOD),
        allowed);
  }

  private static Attack stranger(
      String name, Promise promise, Target target, Delivery delivery, Allowed allowed) {
    return new Attack(name, promise, target, Source.STRANGER, delivery, allowed);
  }
}
