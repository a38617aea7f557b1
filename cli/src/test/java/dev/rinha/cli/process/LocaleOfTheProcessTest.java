package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Words and digits that libraries choose; our own are in {@code LocaleTest}. */
final class LocaleOfTheProcessTest {

  @Test
  void librariesWriteDigitsTheSameInEveryLocale() {
    List<String> cairo =
        List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab");
    try (JavaProcess tool =
        new JavaProcess("locale", Map.of(), cairo, List.of("summary", "something"))) {
      tool.start();
      Waiting.until(() -> !tool.running(), Duration.ofSeconds(40), tool::output);

      assertTrue(
          tool.output().contains("Unmatched argument at index 1: 'something'"), tool::output);
    }
  }
}
