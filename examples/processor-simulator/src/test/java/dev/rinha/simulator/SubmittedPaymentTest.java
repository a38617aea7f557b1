package dev.rinha.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedPaymentTest {

  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";

  @Test
  void readsTheThreeFieldsAndIgnoresOthers() {
    var expected =
        new SubmittedPayment(UUID.fromString(ID), 1990, Instant.parse("2025-07-15T12:34:56.789Z"));

    assertEquals(
        expected,
        parse(
            """
            {"note":{"a":[1,{}]},"amount":19.9,"requestedAt":"2025-07-15T12:34:56.789Z","correlationId":"%s"}\
            """
                .formatted(ID)));
  }

  @ParameterizedTest
  @CsvSource({
    "19.90, 1990",
    "0.005, 0",
    "0.015, 2",
    "0.025, 2",
    "0.0250001, 3",
    "-0.015, -2",
    "1e3, 100000",
    "7, 700",
    "77.8299999999999982946974341757595539093017578125, 7783",
    "10000000000, 1000000000000"
  })
  void amountIsRoundedHalfEvenToCents(String amount, long cents) {
    assertEquals(
        cents,
        parse(Caller.payment(UUID.fromString(ID), amount, Caller.REQUESTED_AT)).amountCents());
  }

  @ParameterizedTest
  @CsvSource({
    "2025-07-15T12:34:56.789Z, 2025-07-15T12:34:56.789Z",
    "2025-07-15T12:34:56, 2025-07-15T12:34:56Z",
    "2025-07-15T09:34:56.5-03:00, 2025-07-15T12:34:56.500Z",
    "2025-07-15T12:34:56.1234564Z, 2025-07-15T12:34:56.123456Z",
    "2025-07-15T12:34:56.1234565Z, 2025-07-15T12:34:56.123457Z"
  })
  void requestedAtIsKeptInUtcAtMicroseconds(String sent, Instant kept) {
    assertEquals(kept, parse(Caller.payment(UUID.fromString(ID), "1", sent)).requestedAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "[]",
        "\"a\"",
        "{",
        "{}",
        "{} {}",
        "{'amount':1}",
        "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":1}",
        "{\"correlationId\":null,\"amount\":1,\"requestedAt\":\"2025-07-15T12:34:56Z\"}",
        "{\"correlationId\":\"1-1-1-1-1\",\"amount\":1,\"requestedAt\":\"2025-07-15T12:34:56Z\"}",
        "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":1,\"requestedAt\":\"yesterday\"}",
        "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":1,\"requestedAt\":\"+99999-07-15T12:34:56Z\"}",
      })
  void whatIsNoPaymentIsRefused(String body) {
    assertThrows(InvalidRequest.class, () -> parse(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\"",
        "null",
        "true",
        "NaN",
        "1e999999999",
        "1e-999999999",
        "10000000000.01",
        "{}"
      })
  void whatIsNoAmountIsRefused(String amount) {
    String body = Caller.payment(UUID.fromString(ID), amount, Caller.REQUESTED_AT);
    assertThrows(InvalidRequest.class, () -> parse(body));
  }

  private static SubmittedPayment parse(String body) {
    return SubmittedPayment.parse(body.getBytes(UTF_8));
  }
}
