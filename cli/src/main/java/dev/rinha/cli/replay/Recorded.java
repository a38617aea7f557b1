package dev.rinha.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rinha.cli.basics.CorrelationId;
import dev.rinha.core.payment.Money;
import java.util.UUID;

/** A line of a file of payments: one JSON object each. Immutable. */
sealed interface Recorded {

  /**
   * A payment.
   *
   * @param line counted from 1
   */
  record Payment(long line, UUID correlationId, Money amount) implements Recorded {}

  /**
   * Something else.
   *
   * @param line counted from 1
   * @param why what is wrong with it
   */
  record Unreadable(long line, String why) implements Recorded {}

  /** Decimals are read exactly, never as {@code double}. */
  JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Which line that is. */
  long line();

  /**
   * Reads a line; what is in it besides {@code correlationId} and {@code amount} is passed over.
   */
  static Recorded parse(long line, String text) {
    try {
      JsonNode payment = MAPPER.readTree(text);
      JsonNode amount = payment.path("amount");
      if (!amount.isNumber() || amount.decimalValue().signum() <= 0) {
        return new Unreadable(line, "amount must be a number above zero, was " + amount);
      }
      return new Payment(
          line,
          CorrelationId.parse(payment.path("correlationId").asText()),
          Money.parse(amount.decimalValue().toPlainString()));
    } catch (JsonProcessingException e) {
      return new Unreadable(line, "not a JSON object: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      return new Unreadable(line, String.valueOf(e.getMessage()));
    }
  }
}
