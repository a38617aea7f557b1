package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes over a connection is answered as HTTP, never with a 500, and harms nobody else.
 */
final class RequestsFuzzTest {

  private static final String PAYMENT =
      "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":19.90}";

  @Test
  void requestOfAnyShapeGetsNoInternalErrorAndHarmsNobodyElse() {
    try (RunningService service =
        RunningService.start(Map.of("mode", "standalone", "server.request-timeout", "200ms"))) {
      Mutations.of(
          samples(),
          request -> {
            String answer = service.raw(new String(request, StandardCharsets.ISO_8859_1));
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
            assertFalse(answer.contains("HTTP/1.1 500"), answer);
          });

      UUID id = UUID.randomUUID();
      String payment = "{\"correlationId\":\"%s\",\"amount\":1}".formatted(id);
      assertEquals(202, service.post("/payments", payment).statusCode());
    }
  }

  private static List<byte[]> samples() {
    return List.of(
            post("application/json", PAYMENT),
            "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(PAYMENT.length())
                + "\r\n"
                + PAYMENT
                + "\r\n0\r\n\r\n",
            "GET /payments-summary?from=2025-07-15T12:34:56.000Z&to=2025-07-15T12:34:57Z"
                + " HTTP/1.1\r\n"
                + "Host: x\r\n\r\n",
            "GET /payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3?wait=10ms HTTP/1.1\r\n"
                + "Host: x\r\n\r\n",
            "POST /purge-payments HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: x\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-"
                + "b7ad6b7169203331-01\r\n\r\n")
        .stream()
        .map(request -> request.getBytes(StandardCharsets.ISO_8859_1))
        .toList();
  }

  private static String post(String type, String body) {
    return "POST /payments HTTP/1.1\r\nHost: x\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
