package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The description is true: {@link RunningService} holds it against every request and answer of all
 * tests, and here is shown that it would notice.
 */
final class OpenApiTest {

  private static final String ID = "4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3";
  private static final String PAYMENT = "{\"correlationId\":\"" + ID + "\",\"amount\":%s}";

  private final Description description = RunningService.description();

  /** {@code multipleOf: 0.01} would have a validator that calculates in binary refuse these. */
  @ParameterizedTest
  @ValueSource(strings = {"2.34", "4.02", "19.99", "0.01", "100000000", "1e2"})
  void amountsThatAreTakenAreDescribedAsGood(String amount) {
    assertEquals(
        List.of(),
        description.complaintsAboutRequest("POST", "/payments", PAYMENT.formatted(amount)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "100000000.01", "\"19.90\"", "null", "[]"})
  void amountsThatAreRefusedAreNotDescribedAsGood(String amount) {
    assertFalse(
        description
            .complaintsAboutRequest("POST", "/payments", PAYMENT.formatted(amount))
            .isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /payments | 200 | {\"payments\":[{\"status\":\"paid\"}]}",
        "GET | /payments | 200 | {\"payments\":[],\"more\":true}",
        "GET | /payments | 200 | {\"next\":\"x\"}",
        "GET | /payments-summary | 200 | {\"default\":{\"totalRequests\":\"1\",\"totalAmount\":1}}",
        "GET | /payments-summary | 418 | {}",
        "GET | /healthz | 200 | []",
        "POST | /payments | 202 | {}"
      })
  void wrongAnswerIsNoticed(String method, String path, int status, String body) {
    assertFalse(
        description
            .complaintsAboutAnswer(method, path, status, "application/json", body)
            .isEmpty());
  }

  @Test
  void wrongTypeOfAnAnswerIsNoticed() {
    assertFalse(
        description.complaintsAboutAnswer("GET", "/healthz", 200, "text/plain", "{}").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"FROM=2025-07-15T12:00:00Z", "from=yesterday"})
  void wrongParameterIsNoticed(String query) {
    assertFalse(
        description.complaintsAboutRequest("GET", "/payments-summary?" + query, "").isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /payments",
    "GET, /payments/" + ID,
    "GET, /payments/" + ID + "/quotes",
    "GET, /payments/" + ID + "/history",
    "GET, /payments/" + ID + "/story",
    "GET, /payments-summary",
    "GET, /events",
    "GET, /dashboard",
    "GET, /metrics",
    "GET, /healthz",
    "GET, /openapi"
  })
  void everythingToLookAtIsDescribedAndThere(String method, String path) {
    try (var service = RunningService.start(Map.of())) {
      assertTrue(description.has(method, path));
      if (!path.equals("/events")) { // It never ends.
        assertFalse(service.manage(method, path).body().contains("there is no '"), path);
      }
    }
  }
}
