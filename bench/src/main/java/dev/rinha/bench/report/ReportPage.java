package dev.rinha.bench.report;

import dev.rinha.bench.load.ConsistencyCheck;
import dev.rinha.bench.load.Latency;
import dev.rinha.bench.page.Page;
import dev.rinha.bench.page.Page.Mood;
import dev.rinha.bench.page.Page.Table;
import dev.rinha.bench.page.Page.Tile;
import dev.rinha.bench.page.Page.Verdict;
import dev.rinha.bench.plot.Lanes.Span;
import dev.rinha.bench.reconciliation.Drain;
import dev.rinha.bench.reconciliation.Reconciliation;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The report as a page: verdict, the figures that matter, plots over time, and all as tables. */
final class ReportPage {

  private static final String NOTHING = "–";

  private final BenchReport report;
  private final RunTimeline timeline;

  private ReportPage(BenchReport report) {
    this.report = report;
    this.timeline = RunTimeline.of(report.perSecond(), report.samples());
  }

  static Page of(BenchReport report) {
    return new ReportPage(report).page();
  }

  private Page page() {
    List<Page.Block> blocks = new ArrayList<>(new ReportPlots(report, timeline).charts());
    ReportSections.of(report).stream()
        .sorted(Comparator.comparing(section -> section.columns().isEmpty()))
        .forEach(section -> blocks.add(table(section)));
    blocks.add(stages());
    if (!report.checks().isEmpty()) {
      blocks.add(checks());
    }
    blocks.add(perSecond());
    return new Page("Benchmark: " + report.schedule().name(), lead(), verdict(), tiles(), blocks);
  }

  private List<String> lead() {
    BenchReport.Run run = report.run();
    return List.of(
        report.schedule().description(),
        extent(),
        String.format(
            Locale.ROOT,
            "%s · %s · %.1f s of load · started %s",
            ReportSections.mode(report),
            run.url(),
            run.tookMillis() / 1000.0,
            Instant.parse(run.startedAt()).truncatedTo(ChronoUnit.SECONDS)));
  }

  /** What was run, which options may have made shorter or smaller than the schedule's file. */
  private String extent() {
    Schedule schedule = report.schedule();
    IntSummaryStatistics users =
        IntStream.rangeClosed(0, schedule.seconds())
            .map(second -> schedule.usersAt(second * 1_000L))
            .summaryStatistics();
    String length = things(schedule.seconds(), "second");
    String stages = things(schedule.stages().size(), "stage");
    return report.run().closedLoopConnections() > 0
        ? length + ", " + stages
        : "%s, %s to %s, %s"
            .formatted(length, users.getMin(), things(users.getMax(), "user"), stages);
  }

  private Verdict verdict() {
    Mood mood = report.findings().isEmpty() ? Mood.GOOD : Mood.BAD;
    return new Verdict(
        report.run().interrupted() && mood == Mood.GOOD ? Mood.NEUTRAL : mood,
        ReportSections.verdict(report),
        report.findings());
  }

  private List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    Score score = report.score();
    if (score != null) {
      tiles.add(
          new Tile(
              "Score",
              score.points().toPlainString(),
              "bonus " + score.bonus().toPlainString() + ", fine " + score.fine().toPlainString(),
              score.disqualified() ? Mood.BAD : Mood.NEUTRAL));
    }
    Latency latency = report.latencies().allRequests();
    tiles.add(
        new Tile(
            "p99 of all requests",
            ReportSections.millis(latency.p99Micros()) + " ms",
            "p50 " + ReportSections.millis(latency.p50Micros()) + " ms",
            Mood.NEUTRAL));
    BenchReport.Load load = report.load();
    tiles.add(
        new Tile(
            "Accepted",
            Long.toString(load.accepted()),
            load.acceptedPerSecond() + " per second",
            Mood.NEUTRAL));
    tiles.add(count("Failed", load.failed(), "refused " + load.refused()));
    addDrained(tiles);
    addReconciled(tiles);
    if (!report.checks().isEmpty()) {
      tiles.add(
          count(
              "Inconsistencies",
              report.inconsistencies(),
              "in " + report.checks().size() + " checks"));
    }
    return tiles;
  }

  private void addDrained(List<Tile> tiles) {
    Drain drain = report.drain();
    if (drain != null) {
      tiles.add(
          new Tile(
              "Drained",
              drain.complete() ? drain.tookMillis() + " ms" : "not all",
              drain.unsettledAtLoadEnd() + " left when the load ended",
              drain.complete() ? Mood.GOOD : Mood.BAD));
    }
  }

  private void addReconciled(List<Tile> tiles) {
    Reconciliation found = report.reconciliation();
    if (found == null) {
      return;
    }
    tiles.add(
        count(
            "Lost or doubled",
            found.lost() + found.doubled(),
            found.settledOnce() + " executed once"));
    OptionalDouble fallback = report.fallbackPercent();
    tiles.add(
        new Tile(
            "At the fallback",
            fallback.isPresent()
                ? String.format(Locale.ROOT, "%.2f %%", fallback.getAsDouble())
                : NOTHING,
            found.processors().fallback().count() + " payments",
            Mood.NEUTRAL));
  }

  private static String things(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }

  /** A figure that should be zero. */
  private static Tile count(String name, long count, String note) {
    return new Tile(name, Long.toString(count), note, count == 0 ? Mood.GOOD : Mood.BAD);
  }

  private static Table table(ReportSection section) {
    List<String> columns = new ArrayList<>();
    columns.add("");
    columns.addAll(section.columns());
    List<List<String>> rows = new ArrayList<>();
    for (ReportSection.Row row : section.rows()) {
      List<String> cells = new ArrayList<>();
      cells.add(row.name());
      cells.addAll(row.values());
      rows.add(cells);
    }
    return new Table(section.heading(), columns, rows, false, section.notes());
  }

  private Table stages() {
    Both<List<Span>> spans = ReportPlots.spans(report.schedule(), report.schedule().seconds());
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < spans.primary().size(); i++) {
      rows.add(
          List.of(
              report.schedule().stages().get(i).second() + " s",
              spans.primary().get(i).words(),
              spans.fallback().get(i).words()));
    }
    return new Table(
        "stages of the schedule",
        List.of("from", "default", "fallback"),
        rows,
        false,
        rows.isEmpty() ? List.of("None: both processors were healthy all the time.") : List.of());
  }

  private Table checks() {
    return new Table(
        "consistency checks",
        List.of(
            "at",
            "backend: default",
            "backend: fallback",
            "processor: default",
            "processor: fallback",
            "found"),
        report.checks().stream().map(ReportPage::row).toList(),
        false,
        List.of("Payments in the window that was compared; off by so many."));
  }

  private static List<String> row(ConsistencyCheck check) {
    return List.of(
        check.second() + " s",
        Long.toString(check.backend().primary().count()),
        Long.toString(check.backend().fallback().count()),
        Long.toString(check.processors().primary().count()),
        Long.toString(check.processors().fallback().count()),
        check.isClean() ? "consistent" : ReportSections.words(check));
  }

  private Table perSecond() {
    return new Table(
        timeline.columnSeconds() == 1
            ? "second by second"
            : "in steps of " + timeline.columnSeconds() + " s",
        List.of(
            "at",
            "users",
            "sent/s",
            "accepted/s",
            "failed/s",
            "p50 ms",
            "p90 ms",
            "p99 ms",
            "max ms",
            "to default/s",
            "to fallback/s",
            "backlog"),
        timeline.columns().stream().map(ReportPage::row).toList(),
        true,
        List.of());
  }

  private static List<String> row(RunTimeline.Column column) {
    List<ToDoubleFunction<RunTimeline.Column>> counts =
        List.of(
            RunTimeline.Column::users,
            RunTimeline.Column::sent,
            RunTimeline.Column::accepted,
            RunTimeline.Column::failed);
    List<ToDoubleFunction<RunTimeline.Column>> latencies =
        List.of(
            RunTimeline.Column::p50Micros,
            RunTimeline.Column::p90Micros,
            RunTimeline.Column::p99Micros,
            RunTimeline.Column::maxMicros);
    List<String> row = new ArrayList<>();
    row.add(column.second() + " s");
    counts.forEach(count -> row.add(count(count.applyAsDouble(column))));
    latencies.forEach(latency -> row.add(millis(latency.applyAsDouble(column))));
    row.add(count(column.executed().primary()));
    row.add(count(column.executed().fallback()));
    row.add(count(column.backlog()));
    return row;
  }

  private static String count(double value) {
    return Double.isNaN(value) ? NOTHING : Long.toString(Math.round(value));
  }

  private static String millis(double micros) {
    return Double.isNaN(micros) ? NOTHING : ReportSections.millis(Math.round(micros));
  }
}
