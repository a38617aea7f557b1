package dev.rinha.core.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SaidTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b", "\u009b", "\u0007", "\r\n", "\t", "\u2028", "\u202e", "\ud83d", "\u0000"
      })
  void whatSteersATerminalOrBreaksALineIsASpace(String steering) {
    assertEquals("no money", SaidText.of(steering + "no" + steering + "money" + steering));
  }

  @Test
  void longTextIsCut() {
    assertEquals("x".repeat(200), SaidText.of("x".repeat(100_000)));
    assertEquals("é".repeat(200), SaidText.of("é".repeat(200)));
  }

  @Test
  void whateverProcessorsSayIsMadeFit() {
    String said = "\u001b[2J" + "x".repeat(1_000);

    for (String shown :
        List.of(
            new Outcome.NotSent(said).cause(),
            new Outcome.Rejected(400, said).detail(),
            new Outcome.Intercepted(said).cause(),
            new Outcome.Unknown(said).cause(),
            new Lookup.Unavailable(said).cause(),
            new HealthReport.Unreachable(said).cause())) {
      assertEquals(SaidText.of(said), shown);
    }
  }
}
