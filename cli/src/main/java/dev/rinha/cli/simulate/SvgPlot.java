package dev.rinha.cli.simulate;

import dev.rinha.core.simulation.schedule.LoadSchedule;
import dev.rinha.core.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.core.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.core.simulation.schedule.RoutingReport;
import dev.rinha.core.simulation.schedule.RoutingReport.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;

/**
 * Backlog and routing over time as one SVG that needs nothing else: the payments that wait as a
 * line, the requests to the processors as stacked areas with the arrivals as a dashed line, and a
 * lane per processor that is red while it fails and the deeper amber the slower it is.
 */
final class SvgPlot {

  private static final int WIDTH = 960;
  private static final int LEFT = 80;
  private static final int RIGHT = 20;
  private static final int PLOT_WIDTH = WIDTH - LEFT - RIGHT;
  private static final int LANE_HEIGHT = 16;
  private static final int LANES_TOP = 64;
  private static final int PLOT_HEIGHT = 170;
  private static final int GAP = 44;
  private static final double DEEPEST_AMBER_MILLIS = 5_000;
  private static final List<String> COLOURS = List.of("#2a9d5c", "#7b4fc9", "#1f8fb8", "#b8860b");
  private static final String RED = "#d63c3c";
  private static final String AMBER = "#e08a00";
  private static final String INK = "#333333";

  private final LoadSchedule schedule;
  private final List<Second> seconds;
  private final String title;
  private final StringBuilder svg = new StringBuilder();

  private SvgPlot(LoadSchedule schedule, RoutingReport report, String title) {
    this.schedule = schedule;
    this.seconds = report.seconds();
    this.title = title;
  }

  static String of(LoadSchedule schedule, RoutingReport report, String title) {
    SvgPlot plot = new SvgPlot(schedule, report, title);
    plot.draw();
    return plot.svg.toString();
  }

  private void draw() {
    int backlogTop = LANES_TOP + schedule.processors().size() * (LANE_HEIGHT + 4) + GAP;
    int sentTop = backlogTop + PLOT_HEIGHT + GAP;
    int height = sentTop + PLOT_HEIGHT + GAP;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" fill=\"%s\">",
        WIDTH, height, WIDTH, height, INK);
    add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", WIDTH, height);
    add("<text x=\"%d\" y=\"28\" font-size=\"16\">%s</text>", LEFT, escaped(title));
    lanes();
    shade(backlogTop);
    shade(sentTop);
    backlog(backlogTop);
    sent(sentTop);
    timeAxis(sentTop + PLOT_HEIGHT);
    svg.append("</svg>\n");
  }

  private void lanes() {
    add(
        "<text x=\"%d\" y=\"%d\">red: failing; amber: slow, the deeper the slower</text>",
        LEFT, 52);
    int top = LANES_TOP;
    for (ProcessorPlan plan : schedule.processors()) {
      label(top + LANE_HEIGHT - 4, escaped(plan.name()));
      box(0, seconds.size(), top, LANE_HEIGHT, "#e9f3ec", 1);
      for (Span span : spans(plan)) {
        if (span.phase().failing()) {
          box(span.from(), span.to(), top, LANE_HEIGHT, RED, 1);
        } else if (span.phase().delayMillis() > 0) {
          box(span.from(), span.to(), top, LANE_HEIGHT, AMBER, amber(span.phase()));
        }
      }
      top += LANE_HEIGHT + 4;
    }
  }

  private static double amber(Phase phase) {
    return Math.clamp(phase.delayMillis() / DEEPEST_AMBER_MILLIS, 0.08, 1);
  }

  /** Makes the plot itself darker for each processor that fails. */
  private void shade(int top) {
    for (ProcessorPlan plan : schedule.processors()) {
      for (Span span : spans(plan)) {
        if (span.phase().failing()) {
          box(span.from(), span.to(), top, PLOT_HEIGHT, RED, 0.1);
        }
      }
    }
  }

  private void backlog(int top) {
    long most = Math.max(1, most(second -> seconds.get(second).backlog()));
    heading(top, "payments waiting", most);
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
        points(second -> seconds.get(second).backlog(), most, top), INK);
    frame(top);
  }

  private void sent(int top) {
    long most =
        Math.max(
            1,
            Math.max(
                most(second -> seconds.get(second).arrived()),
                most(second -> sentUpTo(schedule.processors().size(), second))));
    heading(top, "requests per second", most);
    for (int i = schedule.processors().size(); i > 0; i--) {
      int upTo = i;
      add(
          "<polygon points=\"%s,%d %s %s,%d\" fill=\"%s\"/>",
          number(x(0)),
          top + PLOT_HEIGHT,
          points(second -> sentUpTo(upTo, second), most, top),
          number(x(seconds.size())),
          top + PLOT_HEIGHT,
          COLOURS.get((i - 1) % COLOURS.size()));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"4 3\"/>",
        points(second -> seconds.get(second).arrived(), most, top), INK);
    legend(top - 8);
    frame(top);
  }

  /** Requests to the first so many processors, which is the upper edge of a stacked area. */
  private long sentUpTo(int processors, int second) {
    long sum = 0;
    for (ProcessorPlan plan : schedule.processors().subList(0, processors)) {
      sum += seconds.get(second).sent().getOrDefault(plan.name(), 0L);
    }
    return sum;
  }

  private void legend(int y) {
    int x = LEFT + 150;
    for (int i = 0; i < schedule.processors().size(); i++) {
      String name = schedule.processors().get(i).name();
      String colour = COLOURS.get(i % COLOURS.size());
      add("<rect x=\"%d\" y=\"%d\" width=\"11\" height=\"11\" fill=\"%s\"/>", x, y - 10, colour);
      add("<text x=\"%d\" y=\"%d\">%s</text>", x + 16, y, escaped("to " + name));
      x += 46 + 7 * name.length();
    }
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-dasharray=\"4 3\"/>",
        x, y - 4, x + 20, y - 4, INK);
    add("<text x=\"%d\" y=\"%d\">arrivals</text>", x + 26, y);
  }

  private void heading(int top, String text, long most) {
    add("<text x=\"%d\" y=\"%d\">%s</text>", LEFT, top - 8, text);
    label(top + 10, Long.toString(most));
    label(top + PLOT_HEIGHT, "0");
  }

  private void frame(int top) {
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#bbbbbb\"/>",
        LEFT, top, PLOT_WIDTH, PLOT_HEIGHT);
  }

  private void timeAxis(int bottom) {
    int step = seconds.size() > 120 ? 30 : 10;
    for (int second = 0; second <= seconds.size(); second += step) {
      add(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d s</text>",
          number(x(second)), bottom + 18, second);
    }
  }

  private void label(int y, String text) {
    add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 8, y, text);
  }

  private void box(double from, double to, int top, int height, String colour, double opacity) {
    add(
        "<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\" fill-opacity=\"%s\"/>",
        number(x(from)), top, number(x(to) - x(from)), height, colour, opacity);
  }

  /** A value per second, drawn in the middle of the second and level to both ends. */
  private String points(IntToLongFunction value, long most, int top) {
    List<String> points = new ArrayList<>();
    points.add(point(0, value.applyAsLong(0), most, top));
    for (int second = 0; second < seconds.size(); second++) {
      points.add(point(second + 0.5, value.applyAsLong(second), most, top));
    }
    points.add(point(seconds.size(), value.applyAsLong(seconds.size() - 1), most, top));
    return String.join(" ", points);
  }

  private String point(double second, long value, long most, int top) {
    return number(x(second))
        + ","
        + number(top + PLOT_HEIGHT - (double) PLOT_HEIGHT * value / most);
  }

  private long most(IntToLongFunction value) {
    long most = 0;
    for (int second = 0; second < seconds.size(); second++) {
      most = Math.max(most, value.applyAsLong(second));
    }
    return most;
  }

  private double x(double second) {
    return LEFT + PLOT_WIDTH * second / seconds.size();
  }

  /** A phase with its end, in seconds. */
  private record Span(double from, double to, Phase phase) {}

  private List<Span> spans(ProcessorPlan plan) {
    List<Span> spans = new ArrayList<>();
    List<Phase> phases = plan.phases();
    for (int i = 0; i < phases.size(); i++) {
      double from = phases.get(i).fromMillis() / 1000.0;
      double to = i + 1 < phases.size() ? phases.get(i + 1).fromMillis() / 1000.0 : seconds.size();
      if (from < seconds.size()) {
        spans.add(new Span(from, Math.min(to, seconds.size()), phases.get(i)));
      }
    }
    return spans;
  }

  private void add(String pattern, Object... values) {
    svg.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
