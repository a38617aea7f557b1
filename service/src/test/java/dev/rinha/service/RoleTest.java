package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoleTest {

  private static final String INTAKE = "/payments";
  private static final String QUOTES = "/payments/4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3/quotes";
  private static final List<String> EVERYWHERE =
      List.of("/payments-summary", "/purge-payments", "/metrics", "/healthz", "/openapi");

  @ParameterizedTest
  @CsvSource({"api, true, false", "worker, false, true", "standalone, true, true"})
  void processAnswersWhatItsRoleHasAndNothingElse(String mode, boolean accepts, boolean executes) {
    try (var service = RunningService.start(Map.of("mode", mode, "worker.port", "1"))) {
      assertEquals(accepts, isThere(service, INTAKE));
      assertEquals(executes, isThere(service, QUOTES));
      assertEquals(EVERYWHERE, EVERYWHERE.stream().filter(path -> isThere(service, path)).toList());
      assertEquals(accepts, service.get("/metrics").body().contains("rinha_payments_total"));
    }
  }

  private static boolean isThere(RunningService service, String path) {
    return !service.get(path).body().contains("there is no");
  }
}
