package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Digits and letters are the same in every locale, also without the one that {@code main} sets.
 * That it stays so everywhere is checked by the compiler: Error Prone's {@code DefaultLocale}.
 */
@ParameterizedClass
@ValueSource(strings = {"de-DE", "ar-EG-u-nu-arab", "tr-TR"})
final class LocaleTest {

  private static final int PAYMENTS = 1_206;

  @TempDir private Path folder = Path.of("");
  @Parameter private String locale = "";
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void travel() {
    Locale.setDefault(Locale.forLanguageTag(locale));
  }

  @AfterEach
  void comeBack() {
    Locale.setDefault(before);
  }

  @Test
  void numbersOfAStoreAreWrittenAsEverywhere() {
    try (Planted planted = new Planted("test")) {
      planted.dead(PAYMENTS, "too old");

      assertSays("1,206 accepted, 0 settled", planted.run("status"));
      assertSays("1,206 payments, all accounted for", planted.run("doctor"));
    }
  }

  @Test
  void numbersOfAFileAreWrittenAsEverywhere() throws IOException {
    String line = "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":10}";
    Path file = folder.resolve("payments.ndjson");
    Files.write(file, Collections.nCopies(PAYMENTS, line));

    assertSays(
        "1,206 payments of 12060.00 in all",
        CommandRun.of(
            "replay", "file", file.toString(), "--to", "http://127.0.0.1:1", "--dry-run"));
  }

  @Test
  void simulationIsPrintedAsEverywhere() {
    List<String> here = simulation();
    Locale.setDefault(Locale.ROOT);

    assertEquals(simulation(), here);
  }

  /** Without the line that says how long it took. */
  private static List<String> simulation() {
    CommandRun run = CommandRun.of("simulate", "--plot", "-");
    return run.out().lines().filter(line -> !line.startsWith("simulated ")).toList();
  }

  private static void assertSays(String words, CommandRun run) {
    assertTrue((run.out() + run.err()).contains(words), run::toString);
    assertTrue(
        (run.out() + run.err()).chars().noneMatch(c -> c > 127 && Character.isDigit(c)),
        run::toString);
  }
}
