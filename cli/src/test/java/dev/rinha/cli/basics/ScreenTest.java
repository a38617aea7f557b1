package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.load.StopSignal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScreenTest {

  private final StringWriter shown = new StringWriter();
  private final StopSignal stop = new StopSignal();
  private int frames;

  @Test
  void framesAreCutToTheTerminalAndTheLastOneStays() {
    screen(true).repeat(Duration.ofMillis(1), stop, this::frame);

    String text = shown.toString();
    assertTrue(text.startsWith("\u001b[?1049h"), text);
    assertTrue(text.contains("\u001b[H\u001b[31mframe 1, 12345678901\u001b[0m\u001b[K\r\n"), text);
    assertEquals(3, text.split("\u001b\\[J", -1).length - 1, text);
    assertTrue(text.endsWith("third line\nfourth\nfifth\nsixth\n"), text);
    assertTrue(text.contains("\u001b[?1049l\u001b[31mframe 3, "), text);
  }

  @Test
  void elsewhereFramesFollowEachOther() {
    screen(false).repeat(Duration.ofMillis(1), stop, this::frame);

    assertEquals(3 * 6, shown.toString().lines().count());
    assertEquals(-1, shown.toString().indexOf("\u001b[" + "H"));
  }

  @Test
  void sparklineShowsTheLargestInFullAndTheSmallestAtAll() {
    assertEquals(" ▁▄█", Sparkline.of(new long[] {0, 1, 500, 1_000}, 10, true));
    assertEquals("#%", Sparkline.of(new long[] {1, 7, 8, 2}, 2, false));
    assertEquals("  ", Sparkline.of(new long[] {0, 0}, 10, true));
  }

  private List<String> frame() {
    if (++frames == 3) {
      stop.raise();
    }
    return List.of(
        "\u001b[31mframe " + frames + ", 12345678901234567890\u001b[0m",
        "second",
        "third line",
        "fourth",
        "fifth",
        "sixth");
  }

  private Screen screen(boolean animated) {
    return new Screen(new PrintWriter(shown), animated, () -> new Terminal.Size(20, 5));
  }
}
