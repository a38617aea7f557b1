package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.RinhaCli;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Words and digits that libraries choose; our own are in {@code LocaleTest}. */
final class LocaleOfTheProcessTest {

  /**
   * The tool, with a library that writes a number when it ends, as loggers do: not with a logger,
   * as those are closed at the same time.
   */
  static final class Library {

    private Library() {}

    public static void main(String[] arguments) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> System.err.println(MessageFormat.format("{0} connections", 1206))));
      RinhaCli.main(arguments);
    }
  }

  @Test
  void librariesWriteDigitsTheSameInEveryLocale() {
    List<String> cairo =
        List.of("-Duser.language=ar", "-Duser.country=EG", "-Duser.extensions=u-nu-arab");
    try (JavaProcess tool =
        new JavaProcess("locale", Map.of(), cairo, Library.class, List.of("--version"))) {
      tool.start();
      Waiting.until(() -> !tool.running(), Duration.ofSeconds(40), tool::output);

      assertTrue(tool.output().contains("1,206 connections"), tool::output);
    }
  }
}
