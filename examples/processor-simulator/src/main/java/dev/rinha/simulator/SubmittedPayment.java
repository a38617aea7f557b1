package dev.rinha.simulator;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /payments}, as it will be stored. */
record SubmittedPayment(UUID correlationId, long amountCents, Instant requestedAt) {

  /** Ten thousand million: a few million such amounts still add up within a long of cents. */
  private static final BigDecimal MAX_AMOUNT = new BigDecimal("10000000000");

  /** Beyond these a "number" of a few characters would unfold into megabytes of digits. */
  private static final int MIN_SCALE = -20;

  private static final int MAX_SCALE = 100;

  private static final int UUID_LENGTH = 36;

  /**
   * @throws InvalidRequest if a field is missing, of the wrong type or malformed
   */
  static SubmittedPayment parse(byte[] body) {
    var draft = new Draft();
    JsonObjects.read(body, draft);
    return draft.complete();
  }

  static UUID uuid(String name, String text) {
    if (text.length() == UUID_LENGTH) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException _) {
        // said below, as for a wrong length
      }
    }
    throw new InvalidRequest(name + " must be a UUID, not '" + text + "'");
  }

  static long cents(BigDecimal amount) {
    if (amount.scale() < MIN_SCALE
        || amount.scale() > MAX_SCALE
        || amount.abs().compareTo(MAX_AMOUNT) > 0) {
      throw new InvalidRequest("amount must be a decimal of at most " + MAX_AMOUNT.toPlainString());
    }
    return amount.setScale(2, RoundingMode.HALF_EVEN).unscaledValue().longValueExact();
  }

  private static final class Draft implements JsonObjects.FieldReader {
    private @Nullable UUID correlationId;
    private @Nullable BigDecimal amount;
    private @Nullable Instant requestedAt;

    @Override
    public void read(String name, JsonParser value) throws IOException {
      switch (name) {
        case "correlationId" -> correlationId = uuid(name, JsonObjects.text(name, value));
        case "amount" -> amount = JsonObjects.decimal(name, value);
        case "requestedAt" -> requestedAt = Micros.parse(name, JsonObjects.text(name, value));
        default -> {} // what the processor does not know it ignores
      }
    }

    SubmittedPayment complete() {
      if (correlationId == null || amount == null || requestedAt == null) {
        throw new InvalidRequest("body must have correlationId, amount and requestedAt");
      }
      return new SubmittedPayment(correlationId, cents(amount), requestedAt);
    }
  }
}
