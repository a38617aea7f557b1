package dev.rinha.cli.bench;

import dev.rinha.bench.RunProgress;
import dev.rinha.bench.load.LoadMeasurements;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Shows how the load goes: one line redrawn on a terminal, a plain line now and then elsewhere. */
final class LoadProgress implements RunProgress {

  private static final Duration REDRAW = Duration.ofMillis(500);
  private static final Duration PLAIN = Duration.ofSeconds(5);

  private final StatusLine status;

  LoadProgress(PrintWriter messages, Terminal terminal) {
    this.status = new StatusLine(messages, terminal);
  }

  @Override
  public void follow(LoadMeasurements measurements, Schedule schedule, StopSignal loadIsOver) {
    while (!loadIsOver.await(status.animated() ? REDRAW : PLAIN)) {
      String line = line(measurements.now(), schedule);
      if (status.animated()) {
        status.draw(line);
      } else {
        status.say(line);
      }
    }
    status.clear();
  }

  @Override
  public void say(String line) {
    status.say(line);
  }

  static String line(LoadMeasurements.Now now, Schedule schedule) {
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
        schedule.stageAt(now.elapsedMillis()).map(LoadProgress::stage).orElse(""));
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
