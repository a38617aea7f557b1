package dev.rinha.cli.attack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Payments that are nearly right, by somebody who may offer some. None is ever accepted. */
final class PaymentAttacks {

  private PaymentAttacks() {}

  static Stream<Attack> all(Known known) {
    Map<String, String> bodies = new LinkedHashMap<>();
    ids(bodies);
    amounts(bodies);
    json(bodies);
    return Stream.concat(
        bodies.entrySet().stream()
            .map(entry -> refused(entry.getKey(), known, entry.getValue(), Allowed.statuses(400))),
        others(known));
  }

  private static Attack refused(String name, Known known, String body, Allowed allowed) {
    return Attack.whole(
        name,
        Promise.NO_REQUEST,
        Target.GATEWAY,
        Request.post("/payments", body).as(known.client()).text(),
        allowed);
  }

  private static void ids(Map<String, String> bodies) {
    String id = UUID.randomUUID().toString();
    Map<String, String> ids = new LinkedHashMap<>();
    ids.put("without dashes", id.replace("-", ""));
    ids.put("with a character less", id.substring(1));
    ids.put("with a character more", id + "0");
    ids.put("with a space", id + " ");
    ids.put("in braces", "{" + id + "}");
    ids.put("as a URN", "urn:uuid:" + id);
    ids.put("with short groups", "1-1-1-1-1");
    ids.put("with a letter that is no digit", id.substring(1) + "g");
    ids.put("with a zero character", id.substring(1) + "\\u0000");
    ids.put("with a line break", id + "\\n");
    ids.put("that is a command", "\\r\\nFLUSHALL\\r\\n" + id);
    ids.put("that is a path", "../../purge-payments");
    ids.put("that is a pattern", "*");
    ids.put("that is empty", "");
    ids.put("that is test-001", "test-001");
    ids.forEach((name, text) -> bodies.put("an id " + name, Known.body(text, "1")));
    bodies.put("an id that is a number", "{\"correlationId\":1,\"amount\":1}");
    bodies.put("an id in a list", "{\"correlationId\":[\"" + id + "\"],\"amount\":1}");
    bodies.put("no id", "{\"amount\":1}");
  }

  private static void amounts(Map<String, String> bodies) {
    for (String amount :
        new String[] {
          "0",
          "-0",
          "-1",
          "-0.01",
          "0.001",
          "19.999",
          "1e-3",
          "1e309",
          "1e999999999",
          "NaN",
          "Infinity",
          "100000000.01",
          "99999999999999999999",
          "0x10",
          "01",
          "+1",
          ".5",
          "1.",
          "1,5",
          "\"1\"",
          "null",
          "true",
          "[1]",
          "{\"a\":1}",
          "1".repeat(500),
          "1e-999999999"
        }) {
      String name = amount.length() > 20 ? amount.substring(0, 20) + "..." : amount;
      bodies.put("the amount " + name, Known.body(UUID.randomUUID().toString(), amount));
    }
    bodies.put("no amount", "{\"correlationId\":\"" + UUID.randomUUID() + "\"}");
  }

  private static void json(Map<String, String> bodies) {
    String good = Known.fresh();
    String id = UUID.randomUUID().toString();
    bodies.put("lists in lists", "[".repeat(2_000));
    bodies.put("objects in objects", "{\"a\":".repeat(600));
    bodies.put(
        "deep beside a good payment", good.replace("}", ",\"x\":" + "[".repeat(1_500) + "}"));
    bodies.put("two amounts", "{\"correlationId\":\"" + id + "\",\"amount\":1,\"amount\":2}");
    bodies.put(
        "two ids", "{\"correlationId\":\"" + id + "\",\"correlationId\":\"x\",\"amount\":1}");
    bodies.put(
        "an id twice by an escape",
        "{\"correlationId\":\"" + id + "\",\"\\u0063orrelationId\":\"x\",\"amount\":1}");
    bodies.put("an amount that is cut off", good.substring(0, good.length() - 3));
    bodies.put("two payments", good + Known.fresh());
    bodies.put("a list of payments", "[" + good + "]");
    bodies.put("a comment", "/**/" + good);
    bodies.put("single quotes", good.replace('"', '\''));
    bodies.put("a byte order mark", "\u00ef\u00bb\u00bf" + good);
    bodies.put("bytes that are no text", good.replace("19", "\u00ff\u00fe"));
    bodies.put("an overlong slash", "{\"\u00c0\u00af\":1," + good.substring(1));
    bodies.put("nothing", "");
    bodies.put("XML", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>");
    bodies.put("a prototype", "{\"__proto__\":{\"amount\":1},\"correlationId\":\"" + id + "\"}");
    bodies.put("other cases", "{\"CorrelationId\":\"" + id + "\",\"Amount\":1}");
  }

  private static Stream<Attack> others(Known known) {
    String other = Known.body(known.payment().toString(), "0.01");
    Request typed = new Request("POST", "/payments", "", Known.fresh()).as(known.client());
    return Stream.of(
        refused("another amount for a known id", known, other, Allowed.statuses(422)),
        refused(
            "a payment of another client again", known, known.repeated(), Allowed.statuses(422)),
        Attack.whole(
            "a payment that says it is XML",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            typed.with("Content-Type", "text/xml").text(),
            Allowed.statuses(415)),
        Attack.whole(
            "a payment that says it is a form of parts",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            typed.with("Content-Type", "multipart/form-data; boundary=x").text(),
            Allowed.statuses(415)),
        Attack.whole(
            "a payment that is packed",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            new Request("POST", "/payments", "", "\u001f\u008b\u0008\u0000")
                .as(known.client())
                .with("Content-Encoding", "gzip")
                .text(),
            Allowed.refused()),
        Attack.whole(
            "a payment with a parameter",
            Promise.NO_REQUEST,
            Target.GATEWAY,
            Request.post("/payments?dry-run=true", Known.fresh()).as(known.client()).text(),
            Allowed.statuses(400)),
        Attack.whole(
            "a payment to a worker",
            Promise.NO_REQUEST,
            Target.WORKER,
            Request.post("/payments", Known.fresh()).as(known.client()).text(),
            Allowed.refused()),
        Attack.whole(
            "a payment to the management address",
            Promise.NO_REQUEST,
            Target.MANAGEMENT,
            Request.post("/payments", Known.fresh()).as(known.client()).text(),
            Allowed.refused()));
  }
}
