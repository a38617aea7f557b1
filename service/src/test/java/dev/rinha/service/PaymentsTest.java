package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.TraceParent;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaymentsTest {

  private final RunningService service = RunningService.start(Map.of("intake.retry-after", "7s"));
  private final UUID id = UUID.randomUUID();

  @AfterEach
  void stop() {
    service.close();
  }

  private HttpResponse<String> offer(String amount) {
    return service.post(
        "/payments", "{\"correlationId\":\"" + id + "\",\"amount\":" + amount + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"19.90", "19.9", "1990e-2", "1.99E+1", "19.900000"})
  void amountIsTakenToTheCent(String literal) {
    assertEquals(202, offer(literal).statusCode());
    assertEquals(Map.of(id, new Money(1990)), service.intake.accepted);
  }

  @Test
  void otherFieldsAndWhiteSpaceAreIgnored() {
    HttpResponse<String> answer =
        service.post(
            "/payments",
            " {\n"
                + "\t\"note\" : {\"a\":[1,null,{\"b\":\"\\u00e9\\\"é😀\"}],\"amount\":7} ,\r\n"
                + " \"amount\" : 5 , \"correl\\u0061tionId\" : \""
                + id.toString().toUpperCase(Locale.ROOT)
                + "\", \"requestedAt\":\"x\"} \n");

    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(Map.of(id, new Money(500)), service.intake.accepted);
  }

  @Test
  void traceOfTheRequestIsKeptAndWhatIsNoneIsNot() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    for (String header : List.of(trace, trace.replace("4bf9", "4BF9"), "00-1-2-3", "x")) {
      UUID other = UUID.randomUUID();
      HttpResponse<String> answer =
          service.send(
              "POST",
              "/payments",
              BodyPublishers.ofString("{\"correlationId\":\"" + other + "\",\"amount\":19.90}"),
              "Content-Type",
              "application/json",
              "traceparent",
              header);
      assertEquals(202, answer.statusCode());
      assertEquals(
          header.equals(trace) ? History.of(new TraceParent(trace)) : null,
          service.intake.histories.get(other),
          header);
    }
  }

  @Test
  void firstAcceptanceIsNoReplay() {
    HttpResponse<String> answer = offer("19.90");

    assertEquals(202, answer.statusCode());
    assertEquals("", answer.body());
    assertTrue(answer.headers().firstValue("Idempotent-Replayed").isEmpty());
  }

  @Test
  void samePaymentAgainIsMarkedAsReplay() {
    offer("19.90");

    HttpResponse<String> answer = offer("19.9");

    assertEquals(202, answer.statusCode());
    assertEquals("true", answer.headers().firstValue("Idempotent-Replayed").orElse(""));
  }

  /** The 202 stays true: it was accepted. Whether it was executed is another matter. */
  @Test
  void repeatedPaymentThatWasGivenUpSaysSo() {
    assertEquals("", offer("19.90").headers().firstValue("Payment-Status").orElse(""));
    for (PaymentStatus status : PaymentStatus.values()) {
      service.intake.status = status;
      HttpResponse<String> answer = offer("19.90");
      assertEquals(202, answer.statusCode());
      assertEquals("", answer.body());
      assertEquals(status.text(), answer.headers().firstValue("Payment-Status").orElse(""));
    }
  }

  @Test
  void sameIdWithOtherAmountIsConflict() {
    offer("19.90");

    HttpResponse<String> answer = offer("19.91");

    assertEquals(422, answer.statusCode());
    assertTrue(answer.body().contains("was accepted with amount 19.90, not 19.91"), answer.body());
    assertEquals(Map.of(id, new Money(1990)), service.intake.accepted);
  }

  @Test
  void fullQueueAsksToComeBack() {
    service.intake.condition = MapIntake.Condition.FULL;

    assertUnavailable(offer("19.90"), "no more than 3 payments may wait");
  }

  @Test
  void storeThatIsAwayAsksToComeBackAndIsUsedAgain() {
    service.intake.condition = MapIntake.Condition.AWAY;
    assertUnavailable(offer("19.90"), "was not accepted");

    service.intake.condition = MapIntake.Condition.FINE;
    assertEquals(202, offer("19.90").statusCode());
  }

  @Test
  void paymentThatMayBeStoredIsNotCalledRefused() {
    service.intake.condition = MapIntake.Condition.SILENT;

    HttpResponse<String> answer = offer("19.90");

    assertUnavailable(answer, "not known whether the payment was accepted");
    assertTrue(answer.body().contains("urn:rinha:problem:acceptance-unknown"), answer.body());
    assertTrue(answer.body().contains("the same correlationId"), answer.body());
    assertFalse(answer.body().contains("not accepted"), answer.body());

    service.intake.condition = MapIntake.Condition.FINE;
    assertEquals("true", offer("19.90").headers().firstValue("Idempotent-Replayed").orElse(""));
  }

  @Test
  void unexpectedErrorKeepsItsReasonToItself() {
    service.intake.condition = MapIntake.Condition.BROKEN;

    HttpResponse<String> answer = offer("19.90");

    assertEquals(500, answer.statusCode());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertFalse(answer.body().contains("secret"), answer.body());
    assertFalse(answer.body().contains("Exception"), answer.body());
  }

  private static void assertUnavailable(HttpResponse<String> answer, String says) {
    assertEquals(503, answer.statusCode());
    assertEquals("7", answer.headers().firstValue("Retry-After").orElse(""));
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    assertTrue(answer.body().contains(says), answer.body());
  }
}
