package dev.rinha.cli.simulate;

import dev.rinha.bench.plot.Background;
import dev.rinha.bench.plot.Colour;
import dev.rinha.bench.plot.Lanes;
import dev.rinha.bench.plot.Layer;
import dev.rinha.bench.plot.Picture;
import dev.rinha.bench.plot.Plot;
import dev.rinha.bench.plot.Scale;
import dev.rinha.bench.plot.Series;
import dev.rinha.bench.plot.TimeAxis;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.RoutingReport.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Backlog and routing over time as one picture: a lane per processor with its troubles, the
 * payments that wait as a line, and the requests to the processors as stacked areas with the
 * arrivals as a dashed line. Behind both it is the darker the more processors fail.
 */
final class SvgPlot {

  private static final List<Colour> COLOURS =
      List.of(Colour.GREEN, Colour.VIOLET, Colour.BLUE, Colour.AMBER);

  private final LoadSchedule schedule;
  private final List<Second> seconds;
  private final TimeAxis time;

  private SvgPlot(LoadSchedule schedule, RoutingReport report) {
    this.schedule = schedule;
    this.seconds = report.seconds();
    this.time = new TimeAxis(seconds.size(), 1);
  }

  static String of(LoadSchedule schedule, RoutingReport report, String title) {
    SvgPlot plot = new SvgPlot(schedule, report);
    return Picture.of(
        title,
        List.of(
            new Picture.Part("processors", plot.lanes()),
            new Picture.Part("payments waiting", plot.backlog()),
            new Picture.Part("requests per second", plot.sent())));
  }

  private Lanes lanes() {
    return new Lanes(
        time,
        schedule.processors().stream()
            .map(plan -> new Lanes.Lane(plan.name(), spans(plan)))
            .toList(),
        List.of());
  }

  private List<Lanes.Span> spans(ProcessorPlan plan) {
    List<Lanes.Span> spans = new ArrayList<>();
    List<Phase> phases = plan.phases();
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      double to = i + 1 < phases.size() ? phases.get(i + 1).fromMillis() / 1000.0 : time.seconds();
      spans.add(
          new Lanes.Span(
              phase.fromMillis() / 1000.0, to, phase.delayMillis(), phase.failing(), ""));
    }
    return spans;
  }

  private Background backdrop() {
    return new Background(
        schedule.processors().stream()
            .flatMap(plan -> spans(plan).stream())
            .filter(Lanes.Span::failing)
            .map(span -> new Background.Shade(span.from(), span.to()))
            .toList(),
        List.of());
  }

  private Plot backlog() {
    Series waiting = series("waiting", Colour.INK, Second::backlog);
    return plot(Scale.upTo(waiting.most()), List.of(new Layer.Line(waiting, false)));
  }

  private Plot sent() {
    List<Series> areas = new ArrayList<>();
    for (ProcessorPlan plan : schedule.processors()) {
      areas.add(
          series(
              "to " + plan.name(),
              COLOURS.get(areas.size() % COLOURS.size()),
              second -> second.sent().getOrDefault(plan.name(), 0L)));
    }
    Series arrivals = series("arrivals", Colour.INK, Second::arrived);
    Layer.Stack stack = new Layer.Stack(areas);
    return plot(
        Scale.upTo(Math.max(arrivals.most(), stack.most())),
        List.of(stack, new Layer.Line(arrivals, true)));
  }

  private Plot plot(Scale scale, List<Layer> layers) {
    return new Plot(time, scale, layers, backdrop(), List.of());
  }

  private Series series(String name, Colour colour, ToLongFunction<Second> value) {
    return new Series(
        name, colour, seconds.stream().map(second -> (double) value.applyAsLong(second)).toList());
  }
}
