package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.cli.basics.Terminal.Size;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TerminalTest {

  @Test
  void colourAndAnimationAreForTerminalsOnly() {
    assertEquals(new Terminal(true, true, true), Terminal.of(true, "xterm", null));
    assertEquals(Terminal.NONE, Terminal.of(false, "xterm", null));
  }

  @Test
  void noColorForbidsColourAndLeavesTheAnimation() {
    assertEquals(new Terminal(true, true, false), Terminal.of(true, "xterm", "1"));
    assertEquals(new Terminal(true, true, true), Terminal.of(true, "xterm", ""));
  }

  @Test
  void dumbTerminalGetsNeither() {
    assertEquals(new Terminal(true, false, false), Terminal.of(true, "dumb", null));
  }

  @Test
  void sizeIsWhatTheTerminalSaysAndTheUsualOneIfItDoesNot() {
    assertEquals(new Size(200, 50), Terminal.size("50 200\n"));
    assertEquals(new Size(80, 24), Terminal.size("0 0\n"));
    assertEquals(new Size(80, 24), Terminal.size(""));
    assertEquals(new Size(20, 5), Terminal.size("1 3\n"));
  }

  @Test
  void blocksAreShownWhereTheCharsetHasThem() {
    assertEquals(true, Terminal.shows(StandardCharsets.UTF_8));
    assertEquals(false, Terminal.shows(StandardCharsets.US_ASCII));
  }
}
