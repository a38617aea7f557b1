package dev.rinha.cli.replay;

import dev.rinha.core.faults.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayFilesFuzzTest {

  private static final String PAYMENT =
      "{\"correlationId\":\"4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3\",\"amount\":19.90}\n";

  @TempDir private Path folder;

  /** A line that is no payment is counted as one that cannot be read. */
  @Test
  void recordedPaymentsOfAnyShapeAreReadToTheEnd() {
    Path file = folder.resolve("payments.jsonl");
    Mutations.of(
        List.of(PAYMENT.repeat(3).getBytes(StandardCharsets.UTF_8)),
        content -> {
          try {
            Files.write(file, content);
            try (RecordedPayments recorded = RecordedPayments.open(file)) {
              for (var next = recorded.next(2); !next.isEmpty(); next = recorded.next(2)) {
                // On to the end.
              }
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void checkpointOfAnyShapeIsReadOrRefused() throws IOException {
    Path file = folder.resolve("checkpoint");
    new Checkpoint(
            URI.create("http://localhost:9999"),
            new RecordedPayments.Position(100, 2, "00ff"),
            new ReplayCounts(1, 1, 0, 0))
        .write(file);
    byte[] sample = Files.readAllBytes(file);
    Mutations.of(
        List.of(sample),
        content -> {
          try {
            Files.write(file, content);
            var _ = Checkpoint.read(file);
          } catch (IOException e) {
            // It says what is wrong.
          }
        });
  }
}
