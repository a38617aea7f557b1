package dev.rinha.service.config;

import dev.rinha.core.faults.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileFuzzTest {

  @TempDir private Path folder;

  @Test
  void fileOfAnyShapeIsReadOrRefusedInOneLine() {
    Path file = folder.resolve("some.properties");
    Mutations.ofTexts(
        List.of(
            "server.port=9999\nredis.address=localhost:6379,h:1\nmode=worker\n",
            "processors.names=a,b\nprocessors.a.fee=0.05\nprocessors.b.fee=0.1\n",
            "processors.default.headers=A: b\\nC: d\nretention.settled=90h\n"),
        content -> {
          write(file, content);
          try {
            var _ =
                ServiceConfig.from(
                    Configuration.load(Map.of("config-file", file.toString()), Map.of()));
          } catch (ConfigException e) {
            if (String.valueOf(e.getMessage()).lines().count() != 1) {
              throw e;
            }
          }
        });
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
