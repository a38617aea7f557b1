package dev.rinha.cli.attack;

import java.util.UUID;

/**
 * What an attacker knows, or has stolen.
 *
 * @param client a token of that role, and so on
 * @param payment that somebody else has made, and is settled
 * @param perAddress how many connections one address may have
 * @param perForwarded how many requests of one forwarded address are handled at once
 */
record Known(
    String client,
    String reader,
    String operator,
    UUID payment,
    String amount,
    int perAddress,
    int perForwarded) {

  /** Somebody's payment again. */
  String repeated() {
    return body(payment.toString(), amount);
  }

  /** One that nobody has made. */
  static String fresh() {
    return body(UUID.randomUUID().toString(), "19.90");
  }

  static String body(String id, String amount) {
    return "{\"correlationId\":\"" + id + "\",\"amount\":" + amount + "}";
  }
}
