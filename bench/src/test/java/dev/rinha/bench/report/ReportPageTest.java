package dev.rinha.bench.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.BenchRun;
import dev.rinha.bench.FakeWorld;
import dev.rinha.bench.NotReadyException;
import dev.rinha.bench.RunProgress;
import dev.rinha.bench.load.Latency;
import dev.rinha.bench.load.LoadMeasurements;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.schedule.BenchJson;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.bench.schedule.ScheduleFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReportPageTest {

  private static final String SCHEDULE =
      """
      {"name": "tiny", "description": "a <b>short</b> one & more", "seconds": 1,
       "users": [{"second": 0, "users": 10}], "thinkMillis": 50, "patienceMillis": 300,
       "amounts": [19.90],
       "consistency": {"everyMillis": 300, "windowFromMillis": 700, "windowToMillis": 100, "patienceMillis": 900},
       "stages": [{"second": 0, "default": {"delayMillis": 7, "failing": false},
                                "fallback": {"delayMillis": 0, "failing": true}}],
       "drainSeconds": 1}
      """;

  private static final Latency NONE = new Latency(0, 0, 0, 0, 0, 0);

  private static final RunProgress UNSEEN =
      new RunProgress() {
        @Override
        public void follow(
            LoadMeasurements measurements, Schedule schedule, StopSignal loadIsOver) {}

        @Override
        public void say(String line) {}
      };

  @Test
  void pageOfOneSecondShowsTheFiguresOfTheJsonReport() throws Exception {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      BenchReport result = run(world);

      assertEquals(List.of(), result.findings());
      JsonNode report = BenchJson.MAPPER.readTree(result.toJson());
      ParsedPage page = ParsedPage.of(result.toHtml());
      JsonNode all = report.at("/latencies/allRequests");
      JsonNode second = report.at("/perSecond/0");
      long executed =
          report
              .at("/samples")
              .valueStream()
              .toList()
              .getLast()
              .at("/executed/default/count")
              .longValue();
      assertAll(
          () -> assertEquals(5, page.plots()),
          () -> assertEquals(report.at("/load/sent").asText(), page.cell("payments sent", 1)),
          () -> assertEquals(millis(all, "p50Micros"), page.cell("all requests (k6, scored)", 1)),
          () -> assertEquals(millis(all, "p99Micros"), page.cell("all requests (k6, scored)", 3)),
          () -> assertEquals(millis(all, "maxMicros"), page.cell("all requests (k6, scored)", 5)),
          () ->
              assertEquals(
                  0,
                  report
                      .at("/score/fees")
                      .decimalValue()
                      .compareTo(new BigDecimal(page.cell("fees", 1)))),
          () -> assertEquals(report.at("/reconciliation/lost").asText(), page.cell("lost", 1)),
          () ->
              assertEquals(report.at("/checks").size(), page.elements("circle", "check clean") - 1),
          () -> assertEquals(second.at("/sent").asText(), page.cellOfSecond(0, 2)),
          () -> assertEquals(second.at("/accepted").asText(), page.cellOfSecond(0, 3)),
          () -> assertEquals(millis(second, "p99Micros"), page.cellOfSecond(0, 7)),
          () -> assertEquals(executed, page.sumOfSeconds(9), 1),
          () -> assertEquals(report.at("/load/sent").longValue(), page.sumOfSeconds(2)),
          () -> assertTrue(page.text().contains("1 second, 10 to 10 users, 1 stage")),
          () -> assertTrue(page.text().contains("a <b>short</b> one & more")));
    }
  }

  @Test
  void scheduleFilesLeaveTheirLengthToThePageThatKnowsWhatWasRun() throws IOException {
    List<Schedule> schedules = new ArrayList<>(List.of(ScheduleFile.publicTest()));
    try (Stream<Path> files = Files.list(Path.of("..", "examples", "schedules"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".json")).toList()) {
        schedules.add(ScheduleFile.read(file));
      }
    }

    for (Schedule schedule : schedules) {
      assertFalse(
          schedule
              .description()
              .matches(
                  "(?i).*(\\b("
                      + schedule.seconds()
                      + "|two|one|\\d+) (seconds|minutes?);|users).*"),
          schedule.description());
    }
  }

  @Test
  void watchingTheProcessorsIsInNoLatencyThatIsScored() throws Exception {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      JsonNode report = BenchJson.MAPPER.readTree(run(world).toJson());

      long settings = 4;
      long lastSummary = 1;
      long checks = 3L * report.at("/checks").size();
      assertEquals(
          report.at("/load/sent").longValue() + checks + settings + lastSummary,
          report.at("/latencies/allRequests/count").longValue());
    }
  }

  @Test
  void samplesGoFromTheBeginningOfTheLoadToTheEndOfTheDrain() throws Exception {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      JsonNode report = BenchJson.MAPPER.readTree(run(world).toJson());

      List<JsonNode> samples = report.at("/samples").valueStream().toList();
      assertTrue(samples.size() >= 3, samples::toString);
      assertTrue(samples.getFirst().at("/executed/default/count").longValue() < 50);
      assertEquals(
          report.at("/reconciliation/processors/default/count").longValue(),
          samples.getLast().at("/executed/default/count").longValue());
    }
  }

  @Test
  void pageOfARunInWhichNothingHappenedIsWhole() throws Exception {
    ParsedPage page = ParsedPage.of(empty(List.of()).toHtml());

    assertEquals(5, page.plots());
    assertTrue(page.text().contains("Interrupted; nothing wrong so far."));
  }

  @Test
  void whatCameFromOutsideStaysText() throws Exception {
    String finding = "1 payments failed: </p><script>alert(\"x\")</script> \u0000";

    ParsedPage page = ParsedPage.of(empty(List.of(finding)).toHtml());

    assertEquals(0, page.elements("script", ""));
    assertTrue(page.text().contains("<script>alert(\"x\")</script> \uFFFD"));
  }

  @Test
  void pageNeedsNothingElse() {
    String html = empty(List.of()).toHtml();

    List.of("src=", "href=", "url(", "@import", "<script", "<link")
        .forEach(reference -> assertFalse(html.contains(reference), reference));
  }

  private static String millis(JsonNode latency, String field) {
    return String.format(Locale.ROOT, "%.2f", latency.path(field).longValue() / 1000.0);
  }

  private static BenchReport empty(List<String> findings) {
    return new BenchReport(
        BenchReport.FORMAT_VERSION,
        new BenchReport.Run("http://localhost:1", "1970-01-01T00:00:00Z", 0, 1, 0, true),
        new BenchReport.Load(0, 0, 0, 0, 0, Map.of()),
        new BenchReport.Latencies(NONE, NONE, NONE),
        null,
        List.of(),
        0,
        null,
        null,
        findings,
        List.of(),
        List.of(),
        1,
        ScheduleFile.publicTest());
  }

  private static BenchReport run(FakeWorld world) throws NotReadyException {
    return new BenchRun(
            world.targets(),
            ScheduleFile.parse(SCHEDULE),
            0,
            42,
            InstantSource.system(),
            new StopSignal(),
            UNSEEN)
        .run();
  }
}
