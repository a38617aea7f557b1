package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.OutboxEvent;
import java.util.Map;

/** An event as JSON: type, timestamp and data, as the Standard Webhooks specification has it. */
public final class EventJson {

  /** The type of the message that says how many events were lost. */
  public static final String LOST = "events.lost";

  private EventJson() {}

  /** The type of an event, such as {@code payment.put_back}. */
  public static String type(OutboxEvent.Kind kind) {
    return "payment." + kind.text().replace('-', '_');
  }

  /**
   * What became of a payment; the data is what {@code GET /payments/{correlationId}} answers.
   *
   * @param fees by processor, as of now
   */
  public static String of(OutboxEvent event, Map<String, Fee> fees) {
    return message(
        type(event.kind()),
        event.atMillis(),
        PaymentJson.of(PaymentDetails.of(event.payment(), fees)));
  }

  /** That so many events are gone which whoever reads this never got. */
  public static String lost(long events, long atMillis) {
    return message(LOST, atMillis, "{\"events\":" + events + "}");
  }

  /** Any message. */
  public static String message(String type, long atMillis, String data) {
    return "{\"type\":"
        + JsonText.quote(type)
        + ",\"timestamp\":\""
        + RequestedAt.text(atMillis)
        + "\",\"data\":"
        + data
        + "}";
  }
}
