package dev.rinha.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.FakeWorld;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ReportFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void fileThatCannotBeWrittenIsRefusedBeforeAnythingIsPurged() throws IOException {
    try (var world = new FakeWorld(FakeWorld.Behaviour.CORRECT)) {
      for (Path unwritable :
          List.of(folder, folder.resolve("missing/x.html"), Path.of("/proc/x.html"))) {
        var err = new StringWriter();

        List<String> options = new ArrayList<>(List.of(world.options()));
        options.addAll(List.of("--report", unwritable.toString()));
        int exitCode =
            new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(err))
                .execute(options.toArray(String[]::new));

        assertEquals(ExitCode.USAGE, exitCode, err::toString);
        String first = err.toString().lines().findFirst().orElse("");
        assertTrue(first.startsWith("--report ") && first.endsWith(unwritable.toString()), first);
      }
      assertEquals(List.of(), world.settings());
    }
  }

  @Test
  void fileIsReplacedWholeAndNothingElseIsLeft() throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), file);
    var reportFile = new ReportFile("--report", link);

    reportFile.requireWritable();
    assertEquals("old", Files.readString(file));
    reportFile.write("new");

    assertEquals("new", Files.readString(file));
    assertTrue(Files.isSymbolicLink(link));
    try (var files = Files.list(folder)) {
      assertEquals(2, files.count());
    }
  }
}
