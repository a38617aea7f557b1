package dev.rinha.cli.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Leaves in doubt where a request ends, with another one behind it: if that is answered, something
 * before the service would have taken it for a body.
 */
final class FramingAttacks {

  private FramingAttacks() {}

  static Stream<Attack> all(Known known) {
    String smuggled = Request.post("/purge-payments", "").as(known.operator()).text();
    return Stream.of(
            ambiguous(known, smuggled), chunks(known, smuggled), lines(smuggled), pipelined(known))
        .flatMap(attacks -> attacks);
  }

  private static Attack never(String name, String bytes) {
    return Attack.whole(name, Promise.NO_REQUEST, Target.GATEWAY, bytes, Allowed.refused());
  }

  private static Stream<Attack> ambiguous(Known known, String smuggled) {
    Map<String, String> lengths = new LinkedHashMap<>();
    lengths.put("both a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
    lengths.put("both chunks and a length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
    lengths.put("two lengths", "Content-Length: 0\r\nContent-Length: 5\r\n");
    lengths.put("two lengths in one", "Content-Length: 0, 5\r\n");
    lengths.put("a length with a sign", "Content-Length: +5\r\n");
    lengths.put("a negative length", "Content-Length: -5\r\n");
    lengths.put("a hexadecimal length", "Content-Length: 0x5\r\n");
    lengths.put("a length with a fraction", "Content-Length: 5.0\r\n");
    lengths.put("a length beyond a long", "Content-Length: 18446744073709551621\r\n");
    lengths.put("a length with a space before the colon", "Content-Length : 5\r\n");
    lengths.put("a length with a tab before the colon", "Content-Length\t: 5\r\n");
    lengths.put("a folded length", "Content-Length:\r\n 5\r\n");
    lengths.put("an empty length", "Content-Length: \r\n");
    lengths.put("another coding", "Transfer-Encoding: gzip\r\n");
    lengths.put("a coding before chunks", "Transfer-Encoding: gzip, chunked\r\n");
    lengths.put("chunks twice", "Transfer-Encoding: chunked, chunked\r\n");
    lengths.put("chunks and identity", "Transfer-Encoding: chunked, identity\r\n");
    lengths.put("two codings", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n");
    lengths.put("a coding that is nearly chunked", "Transfer-Encoding: xchunked\r\n");
    lengths.put("chunks with a vertical tab", "Transfer-Encoding: \u000bchunked\r\n");
    lengths.put("folded chunks", "Transfer-Encoding:\r\n chunked\r\n");
    lengths.put("chunks with a space before the colon", "Transfer-Encoding : chunked\r\n");
    lengths.put("chunks in quotes", "Transfer-Encoding: \"chunked\"\r\n");
    return lengths.entrySet().stream()
        .map(
            entry ->
                never(
                    entry.getKey() + " and a purge behind it",
                    Request.post("/payments", "").as(known.client()).head(entry.getValue())
                        + "\r\n0\r\n\r\n"
                        + smuggled));
  }

  private static Stream<Attack> chunks(Known known, String smuggled) {
    Request paid = Request.post("/payments", "").as(known.client());
    String good = Known.fresh();
    String size = Integer.toHexString(good.length());
    Map<String, String> chunks = new LinkedHashMap<>();
    chunks.put("a chunk with an extension", size + ";a=b\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a quoted extension", size + ";a=\"\r\n0\r\n\r\n\"\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a trailer", size + "\r\n" + good + "\r\n0\r\nAuthorization: x\r\n\r\n");
    chunks.put("no last chunk", size + "\r\n" + good + "\r\n");
    chunks.put("a size that lies", "5\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a negative size", "-5\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a size in other digits", "0x" + size + "\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a size with a space", size + " \r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a size beyond an int", "100000000" + size + "\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a size beyond a long", "f".repeat(17) + "\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("an empty size", "\r\n" + good + "\r\n0\r\n\r\n");
    chunks.put("a size after a bare line feed", size + "\n" + good + "\n0\n\n");
    chunks.put("endless zeros before a size", "0".repeat(20_000));
    chunks.put("an endless extension", "1;" + "a".repeat(20_000));
    Stream<Attack> refused =
        chunks.entrySet().stream()
            .map(
                entry ->
                    never(
                        entry.getKey() + " and a purge behind it",
                        paid.inChunks(entry.getValue()) + smuggled));
    String again = known.repeated();
    String signed = "+" + Integer.toHexString(again.length()) + "\r\n" + again + "\r\n0\r\n\r\n";
    return Stream.concat(
        refused,
        Stream.of(
            Attack.whole(
                "a size with a sign and a purge behind it",
                Promise.NO_REQUEST,
                Target.GATEWAY,
                paid.inChunks(signed) + smuggled,
                Allowed.first(422))));
  }

  private static Stream<Attack> lines(String smuggled) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("bare line feeds", "GET /nothing HTTP/1.1\nHost: localhost\n\n");
    lines.put("bare carriage returns", "GET /nothing HTTP/1.1\rHost: localhost\r\r");
    lines.put("a folded header", "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n");
    lines.put("a header without a colon", "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX\r\n\r\n");
    lines.put("a header without a name", "GET /nothing HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n");
    lines.put("a zero in a header", "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX: \0\r\n\r\n");
    lines.put("a zero in a name", "GET /nothing HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n");
    lines.put("a space before a header", "GET /nothing HTTP/1.1\r\n Host: localhost\r\n\r\n");
    lines.put("no host", "GET /nothing HTTP/1.1\r\n\r\n");
    lines.put("two hosts", "GET /nothing HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n\r\n");
    lines.put("a host that is none", "GET /nothing HTTP/1.1\r\nHost: a b\r\n\r\n");
    lines.put("two spaces", "GET  /nothing  HTTP/1.1\r\nHost: localhost\r\n\r\n");
    lines.put("a tab", "GET\t/nothing\tHTTP/1.1\r\nHost: localhost\r\n\r\n");
    lines.put("no version", "GET /nothing\r\nHost: localhost\r\n\r\n");
    lines.put("a later version", "GET /nothing HTTP/1.2\r\nHost: localhost\r\n\r\n");
    lines.put("version 2", "GET /nothing HTTP/2.0\r\nHost: localhost\r\n\r\n");
    lines.put("version 0.9", "GET /nothing HTTP/0.9\r\nHost: localhost\r\n\r\n");
    lines.put("another protocol", "GET /nothing SPDY/3\r\nHost: localhost\r\n\r\n");
    lines.put("a lower-case protocol", "GET /nothing http/1.1\r\nHost: localhost\r\n\r\n");
    return lines.entrySet().stream()
        .map(entry -> unless(entry.getKey(), entry.getValue(), smuggled));
  }

  /**
   * Behind a request that is understood, another one is answered by right: it has to be refused.
   */
  private static Attack unless(String name, String bytes, String smuggled) {
    String behind = smuggled.replaceFirst("(?m)^Authorization: .*\r\n", "");
    return never(name + " and a purge without a token behind it", bytes + behind);
  }

  private static Stream<Attack> pipelined(Known known) {
    String health = Request.get("/healthz").text();
    String purge = Request.post("/purge-payments", "").text();
    String body = Request.post("/payments", purge).as(known.client()).text();
    return Stream.of(
        Attack.whole(
            "a hundred requests at once, and a purge without a token",
            Promise.NO_TOKEN,
            Target.GATEWAY,
            health.repeat(100) + purge,
            Allowed.among(401, 200)),
        Attack.whole(
            "a purge in the body of a payment",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            body,
            Allowed.statuses(400)),
        Attack.whole(
            "a purge in the body of a request that takes none",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            new Request("GET", "/healthz", "", purge).text(),
            Allowed.statuses(200)),
        Attack.whole(
            "a purge behind a body that is refused unread",
            Promise.NO_TOKEN,
            Target.GATEWAY,
            Request.post("/payments", purge).text() + purge,
            Allowed.statuses(401)));
  }
}
