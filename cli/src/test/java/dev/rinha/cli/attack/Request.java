package dev.rinha.cli.attack;

/** A request as text. Immutable. */
record Request(String method, String target, String headers, String body) {

  static Request of(String method, String target) {
    return new Request(method, target, "", "");
  }

  static Request get(String target) {
    return of("GET", target);
  }

  static Request post(String target, String body) {
    return new Request("POST", target, "", body).with("Content-Type", "application/json");
  }

  Request with(String name, String value) {
    return new Request(method, target, headers + name + ": " + value + "\r\n", body);
  }

  Request as(String token) {
    return with("Authorization", "Bearer " + token);
  }

  /** The head up to its last line, of a request whose body is as long as said. */
  String head(String length) {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length;
  }

  String text() {
    String length =
        method.equals("POST") || !body.isEmpty() ? "Content-Length: " + body.length() + "\r\n" : "";
    return head(length) + "\r\n" + body;
  }

  /** The same with its body in these chunks. */
  String inChunks(String chunks) {
    return head("Transfer-Encoding: chunked\r\n") + "\r\n" + chunks;
  }
}
