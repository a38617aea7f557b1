package dev.rinha.cli.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how the load goes: one line redrawn on a terminal, a plain line now and then elsewhere. */
final class Progress {

  private static final Duration REDRAW = Duration.ofMillis(500);
  private static final Duration PLAIN = Duration.ofSeconds(5);
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean terminal;
  private final int columns;

  /**
   * @param columns width of the terminal; a line that wraps could not be redrawn
   */
  Progress(PrintWriter out, boolean terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
  }

  /** Blocks until the load is over. */
  void follow(Measurements measurements, Schedule schedule, StopSignal loadIsOver) {
    while (!loadIsOver.await(terminal ? REDRAW : PLAIN)) {
      String line = line(measurements.now(), schedule);
      out.print(terminal ? CLEAR_LINE + fitting(line) : line + System.lineSeparator());
      out.flush();
    }
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  private String fitting(String line) {
    return line.substring(0, Math.min(line.length(), columns - 1));
  }

  void say(String line) {
    out.println(line);
    out.flush();
  }

  static String line(Measurements.Now now, Schedule schedule) {
    return String.format(
        Locale.ROOT,
        "%3d/%d s  users %d  sent %d  failed %d  p99 %.2f ms  inconsistencies %d  %s",
        now.elapsedMillis() / 1000,
        schedule.seconds(),
        now.users(),
        now.sent(),
        now.failed(),
        now.p99Micros() / 1000.0,
        now.inconsistencies(),
        schedule.stageAt(now.elapsedMillis()).map(Progress::stage).orElse(""));
  }

  private static String stage(Schedule.Stage stage) {
    return "[default "
        + conditions(stage.processors().primary())
        + ", fallback "
        + conditions(stage.processors().fallback())
        + "]";
  }

  private static String conditions(Schedule.Conditions conditions) {
    return conditions.delayMillis() + " ms" + (conditions.failing() ? " FAILING" : "");
  }
}
