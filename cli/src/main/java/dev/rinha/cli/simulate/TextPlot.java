package dev.rinha.cli.simulate;

import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import dev.rinha.simulation.schedule.RoutingReport;
import dev.rinha.simulation.schedule.RoutingReport.Second;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Help.Ansi;

/**
 * Backlog and routing over time as text: how many payments wait, how many requests each processor
 * gets, and below each what it suffered from. A column shows the most of the seconds it stands for.
 */
final class TextPlot {

  /** Slower than this counts as trouble. */
  private static final long SLOW_MILLIS = 100;

  private static final int LABEL_WIDTH = 9;
  private static final int MIN_COLUMNS = 20;
  private static final int MAX_COLUMNS = 150;
  private static final int BACKLOG_ROWS = 6;
  private static final int SENT_ROWS = 4;
  private static final List<String> COLOURS = List.of("green", "magenta", "cyan", "yellow");

  private final LoadSchedule schedule;
  private final List<Second> seconds;
  private final int columns;
  private final Glyphs glyphs;
  private final Ansi ansi;
  private final List<String> lines = new ArrayList<>();

  private TextPlot(
      LoadSchedule schedule, RoutingReport report, int width, Glyphs glyphs, Ansi ansi) {
    this.schedule = schedule;
    this.seconds = report.seconds();
    this.columns = Math.clamp(width - LABEL_WIDTH - 2L, MIN_COLUMNS, MAX_COLUMNS);
    this.glyphs = glyphs;
    this.ansi = ansi;
  }

  /**
   * @param width of the terminal, in characters
   */
  static List<String> lines(
      LoadSchedule schedule, RoutingReport report, int width, Glyphs glyphs, Ansi ansi) {
    TextPlot plot = new TextPlot(schedule, report, width, glyphs, ansi);
    plot.draw();
    return plot.lines;
  }

  private void draw() {
    lines.add("payments waiting");
    chart(BACKLOG_ROWS, "red", Second::backlog);
    List<ProcessorPlan> plans = schedule.processors();
    for (int i = 0; i < plans.size(); i++) {
      String name = plans.get(i).name();
      lines.add("requests per second to " + name);
      chart(
          SENT_ROWS,
          COLOURS.get(i % COLOURS.size()),
          second -> second.sent().getOrDefault(name, 0L));
      lines.add(labelled("", troubles(plans.get(i))));
    }
    timeAxis();
    lines.add(
        " ".repeat(LABEL_WIDTH + 1)
            + "%c healthy  %c slower than %s ms  %c failing"
                .formatted(glyphs.healthy(), glyphs.slow(), SLOW_MILLIS, glyphs.failing()));
  }

  private void chart(int rows, String colour, ToLongFunction<Second> quantity) {
    long[] values = new long[columns];
    for (int column = 0; column < columns; column++) {
      for (int second = first(column); second < end(column); second++) {
        values[column] = Math.max(values[column], quantity.applyAsLong(seconds.get(second)));
      }
    }
    long most = Arrays.stream(values).max().orElse(0);
    for (int row = rows - 1; row >= 0; row--) {
      String label = row == rows - 1 ? Long.toString(most) : row == 0 ? "0" : "";
      lines.add(labelled(label, coloured(colour, row(values, most, row, rows))));
    }
  }

  /** One row of a chart; whatever is above zero shows at least the smallest block. */
  private String row(long[] values, long most, int row, int rows) {
    StringBuilder cells = new StringBuilder();
    for (long value : values) {
      long filled = most == 0 ? 0 : Math.ceilDiv(value * rows * glyphs.steps(), most);
      cells.append(glyphs.cell(filled - (long) row * glyphs.steps()));
    }
    return cells.toString().stripTrailing();
  }

  private String troubles(ProcessorPlan plan) {
    StringBuilder cells = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      boolean failing = false;
      boolean slow = false;
      for (int second = first(column); second < end(column); second++) {
        Phase phase = ScheduledFaults.at(plan, second * 1000L);
        failing |= phase.failing();
        slow |= phase.delayMillis() > SLOW_MILLIS;
      }
      cells.append(failing ? glyphs.failing() : slow ? glyphs.slow() : glyphs.healthy());
    }
    return cells.toString();
  }

  private void timeAxis() {
    String end = seconds.size() + " s";
    lines.add(
        " ".repeat(LABEL_WIDTH + 1)
            + "0 s"
            + " ".repeat(Math.max(1, columns - "0 s".length() - end.length()))
            + end);
  }

  private String labelled(String label, String cells) {
    return " ".repeat(LABEL_WIDTH - label.length()) + label + glyphs.axis() + cells;
  }

  private String coloured(String colour, String text) {
    return text.isBlank() ? text : ansi.string("@|" + colour + " " + text + "|@");
  }

  private int first(int column) {
    return Math.toIntExact((long) column * seconds.size() / columns);
  }

  private int end(int column) {
    return Math.max(first(column) + 1, first(column + 1));
  }
}
