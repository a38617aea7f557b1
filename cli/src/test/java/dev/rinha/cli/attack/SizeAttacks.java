package dev.rinha.cli.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Sends too much of everything. */
final class SizeAttacks {

  private SizeAttacks() {}

  static Stream<Attack> all(Known known) {
    Request paid = Request.post("/payments", "").as(known.client());
    String good = Known.fresh();
    Map<String, String> large = new LinkedHashMap<>();
    large.put("a long method", "G".repeat(20_000) + " / HTTP/1.1\r\n\r\n");
    large.put("a long path", Request.get("/" + "a".repeat(20_000)).text());
    large.put("a long query", Request.get("/payments-summary?" + "a".repeat(20_000)).text());
    large.put("a long first line without an end", "GET /" + "a".repeat(100_000));
    large.put("a long header", Request.get("/nothing").with("X", "a".repeat(20_000)).text());
    large.put("a long name of a header", Request.get("/").with("X".repeat(20_000), "a").text());
    large.put("many headers", Request.get("/").text().replace("\r\n\r\n", headers(2_000)));
    large.put("endless headers", "GET / HTTP/1.1\r\nHost: localhost" + headers(50_000));
    large.put("a long token", Request.get("/payments-summary").as("a".repeat(20_000)).text());
    large.put("a long host", "GET / HTTP/1.1\r\nHost: " + "a".repeat(20_000) + "\r\n\r\n");
    large.put("many cookies", Request.get("/").with("Cookie", "a=b; ".repeat(4_000)).text());
    large.put("many encodings", Request.get("/").with("Accept", "*/*,".repeat(5_000)).text());
    large.put(
        "a large body", paid.head("Content-Length: 1000000\r\n") + "\r\n" + "a".repeat(1_000_000));
    large.put(
        "a huge body that is only said", paid.head("Content-Length: 99999999999\r\n") + "\r\n");
    large.put(
        "a body above the limit",
        new Request("POST", "/payments", paid.headers(), good + " ".repeat(5_000)).text());
    large.put(
        "a large chunk", paid.inChunks("f4240\r\n" + "a".repeat(1_000_000) + "\r\n0\r\n\r\n"));
    large.put("many chunks", paid.inChunks("1\r\na\r\n".repeat(20_000) + "0\r\n\r\n"));
    large.put(
        "a large body of a purge", Request.post("/purge-payments", "a".repeat(100_000)).text());
    large.put(
        "a large body of a question",
        new Request("GET", "/payments-summary", "", "a".repeat(100_000)).text());
    large.put(
        "a body of zeros",
        new Request("POST", "/payments", paid.headers(), "\0".repeat(4_000)).text());
    large.put(
        "a thousand forwarded addresses",
        Request.get("/nothing")
            .with("X-Forwarded-For", "6.6.6.6, ".repeat(800) + "1.1.1.1")
            .text());
    large.put(
        "huge forwarded addresses",
        Request.get("/nothing").with("X-Forwarded-For", "6.6.6.6, ".repeat(20_000)).text());
    return large.entrySet().stream()
        .map(
            entry ->
                Attack.whole(
                    entry.getKey(),
                    Promise.LARGE,
                    Target.GATEWAY,
                    entry.getValue(),
                    Allowed.refused()));
  }

  private static String headers(int count) {
    StringBuilder headers = new StringBuilder("\r\n");
    for (int i = 0; i < count; i++) {
      headers.append('X').append(i).append(": y\r\n");
    }
    return headers.append("\r\n").toString();
  }
}
