package dev.rinha.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.schedule.BenchJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Reads what backend and processors answer. */
final class Answers {

  private Answers() {}

  /** Reads the body of an answer; anything but a JSON object is an unexpected answer. */
  static JsonNode object(String call, HttpAnswer answer) throws IOException {
    try {
      JsonNode node = BenchJson.MAPPER.readTree(answer.body());
      if (answer.isSuccess() && node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new IOException(call + " answered with something that is not JSON", e);
    }
    throw new UnexpectedAnswerException(call, answer);
  }

  /** A text of an answer; empty if it has none, or is no JSON. */
  static Optional<String> text(HttpAnswer answer, String field) {
    try {
      return Optional.ofNullable(BenchJson.MAPPER.readTree(answer.body()).path(field).textValue());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * A decimal of an answer in cents; backends that add up floating point numbers get rounded to the
   * cent.
   */
  static long cents(JsonNode object, String field) throws IOException {
    return decimal(object, field).movePointRight(2).setScale(0, RoundingMode.HALF_EVEN).longValue();
  }

  static BigDecimal decimal(JsonNode object, String field) throws IOException {
    JsonNode value = object.path(field);
    if (!value.isNumber()) {
      throw new IOException("answer has no number '" + field + "'");
    }
    return value.decimalValue();
  }

  static RecordedTotals tally(JsonNode summary) throws IOException {
    return new RecordedTotals(
        decimal(summary, "totalRequests").longValue(), cents(summary, "totalAmount"));
  }
}
