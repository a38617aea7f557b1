package dev.rinha.bench.schedule;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.faults.Mutations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleFileFuzzTest {

  @Test
  void scheduleOfAnyShapeIsReadOrRefused() throws IOException {
    try (InputStream in = ScheduleFile.class.getResourceAsStream("public.json")) {
      String text = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      Mutations.ofTexts(
          List.of(text),
          mutated -> {
            try {
              var _ = ScheduleFile.parse(mutated);
            } catch (InvalidScheduleException e) {
              // It says what is wrong.
            }
          });
    }
  }
}
