package dev.rinha.cli.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ExportCommandTest {

  private static final int PAYMENTS = 2_500;
  private static final RedisSettings SETTINGS =
      RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address()).withNamespace("export-command");

  @BeforeAll
  static void settlePayments() {
    StoreSeeder.seed(SETTINGS, PAYMENTS);
  }

  @Test
  void everySettledPaymentIsOneLine() throws IOException {
    CommandRun run = export();

    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    assertEquals("2,500 payments\n", run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals(PAYMENTS, lines.size());
    StoreSeeder.Settled first = StoreSeeder.payment(0);
    JsonNode line = new ObjectMapper().readTree(lines.getFirst());
    assertEquals(first.payment().correlationId().toString(), line.at("/correlationId").asText());
    assertEquals("10.00", first.payment().amount().toString());
    assertTrue(lines.getFirst().contains("\"amount\":10.00,"), lines::getFirst);
    assertEquals("default", line.at("/processor").asText());
    assertEquals(
        first.intent().requestedAtMillis(),
        Instant.parse(line.at("/requestedAt").asText()).toEpochMilli());
  }

  @Test
  void windowIsExactToTheMillisecond() {
    String from = moment(100);
    String to = moment(298);

    CommandRun run = export("-o", "csv", "--from", from, "--to", to);

    List<String> lines = run.out().lines().toList();
    assertEquals("correlationId,amount,processor,requestedAt", lines.getFirst());
    assertEquals(1 + 199, lines.size());
    assertTrue(lines.get(1).endsWith(from), lines.get(1));
    assertTrue(lines.getLast().endsWith(to), lines.getLast());
  }

  @Test
  void emptyWindowIsAnEmptyDocument() {
    String from = moment(PAYMENTS + 500);

    assertEquals("", export("--from", from).out());
    assertEquals("[]\n", export("-o", "json", "--from", from).out());
    assertEquals(
        "correlationId,amount,processor,requestedAt\n", export("-o", "csv", "--from", from).out());
  }

  private static String moment(int number) {
    return Instant.ofEpochMilli(StoreSeeder.payment(number).intent().requestedAtMillis())
        .toString();
  }

  private static CommandRun export(String... arguments) {
    List<String> all = new ArrayList<>(List.of("export", "--redis", SETTINGS.address()));
    all.addAll(List.of("--namespace", SETTINGS.namespace()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
