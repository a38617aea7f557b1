package dev.rinha.cli.simulate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Store;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.RoutingInForce;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateFromHistoryTest {

  private static final long NOW = TrafficMinute.beginning(System.currentTimeMillis());
  private static final long DAY_MILLIS = 86_400_000;
  private static final String IN_FORCE = "cheapest-in-time price-of-time=0.02";

  private final Store store = new Store();

  @AfterEach
  void close() {
    store.close();
  }

  private static TrafficMinute minute(
      int ago, String policy, Seconds atDefault, Seconds atFallback, boolean paidDear) {
    Totals all = new Totals(300, 300_000);
    RoutingInForce routing =
        new RoutingInForce(
            policy,
            List.of(
                ProcessorSettings.of("default", Fee.parse("0.05")),
                ProcessorSettings.of("fallback", Fee.parse("0.15"))));
    return new TrafficMinute(
        NOW - ago * TrafficMinute.MILLIS,
        Map.of(10, all),
        Map.of(
            "default", processor(atDefault, paidDear ? Totals.NONE : all, 50_000),
            "fallback", processor(atFallback, paidDear ? all : Totals.NONE, 150_000)),
        routing.text());
  }

  private static ProcessorMinute processor(Seconds tried, Totals settled, long partsPerMillion) {
    return new ProcessorMinute(
        Map.of(AttemptResult.EXECUTED, settled.count()),
        Map.of(0, settled.count()),
        settled,
        settled.cents() * partsPerMillion,
        settled.cents(),
        tried,
        Seconds.UNKNOWN);
  }

  /** Ten minutes; default is down in the third, and the fallback is paid then. */
  private void record(String policy) {
    Seconds working = new Seconds("a".repeat(60));
    Seconds failing = new Seconds("A".repeat(60));
    List<TrafficMinute> minutes = new ArrayList<>();
    for (int ago = 10; ago > 0; ago--) {
      boolean down = ago == 8;
      minutes.add(
          minute(ago, policy, down ? failing : working, down ? working : Seconds.UNKNOWN, down));
    }
    store.store().traffic().add("worker", "1", minutes, DAY_MILLIS);
  }

  private JsonNode json(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("simulate", "--from-history", "-o", "json"));
    all.addAll(List.of(options));
    CommandRun run = store.run(all.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    return JsonDocument.MAPPER.readTree(run.out());
  }

  private static BigDecimal amount(JsonNode node, String path) {
    return new BigDecimal(node.at(path).asText()).setScale(2);
  }

  @Test
  void saysWhatItReallyCostToTheCent() throws IOException {
    record(IN_FORCE);

    JsonNode answer = json();

    assertAll(
        () -> assertEquals(10, answer.at("/minutes").asInt()),
        () -> assertEquals(3_000, answer.at("/arrived/payments").asInt()),
        () -> assertEquals(new BigDecimal("30000.00"), amount(answer, "/arrived/amount")),
        // 27 000 at 5 %, 3 000 at 15 %; a second of each at 2 %.
        () -> assertEquals(new BigDecimal("1800.00"), amount(answer, "/recorded/fees")),
        () -> assertEquals(new BigDecimal("600.00"), amount(answer, "/recorded/time")),
        () -> assertEquals(new BigDecimal("2400.00"), amount(answer, "/recorded/inAll")));
  }

  @Test
  void everySettingIsTriedOnAllTheMoneyAndTheCheapestIsNamed() throws IOException {
    record(IN_FORCE);

    JsonNode answer = json("--prices", "0.0001,0.05", "--patiences", "5s");

    List<String> settings = new ArrayList<>();
    BigDecimal last = BigDecimal.ZERO;
    for (JsonNode line : answer.at("/settings")) {
      settings.add(line.at("/setting").asText());
      BigDecimal inAll = amount(line, "/inAll");
      assertTrue(last.compareTo(inAll) <= 0, "cheapest first: " + answer);
      last = inAll;
      BigDecimal sum =
          amount(line, "/fees").add(amount(line, "/time")).add(amount(line, "/unfinished"));
      assertTrue(sum.subtract(inAll).abs().doubleValue() < 0.02, line::toString);
      assertEquals(
          1.0,
          line.at("/settledParts/default").asDouble()
              + line.at("/settledParts/fallback").asDouble(),
          1e-6);
    }
    assertEquals(7, settings.size());
    assertTrue(settings.contains(IN_FORCE), settings::toString);
    assertEquals(settings.getFirst(), answer.at("/best").asText());
    JsonNode patientOne = line(answer, "cheapest-only");
    assertEquals(new BigDecimal("1500.00"), amount(patientOne, "/fees"), "5 % of all");
    // The minute's 300 payments wait for half of it in the mean: 3 000.00 × 30 s × 2 %.
    assertEquals(1_800, amount(patientOne, "/time").doubleValue(), 200);
  }

  private static JsonNode line(JsonNode answer, String setting) {
    for (JsonNode line : answer.at("/settings")) {
      if (line.at("/setting").asText().equals(setting)) {
        return line;
      }
    }
    throw new AssertionError(setting + " is not among " + answer);
  }

  @Test
  void timeIsChargedAtThePriceThatIsAskedFor() throws IOException {
    record(IN_FORCE);

    JsonNode answer = json("--price-of-time", "0.001", "--prices", "0.02", "--patiences", "5s");

    assertEquals(new BigDecimal("30.00"), amount(answer, "/recorded/time"));
    assertEquals("cheapest-only", answer.at("/best").asText());
  }

  @Test
  void processorOfWhichNothingIsKnownIsSaidToBeAssumed() {
    store
        .store()
        .traffic()
        .add(
            "worker",
            "1",
            List.of(minute(1, IN_FORCE, new Seconds("a".repeat(60)), Seconds.UNKNOWN, false)),
            DAY_MILLIS);

    CommandRun run = store.run("simulate", "--from-history");

    assertEquals(ExitCode.OK, run.exitCode(), run::err);
    assertTrue(run.out().contains("nothing is known, so it is taken to answer at once"), run::out);
  }

  @Test
  void moreThanTheBoundIsSampledAndSaidSo() throws IOException {
    record(IN_FORCE);

    JsonNode answer = json("--max-payments", "500", "--prices", "0.01", "--patiences", "5s");

    assertEquals(6, answer.at("/standsFor").asInt());
    assertEquals(new BigDecimal("1500.00"), amount(line(answer, "cheapest-only"), "/fees"));
    assertTrue(
        store
            .run("simulate", "--from-history", "--max-payments", "500")
            .out()
            .contains("each simulated payment stands for 6"));
  }

  @Test
  void policyOfOnesOwnIsComparedWithoutBeingSimulated() throws IOException {
    record("MyPolicy");

    JsonNode answer = json("--prices", "0.01", "--patiences", "5s");

    assertTrue(answer.at("/inForce").isMissingNode());
    assertEquals(5, answer.at("/settings").size());
  }

  @Test
  void windowIsWhatWasAskedFor() throws IOException {
    record(IN_FORCE);

    JsonNode answer =
        json("--from", "-8m", "--prices", "0.01", "--patiences", "5s", "--max-payments", "100");

    assertTrue(answer.at("/minutes").asInt() <= 9, answer::toString);
    CommandRun before = store.run("simulate", "--from-history", "--from", "-3d", "--to", "-2d");
    assertEquals(ExitCode.USAGE, before.exitCode());
    assertTrue(before.err().contains("no payment was recorded from "), before::err);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --from-history --runs 3              | --runs does not go with --from-history
          --from-history --policy cheapest-only| --policy does not go with --from-history
          --from -2h                           | --from needs --from-history
          --max-payments 5                     | --max-payments needs --from-history
          --from-history --max-payments 0      | --max-payments must be from 1 to 20000000, was 0
          --from-history --prices 2            | --prices: a price of time must be
          --from-history --from -40d           | by at most 31 days
          """)
  void wrongUseIsExplained(String options, String explanation) {
    record(IN_FORCE);
    List<String> all = new ArrayList<>(List.of("simulate"));
    all.addAll(List.of(options.split(" ")));

    CommandRun run =
        options.contains("-history")
            ? store.run(all.toArray(String[]::new))
            : CommandRun.of(all.toArray(String[]::new));

    assertEquals(ExitCode.USAGE, run.exitCode(), run::out);
    assertTrue(run.err().contains(explanation), run::err);
  }
}
