package dev.rinha.cli.attack;

import dev.rinha.cli.attack.Attack.Source;
import java.util.stream.Stream;

/** TLS where there is none, and the reverse. */
final class WireAttacks {

  private WireAttacks() {}

  static Stream<Attack> all(Known known) {
    String hello = TlsBytes.hello();
    Stream<Attack> plain =
        Stream.of(Target.GATEWAY, Target.WORKER, Target.MANAGEMENT)
            .map(target -> wire("a greeting of TLS", target, hello, Allowed.refused()));
    Stream<Attack> secure =
        Stream.of(
            wire(
                "a request without TLS",
                Target.SECURE,
                Request.get("/healthz").text(),
                Allowed.silence()),
            wire(
                "a greeting of SSL 2",
                Target.SECURE,
                "\u0080\u0046\u0001\u0003",
                Allowed.silence()),
            wire(
                "a record that is too long",
                Target.SECURE,
                "\u0016\u0003\u0001\u00ff\u00ff" + "a".repeat(70_000),
                Allowed.silence()),
            wire(
                "an alert",
                Target.SECURE,
                "\u0015\u0003\u0001\0\u0002\u0002\u0028",
                Allowed.silence()),
            wire(
                "a heartbeat",
                Target.SECURE,
                "\u0018\u0003\u0002\0\u0003\u0001\u0040\0",
                Allowed.silence()),
            wire("half a greeting", Target.SECURE, hello.substring(0, 60), Allowed.silence()),
            wire("a greeting twice", Target.SECURE, hello + hello, Allowed.silence()),
            wire("noise", Target.SECURE, "\u00aa\u0055".repeat(5_000), Allowed.silence()));
    Stream<Attack> within =
        Stream.of(
                Request.post("/purge-payments", "").text(),
                Request.post("/purge-payments", "").as(known.reader()).text(),
                Request.post("/payments", Known.fresh()).text(),
                Request.get("/payments-summary").text(),
                "GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + "\r\n\r\n",
                "no request\r\n\r\n")
            .map(
                bytes ->
                    new Attack(
                        "over TLS: " + bytes.lines().findFirst().orElse("") + " " + bytes.length(),
                        Promise.NO_TOKEN,
                        Target.SECURE,
                        Source.STRANGER,
                        new Delivery.Encrypted(bytes),
                        Allowed.refused()));
    return Stream.of(plain, secure, within).flatMap(attacks -> attacks);
  }

  private static Attack wire(String name, Target target, String bytes, Allowed allowed) {
    return Attack.whole(name, Promise.NO_REQUEST, target, bytes, allowed);
  }
}
