package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private static final long SECOND = 1_000_000_000;

  private final StringWriter shown = new StringWriter();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void barTellsPartRateAndRemainingTime() {
    assertEquals(
        "replaying [=====>    ]  55 %  5,500 of 10,000  500/s  9 s left",
        Progress.text("replaying", 5_500, 10_000, 11 * SECOND, 63));
  }

  @Test
  void barGivesWayWhereTheTerminalIsNarrow() {
    assertEquals(
        "replaying 100 %  10 of 10  10/s  0 s left",
        Progress.text("replaying", 10, 10, SECOND, 45));
  }

  @Test
  void unknownTotalHasNoBar() {
    assertEquals(
        "exporting  1,234,567  1,234,567/s",
        Progress.text("exporting", 1_234_567, Progress.UNKNOWN, SECOND, 79));
  }

  @Test
  void nothingIsDrawnWhereNobodyLooks() {
    try (Progress progress = progress(false)) {
      progress.at(5);
    }

    assertEquals("", shown.toString());
  }

  @Test
  void stepsAreDrawnNowAndThenAndTheBarIsTakenAwayAtTheEnd() {
    try (Progress progress = progress(true)) {
      for (int i = 0; i < 1_000; i++) {
        progress.step();
        nanos.addAndGet(1_000_000);
      }
    }

    long drawn = shown.toString().chars().filter(c -> c == '\r').count();
    assertEquals(6, drawn, shown::toString);
    assertTrue(shown.toString().endsWith("\r\u001b[2K"), shown::toString);
  }

  @Test
  void whatIsSaidGoesAboveTheLine() {
    StatusLine line = new StatusLine(new PrintWriter(shown), true, () -> 10);

    line.draw("a line that is too long");
    line.say("said");

    assertEquals(
        "\r\u001b[2Ka line th\r\u001b[2Ksaid" + System.lineSeparator() + "a line th",
        shown.toString());
  }

  private Progress progress(boolean animated) {
    StatusLine line = new StatusLine(new PrintWriter(shown), animated, () -> 80);
    return new Progress(line, "doing", 1_000, nanos::get);
  }
}
