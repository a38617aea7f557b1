package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.RequestedAt;
import java.math.BigDecimal;
import java.util.StringJoiner;

/** A payment as JSON, the same wherever it is shown. */
final class PaymentJson {

  private PaymentJson() {}

  /** Everything that is known of it. */
  static String of(PaymentDetails details) {
    StringJoiner json = new StringJoiner(",", "{", "}");
    json.add("\"correlationId\":\"" + details.payment().correlationId() + "\"");
    json.add("\"amount\":" + details.payment().amount());
    json.add("\"status\":\"" + details.status().text() + "\"");
    json.add("\"acceptedAt\":" + time(details.payment().acceptedAtMillis()));
    details
        .intent()
        .ifPresent(
            intent -> {
              json.add("\"processor\":" + JsonText.quote(intent.processor()));
              json.add("\"requestedAt\":" + time(intent.requestedAtMillis()));
            });
    json.add("\"since\":" + time(details.sinceMillis()));
    details.attempts().ifPresent(attempts -> json.add("\"attempts\":" + attempts));
    details.fee().ifPresent(fee -> json.add("\"fee\":" + plain(fee)));
    details.trace().ifPresent(trace -> json.add("\"traceparent\":\"" + trace + "\""));
    details.client().ifPresent(client -> json.add("\"client\":\"" + client + "\""));
    return json.add("\"reason\":" + JsonText.quote(details.reason())).toString();
  }

  /** At least two decimals, and no more than it needs. */
  private static String plain(BigDecimal fee) {
    BigDecimal stripped = fee.stripTrailingZeros();
    return (stripped.scale() < 2 ? stripped.setScale(2) : stripped).toPlainString();
  }

  private static String time(long millis) {
    return "\"" + RequestedAt.text(millis) + "\"";
  }
}
