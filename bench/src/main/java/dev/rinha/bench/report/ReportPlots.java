package dev.rinha.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rinha.bench.page.Page.Chart;
import dev.rinha.bench.plot.Background;
import dev.rinha.bench.plot.Colour;
import dev.rinha.bench.plot.Lanes;
import dev.rinha.bench.plot.Lanes.Span;
import dev.rinha.bench.plot.Layer;
import dev.rinha.bench.plot.Plot;
import dev.rinha.bench.plot.Scale;
import dev.rinha.bench.plot.Series;
import dev.rinha.bench.plot.TimeAxis;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The report over time: troubles and checks first, then what they did to the payments. */
final class ReportPlots {

  private final BenchReport report;
  private final RunTimeline timeline;
  private final TimeAxis time;
  private final Background backdrop;

  ReportPlots(BenchReport report, RunTimeline timeline) {
    this.report = report;
    this.timeline = timeline;
    this.time = new TimeAxis(timeline.columns().size(), timeline.columnSeconds());
    this.backdrop = backdrop();
  }

  List<Chart> charts() {
    return List.of(
        new Chart("Stages and checks", missed(), lanes()),
        new Chart(
            "Latency of POST /payments, ms", "The scale is logarithmic." + steps(), latencies()),
        new Chart("Throughput, payments per second", "", throughput()),
        new Chart(
            "Routing: executed per second",
            "By the processors' own count, while the load ran and until all was drained.",
            routing()),
        new Chart(
            "Backlog: accepted, not executed",
            "Accepted payments that neither processor had executed at the end of the second.",
            backlog()));
  }

  private String missed() {
    return report.samplesMissed() == 0
        ? ""
        : "A processor did not say in time how much it had executed: "
            + report.samplesMissed()
            + " times; routing and backlog go straight from one answer to the next.";
  }

  private String steps() {
    return timeline.columnSeconds() == 1
        ? ""
        : " Each point is the worst second of " + timeline.columnSeconds() + ".";
  }

  private Lanes lanes() {
    Both<List<Span>> spans = spans(report.schedule(), loadSeconds());
    return new Lanes(
        time,
        List.of(
            new Lanes.Lane(Both.NAMES.primary(), spans.primary()),
            new Lanes.Lane(Both.NAMES.fallback(), spans.fallback())),
        report.checks().stream()
            .map(
                check ->
                    new Lanes.Check(
                        check.second(),
                        check.isClean(),
                        "check at "
                            + check.second()
                            + " s: "
                            + (check.isClean() ? "consistent" : ReportSections.words(check))))
            .toList());
  }

  /** After the load both processors are healthy again. */
  private double loadSeconds() {
    return Math.min(report.run().tookMillis() / 1000.0, report.schedule().seconds());
  }

  private Background backdrop() {
    Both<List<Span>> spans = spans(report.schedule(), loadSeconds());
    return new Background(
        Stream.of(spans.primary(), spans.fallback())
            .flatMap(List::stream)
            .filter(Span::failing)
            .map(span -> new Background.Shade(span.from(), span.to()))
            .toList(),
        report.checks().stream()
            .filter(check -> !check.isClean())
            .map(check -> (double) check.second())
            .toList());
  }

  /** What both processors go through, one span for each stage of the schedule. */
  static Both<List<Span>> spans(Schedule schedule, double endSecond) {
    return new Both<>(
        spans(schedule, endSecond, Both::primary), spans(schedule, endSecond, Both::fallback));
  }

  private static List<Span> spans(
      Schedule schedule,
      double endSecond,
      Function<Both<Schedule.Conditions>, Schedule.Conditions> processor) {
    List<Span> spans = new ArrayList<>();
    List<Schedule.Stage> stages = schedule.stages();
    for (int i = 0; i < stages.size(); i++) {
      Schedule.Conditions conditions = processor.apply(stages.get(i).processors());
      double next = i + 1 < stages.size() ? stages.get(i + 1).second() : endSecond;
      JsonNode faults = conditions.faults();
      spans.add(
          new Span(
              stages.get(i).second(),
              Math.min(next, endSecond),
              conditions.delayMillis(),
              conditions.failing(),
              faults == null || faults.isEmpty() ? "" : "faults " + faults));
    }
    return spans;
  }

  private Plot latencies() {
    List<Layer> layers =
        List.of(
            new Layer.Dots(millis("max", Colour.INK, RunTimeline.Column::maxMicros)),
            new Layer.Line(millis("p99", Colour.INK, RunTimeline.Column::p99Micros), false),
            new Layer.Line(millis("p90", Colour.AMBER, RunTimeline.Column::p90Micros), false),
            new Layer.Line(millis("p50", Colour.BLUE, RunTimeline.Column::p50Micros), false));
    return plot(
        latencyScale(),
        layers,
        column ->
            String.format(
                Locale.ROOT,
                "p50 %.2f, p90 %.2f, p99 %.2f, max %.2f ms",
                column.p50Micros() / 1000,
                column.p90Micros() / 1000,
                column.p99Micros() / 1000,
                column.maxMicros() / 1000));
  }

  private Scale latencyScale() {
    double least = known(RunTimeline.Column::p50Micros).min().orElse(100) / 1000;
    double most = known(RunTimeline.Column::maxMicros).max().orElse(100_000) / 1000;
    return Scale.powersOfTen(least, most);
  }

  private DoubleStream known(ToDoubleFunction<RunTimeline.Column> value) {
    return timeline.columns().stream().mapToDouble(value).filter(micros -> micros > 0);
  }

  private Plot throughput() {
    Series accepted = series("accepted", Colour.GREEN, RunTimeline.Column::accepted);
    Series sent = series("sent", Colour.INK, RunTimeline.Column::sent);
    Series failed = series("failed", Colour.RED, RunTimeline.Column::failed);
    return plot(
        Scale.upTo(Math.max(Math.max(sent.most(), accepted.most()), failed.most())),
        List.of(
            new Layer.Stack(List.of(accepted)), new Layer.Bars(failed), new Layer.Line(sent, true)),
        column ->
            String.format(
                Locale.ROOT,
                "sent %.0f, accepted %.0f, failed %.0f, users %.0f",
                column.sent(),
                column.accepted(),
                column.failed(),
                column.users()));
  }

  private Plot routing() {
    var stack =
        new Layer.Stack(
            List.of(
                series("default", Colour.GREEN, column -> column.executed().primary()),
                series("fallback", Colour.VIOLET, column -> column.executed().fallback())));
    return plot(
        Scale.upTo(stack.most()),
        List.of(stack),
        column ->
            String.format(
                Locale.ROOT,
                "default %.0f, fallback %.0f per second",
                column.executed().primary(),
                column.executed().fallback()));
  }

  private Plot backlog() {
    Series waiting = series("waiting", Colour.AMBER, RunTimeline.Column::backlog);
    return plot(
        Scale.upTo(waiting.most()),
        List.of(new Layer.Stack(List.of(waiting))),
        column -> String.format(Locale.ROOT, "backlog %.0f", column.backlog()));
  }

  private Plot plot(Scale scale, List<Layer> layers, Function<RunTimeline.Column, String> hint) {
    List<String> hints =
        timeline.columns().stream()
            .map(column -> column.second() + " s: " + hint.apply(column).replace("NaN", "–"))
            .toList();
    return new Plot(time, scale, layers, backdrop, hints);
  }

  private Series millis(String name, Colour colour, ToDoubleFunction<RunTimeline.Column> micros) {
    return series(name, colour, column -> micros.applyAsDouble(column) / 1000);
  }

  private Series series(String name, Colour colour, ToDoubleFunction<RunTimeline.Column> value) {
    return new Series(name, colour, timeline.columns().stream().map(value::applyAsDouble).toList());
  }
}
