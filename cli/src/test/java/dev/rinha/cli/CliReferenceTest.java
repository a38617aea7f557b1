package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CliReferenceTest {

  @Test
  void referenceIsUpToDate() throws IOException {
    Path reference = Path.of("..", "docs", "cli.md");
    if (Boolean.getBoolean("rinha.docs.update")) {
      Files.writeString(reference, CliReference.markdown());
    }
    assertEquals(
        CliReference.markdown(),
        Files.readString(reference),
        "run: mvn -q -pl cli -am test -Dtest=CliReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Drinha.docs.update=true");
  }
}
