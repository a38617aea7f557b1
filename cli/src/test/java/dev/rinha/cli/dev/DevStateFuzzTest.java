package dev.rinha.cli.dev;

import dev.rinha.core.faults.Mutations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevStateFuzzTest {

  @TempDir private Path data;

  @Test
  void stateOfAnyShapeIsReadOrRefused() throws IOException {
    new DevState("http://127.0.0.1:9999", Map.of("redis.address", "127.0.0.1:6379")).write(data);
    Path file = DevState.file(data);
    byte[] sample = Files.readAllBytes(file);
    Mutations.of(
        List.of(sample),
        content -> {
          try {
            Files.write(file, content);
            var _ = DevState.read(data);
          } catch (IOException e) {
            // It says what is wrong.
          }
        });
  }
}
