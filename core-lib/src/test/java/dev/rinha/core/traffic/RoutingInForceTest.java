package dev.rinha.core.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RoutingInForceTest {

  @Test
  void isReadAsItWasWritten() {
    RoutingInForce routing =
        new RoutingInForce(
            "cheapest-in-time price-of-time=0.005",
            List.of(
                ProcessorSettings.of("default", Fee.parse("0.05")),
                new ProcessorSettings(
                    "third",
                    Fee.parse("0.029+0.30 min 0.50; from 100.00: 0.02"),
                    20,
                    1_500,
                    700,
                    7)));

    assertEquals(routing, RoutingInForce.parse(routing.text()));
  }

  @Test
  void descriptionFromBeforeLookUpsCouldLagIsRead() {
    assertEquals(
        ProcessorSettings.of("default", Fee.parse("0.05")).withLookUpLagMillis(0),
        RoutingInForce.parse("cheapest-only\ndefault 800 10000 1 0.05").processors().getFirst());
  }

  @Test
  void whatIsNoDescriptionIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RoutingInForce.parse("cheapest-only"));
    assertThrows(IllegalArgumentException.class, () -> RoutingInForce.parse("x\ndefault 1"));
  }

  @Test
  void policyIsMadeAgainOfItsDescription() {
    List<String> descriptions =
        List.of(
            RoutingPolicies.describe(new Waiting.Priced(new PriceOfTime(1_500))),
            RoutingPolicies.describe(new Waiting.AtMost(Duration.ofSeconds(5))),
            RoutingPolicies.CHEAPEST_ONLY,
            RoutingPolicies.FAILOVER_AT_ONCE,
            RoutingPolicies.WEIGHTED_SPLIT);

    for (String description : descriptions) {
      assertEquals(description, RoutingPolicy.described(description).orElseThrow().description());
    }
    assertEquals(Optional.empty(), RoutingPolicy.described("MyPolicy"));
  }
}
