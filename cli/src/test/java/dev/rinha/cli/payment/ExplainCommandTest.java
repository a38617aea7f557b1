package dev.rinha.cli.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class ExplainCommandTest {

  private static final String NAMESPACE = "explain-test";
  private static final long ACCEPTED = 1_752_582_896_000L;

  private final String redis = TestRedis.shared(Edition.BUNDLED).address();

  @Test
  void tellsTheStoryThatIsInRedis() throws JsonProcessingException {
    UUID settled = UUID.randomUUID();
    settle(settled);

    CommandRun text = explain(settled.toString());
    CommandRun json = explain(settled.toString(), "--json");

    assertEquals(ExitCode.OK, text.exitCode(), text::toString);
    assertTrue(text.out().contains("was settled after 9 ms: default executed it"), text::out);
    assertTrue(text.out().contains("sent to default because it is the cheapest"), text::out);
    JsonNode root = new ObjectMapper().readTree(json.out());
    assertEquals("settled", root.at("/state").asText());
    assertEquals("19.90", root.at("/amount").decimalValue().setScale(2).toPlainString());
    assertEquals("accepted", root.at("/steps/0/text").asText());
    assertEquals(3, root.at("/steps/1/sinceAcceptedMillis").asLong());
  }

  @Test
  void paymentThatWasNeverAcceptedIsAFindingInOneLine() {
    settle(UUID.randomUUID());

    CommandRun run = explain(UUID.randomUUID().toString());

    assertEquals(ExitCode.FINDING, run.exitCode());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run::err);
  }

  @Test
  void whatIsNoCorrelationIdIsWrongUse() {
    CommandRun run = explain("4a7901b8-7d26");

    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("must be a UUID such as"), run::err);
    assertTrue(run.err().contains("was '4a7901b8-7d26'"), run::err);
  }

  private CommandRun explain(String... arguments) {
    List<String> all = new ArrayList<>(List.of("explain", "--redis", redis));
    all.addAll(List.of("--namespace", NAMESPACE));
    all.addAll(Arrays.asList(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private void settle(UUID correlationId) {
    Intent intent = new Intent("default", ACCEPTED + 3);
    try (var store = RedisStore.open(RedisSettings.at(redis).withNamespace(NAMESPACE))) {
      store.accept(correlationId, new Money(1990), ACCEPTED);
      List<Claim> claims = store.take("worker", 1, 0);
      Claim claim = claims.getFirst();
      store.begin("worker", List.of(new Begin(claim, intent, "default:c3")));
      store.settle(List.of(new Settlement(claim, intent, ACCEPTED + 9, "default:c3/x8")));
    }
  }
}
