package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Outbox.Subscriber;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Two endpoints are told of every payment, although one is down for a while, one answers 500 at
 * random and a worker dies. With {@code -Dwebhooks.payments=100000 -Dwebhooks.per-second=1000
 * -Dwebhooks.down-seconds=60} it takes some minutes.
 */
final class WebhooksTest {

  private static final int PAYMENTS = Integer.getInteger("webhooks.payments", 1_500);
  private static final int PER_SECOND = Integer.getInteger("webhooks.per-second", 300);
  private static final Duration DOWN =
      Duration.ofSeconds(Integer.getInteger("webhooks.down-seconds", 2));
  private static final Duration BOUND = Duration.ofMinutes(2).plus(DOWN);
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private volatile Predicate<UUID> settled = _ -> false;

  @Test
  void everySettledPaymentIsToldToAllUnderOneIdAndNoneBeforeItIsSettled() {
    try (WebhookEndpoint down = new WebhookEndpoint(0, id -> settled.test(id));
        WebhookEndpoint moody = new WebhookEndpoint(0.2, id -> settled.test(id));
        Stack stack =
            Stack.of(WebhooksTest.class)
                .workers(2)
                .flag("webhooks.names", "down,moody")
                .flag("webhooks.down.url", down.url())
                .flag("webhooks.moody.url", moody.url())
                .variable("RINHA_WEBHOOKS_DOWN_SECRETS", SECRET)
                .variable("RINHA_WEBHOOKS_MOODY_SECRETS", SECRET)
                .flag("events.max-bytes", "67108864")
                .flag("execution.claim-timeout", "2s")
                .start()) {
      settled =
          id ->
              stack
                  .store()
                  .ledger()
                  .find(id)
                  .filter(known -> known.state() instanceof PaymentState.Settled)
                  .isPresent();
      stack.cheapProcessor().delay(Duration.ofMillis(5));

      try (Payments payments = Payments.to(stack.gateways(), PER_SECOND, 1)) {
        Waiting.until(() -> payments.accepted().size() > PAYMENTS / 4, BOUND, payments::toString);
        down.goDown();
        stack.kill("worker-1");
        Waiting.pass(DOWN);
        down.comeBack();
        stack.start("worker-1");
        Waiting.until(() -> payments.accepted().size() >= PAYMENTS, BOUND, payments::toString);
        payments.finish(BOUND);
        Waiting.until(
            () -> stack.store().ledger().census().unfinished() == 0, BOUND, () -> "not settled");
        Waiting.until(
            () -> subscribers(stack).stream().allMatch(one -> one.waiting() == 0),
            BOUND,
            () -> subscribers(stack).toString());

        Set<UUID> accepted = new HashSet<>();
        payments.accepted().forEach(one -> accepted.add(one.id()));
        for (WebhookEndpoint endpoint : List.of(down, moody)) {
          assertEquals(accepted, endpoint.taken.keySet());
          assertEquals(List.of(), endpoint.tooEarly);
          assertTrue(
              endpoint.taken.values().stream().allMatch(ids -> ids.size() == 1),
              "one event, one id");
        }
        assertTrue(moody.refused() > 0, "it was never moody");
      }
      for (Subscriber one : subscribers(stack)) {
        assertEquals(0, one.lost(), one::toString);
        assertEquals(0, one.givenUp(), one::toString);
      }
      assertEquals(0, stack.store().outbox().status().events(), "nobody needs them any more");
      CommandRun list = CommandRun.of("webhooks", "list", "--redis", stack.redis().address());
      assertTrue(list.out().contains("down") && list.out().contains("moody"), list::toString);
    }
  }

  private static List<Subscriber> subscribers(Stack stack) {
    return stack.store().outbox().status().subscribers();
  }
}
