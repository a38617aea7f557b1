package dev.rinha.cli.simulate;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.schedule.ScheduleFile;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicies;
import dev.rinha.core.routing.Waiting;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.PolicyComparison;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.ScheduleGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine.Help.Ansi;

final class SimulateCommandTest {

  /** Twenty seconds; the cheap processor fails in the middle. */
  private static final String SCHEDULE =
      """
      {"name": "outage <1>", "seconds": 20, "users": [{"second": 0, "users": 100}],
       "thinkMillis": 2000, "amounts": [19.90], "fees": {"default": 0.02, "fallback": 0.12},
       "consistency": {"everyMillis": 300, "windowFromMillis": 700, "windowToMillis": 100, "patienceMillis": 900},
       "stages": [
         {"second": 5, "default": {"delayMillis": 0, "failing": true}, "fallback": {"delayMillis": 10}},
         {"second": 15, "default": {"delayMillis": 0}, "fallback": {"delayMillis": 900}}]}
      """;

  /** Draws a schedule with few payments, and so does the seed after it. */
  private static final String QUIET_SEED = "18";

  @TempDir private Path folder = Path.of("");

  @Test
  void everyAcceptedPaymentIsSettledOrCountedAsUnpaid() throws IOException {
    JsonNode run = json("--schedule", schedule(SCHEDULE)).at("/policies/0/runs/0");

    long accepted = run.at("/accepted").asLong();
    assertAll(
        () -> assertEquals(1_000, accepted, 150, "50 per second for 20 s"),
        () -> assertEquals(accepted, run.at("/settled").asLong() + run.at("/unpaid").asLong()),
        () -> assertTrue(run.at("/ofOptimum").asDouble() > 0.9, run::toPrettyString),
        () -> assertTrue(run.at("/ofOptimum").asDouble() <= 1, run::toPrettyString),
        () -> assertTrue(run.at("/settledAt/default").asLong() > 500, run::toPrettyString),
        () -> assertTrue(run.at("/decisions/cheapest").asLong() > 0, run::toPrettyString));
  }

  @Test
  void feesOfTheFileHoldUnlessFlagsSayOtherwise() throws IOException {
    String file = schedule(SCHEDULE);

    assertTrue(simulate("--schedule", file).out().contains("(default 2 %, fallback 12 %)"));
    assertTrue(
        simulate("--schedule", file, "--default-fee", "0.2")
            .out()
            .contains("(default 20 %, fallback 12 %)"));
    String without = SCHEDULE.replace(", \"fees\": {\"default\": 0.02, \"fallback\": 0.12}", "");
    assertTrue(
        simulate("--schedule", schedule(without)).out().contains("(default 5 %, fallback 15 %)"));
  }

  @Test
  void sameSeedGivesTheSameFiguresAndAnotherSeedOthers() throws IOException {
    String file = schedule(SCHEDULE);

    JsonNode one = json("--schedule", file, "--seed", "7").at("/policies");

    assertEquals(one, json("--schedule", file, "--seed", "7").at("/policies"));
    assertTrue(!one.equals(json("--schedule", file, "--seed", "8").at("/policies")));
  }

  @Test
  void compareShowsEveryPolicyAndPatienceDecidesWhoIsPaid() throws IOException {
    String file = schedule(SCHEDULE);

    CommandRun table = simulate("--schedule", file, "--compare");
    JsonNode patient = json("--schedule", file, "--patience", "30s");
    JsonNode impatient = json("--schedule", file, "--patience", "0");

    RoutingPolicies.names()
        .forEach(policy -> assertTrue(table.out().contains("\n" + policy), table::out));
    String atFallback = "/policies/0/runs/0/settledAt/fallback";
    assertTrue(patient.at(atFallback).asLong() < 10, patient::toPrettyString);
    assertTrue(impatient.at(atFallback).asLong() > 300, impatient::toPrettyString);
  }

  @Test
  void runsOverDrawnSchedulesAgreeWithTheComparisonOfTheLibrary() throws JsonProcessingException {
    long first = Long.parseLong(QUIET_SEED);
    JsonNode results = json("--random", QUIET_SEED, "--runs", "2", "--compare");
    PolicyComparison expected =
        PolicyComparison.ofRandomSchedules(
            first, 2, PolicyComparison.everyPolicy(Waiting.DEFAULT), PriceOfTime.DEFAULT);

    for (JsonNode policy : results.at("/policies")) {
      String name = policy.at("/policy").asText();
      assertEquals(expected.mean(name), policy.at("/ofOptimum/mean").asDouble(), 1e-6, name);
      assertEquals(expected.worst(name), policy.at("/ofOptimum/worst").asDouble(), 1e-6, name);
      assertEquals(expected.meanCost(name), policy.at("/feesAndTime/mean").asDouble(), 1e-6, name);
      assertEquals("random-" + (first + 1), policy.at("/runs/1/schedule").asText());
    }
    assertEquals(expected.payments(), results.at("/simulated/payments").asLong());
  }

  @Test
  void plotIsWellFormedSvgOfItsOwn() throws Exception {
    Path svg = folder.resolve("run.svg");

    CommandRun run = simulate("--schedule", schedule(SCHEDULE), "--plot", svg.toString());

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    String text = Files.readString(svg);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
    assertTrue(text.contains("outage &lt;1&gt;: cheapest-in-time"), text);
    assertTrue(text.contains("class=\"area violet\""), text);
  }

  /**
   * Letters have their size on any screen, so what is placed in pixels must end before 360 of them;
   * everything else is a share of the width. It was 960 pixels wide, or scaled to illegible
   * letters.
   */
  @Test
  void plotFitsTheScreenOfATelephone() throws Exception {
    Path svg = folder.resolve("run.svg");
    String name = "\"a schedule that has a really long name, for its title to be broken\"";
    String schedule = schedule(SCHEDULE.replace("\"outage <1>\"", name));

    CommandRun run = simulate("--schedule", schedule, "--plot", svg.toString());

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    String text = Files.readString(svg);
    assertTrue(text.contains("(max-width: 960px) {\n  .picture { width: 100% }"), text);
    assertTrue(text.contains("content=\"width=device-width\""), text);
    NodeList letters =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(svg.toFile())
            .getElementsByTagName("text");
    for (int i = 0; i < letters.getLength(); i++) {
      Element line = (Element) letters.item(i);
      String x = line.getAttribute("x");
      if (!x.endsWith("%")) {
        int end = Integer.parseInt(x) + 7 * line.getTextContent().length();
        assertTrue(end <= 360, () -> line.getTextContent() + " ends at " + end);
      }
    }
    Matcher figures =
        Pattern.compile("<svg class=\"plot\".*? x=\"\\d+%\".*? width=\"\\d+%\"").matcher(text);
    assertEquals(3, figures.results().count(), text);
  }

  @Test
  void textPlotShowsBacklogRoutingAndTroubles() throws IOException {
    CommandRun run = simulate("--schedule", schedule(SCHEDULE), "--plot", "-");

    assertTrue(run.out().contains("payments waiting"), run::out);
    assertTrue(run.out().contains("requests per second to fallback"), run::out);
    assertTrue(run.out().indexOf('\u001b') < 0, "no colour where there is no terminal");
  }

  @Test
  void textPlotIsNoWiderThanTheTerminal() {
    Trial trial = new Trial(ScheduleGenerator.draw(3), 3);
    RoutingReport report = trial.run(RoutingPolicies.FAILOVER_AT_ONCE, Waiting.DEFAULT);
    for (int width : new int[] {40, 80, 132}) {
      List<String> lines =
          TextPlot.lines(
              trial.schedule(), report, width, Glyphs.of(StandardCharsets.US_ASCII), Ansi.OFF);

      assertTrue(
          lines.stream().skip(1).allMatch(line -> line.length() <= Math.max(width, 60)),
          () -> String.join("\n", lines));
    }
  }

  @Test
  void textPlotDoesWithoutBlocksWhereTheOutputHasNone() {
    assertEquals('%', Glyphs.of(StandardCharsets.US_ASCII).cell(99));
    assertEquals('█', Glyphs.of(StandardCharsets.UTF_8).cell(99));
    assertEquals(' ', Glyphs.of(StandardCharsets.UTF_8).cell(-1));
  }

  @Test
  void exportedScheduleIsWhatBenchReadsAndAsksForAsMuch() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      LoadSchedule drawn = ScheduleGenerator.draw(seed);
      String json = JsonDocument.MAPPER.writeValueAsString(ScheduleExport.json(drawn));

      LoadSchedule read = BenchSchedules.toLoad(ScheduleFile.read(Path.of(schedule(json))));

      String message = "seed " + seed;
      assertEquals(drawn.durationMillis(), read.durationMillis(), message);
      assertEquals(1, payments(read) / payments(drawn), 0.1, message);
      for (int i = 0; i < 2; i++) {
        ProcessorPlan expected = drawn.processors().get(i);
        ProcessorPlan actual = read.processors().get(i);
        assertEquals(expected.fee(), actual.fee(), message);
        for (long millis = 0; millis < drawn.durationMillis(); millis += 1_000) {
          Phase phase = ScheduledFaults.at(actual, millis);
          assertEquals(ScheduledFaults.at(expected, millis).failing(), phase.failing(), message);
          assertEquals(
              ScheduledFaults.at(expected, millis).delayMillis(), phase.delayMillis(), message);
        }
      }
    }
  }

  @Test
  void drawnScheduleCanHaveALengthAndAPeakOfItsOwn() {
    LoadSchedule drawn = ScheduleGenerator.draw(5);
    LoadSchedule asked = ScheduleGenerator.draw(5, OptionalInt.of(300), OptionalInt.of(600));

    assertEquals(300_000, asked.durationMillis());
    assertEquals(
        600,
        asked.load().stream().mapToInt(LoadSchedule.LoadPoint::paymentsPerSecond).max().orElse(0));
    assertEquals(
        drawn.processors().stream().map(ProcessorPlan::fee).toList(),
        asked.processors().stream().map(ProcessorPlan::fee).toList());
  }

  private static double payments(LoadSchedule schedule) {
    double sum = 0;
    for (long millis = 0; millis < schedule.durationMillis(); millis += 100) {
      sum += schedule.rateAt(millis) / 10;
    }
    return sum;
  }

  @Test
  void exportWritesTheDrawnScheduleAndNamesTheFile() throws IOException {
    Path file = folder.resolve("drawn.json");

    CommandRun run = simulate("--random", QUIET_SEED, "--export", file.toString());

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertEquals("wrote " + file, run.err().strip());
    assertEquals("random-" + QUIET_SEED, ScheduleFile.read(file).name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--policy luck | --policy must be one of cheapest-in-time, cheapest-only",
        "--patience soon | must be auto, or a duration",
        "--runs 0 | --runs must be from 1 to 100000, was 0",
        "--default-fee 2 | --default-fee: a fee must be",
        "--export x.json | --export writes a drawn schedule",
        "--json --plot - | both print to the output",
        "--random 1 --schedule x | mutually exclusive",
        "--schedule nowhere.json | nowhere.json cannot be read"
      })
  void wrongUseIsNamed(String arguments, String complaint) {
    assertUsage(complaint, simulate(arguments.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seconds\": 20 | \"seconds\": -1 | seconds must be a whole number from 1",
        "\"thinkMillis\": 2000 | \"thinkMillis\": 0 | thinkMillis must be above 0 to be simulated",
        "0.02 | 0.00000002 | fees.default: a fee must be a fraction",
        "\"thinkMillis\": 2000 | \"thinkMillis\": 1, \"drainSeconds\": x | not JSON",
        "\"users\": 100 | \"users\": -5 | users[0].users must be a whole number"
      })
  void wrongFieldOfAScheduleIsNamed(String right, String wrong, String complaint)
      throws IOException {
    assertUsage(complaint, simulate("--schedule", schedule(SCHEDULE.replace(right, wrong))));
  }

  @Test
  void scheduleThatAsksForTooMuchIsRefused() throws IOException {
    String file =
        schedule(
            SCHEDULE
                .replace("\"thinkMillis\": 2000", "\"thinkMillis\": 1")
                .replace("\"users\": 100", "\"users\": 2000"));

    assertUsage("users must not come to more than 20000000", simulate("--schedule", file));
  }

  private static void assertUsage(String complaint, CommandRun run) {
    assertEquals(ExitCode.USAGE, run.exitCode(), run::toString);
    assertTrue(run.err().contains(complaint), run::err);
    assertEquals("", run.out());
  }

  private String schedule(String json) throws IOException {
    return Files.writeString(folder.resolve("schedule.json"), json).toString();
  }

  private static JsonNode json(String... arguments) throws JsonProcessingException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    CommandRun run = simulate(all.toArray(String[]::new));
    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    return JsonDocument.MAPPER.readTree(run.out());
  }

  private static CommandRun simulate(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "simulate";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(all);
  }
}
