package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.service.config.Configuration;
import dev.rinha.service.config.ServiceConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExecutionTest {

  @Test
  void everyBoundThatIsConfiguredIsTheWorkers() {
    ServiceConfig config =
        ServiceConfig.from(
            Configuration.load(
                Map.of(
                    "execution.claim-timeout", "3s",
                    "execution.in-doubt-bound", "71s",
                    "execution.max-age", "2h"),
                Map.of()));

    ExecutionSettings settings = config.execution().settings();

    assertEquals(3_000, settings.claimTimeoutMillis());
    assertEquals(71_000, settings.inDoubtBoundMillis());
    assertEquals(7_200_000, settings.maxAgeMillis());
  }
}
