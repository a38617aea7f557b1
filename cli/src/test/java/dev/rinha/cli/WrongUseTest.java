package dev.rinha.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Wrong use gets one helpful line and the right exit code. */
class WrongUseTest {

  private record Run(int exitCode, String errors) {}

  static Stream<Arguments> wrongUse() {
    return Stream.of(
        arguments("sumary", ExitCode.USAGE, "Did you mean: rinha-cli summary?"),
        arguments("", ExitCode.USAGE, "which command?"),
        arguments("summary --from yesterday", ExitCode.USAGE, "--from must be an ISO-8601 time"),
        arguments(
            "summary --from 2025-01-02T00:00:00Z --to 2025-01-01T00:00:00Z",
            ExitCode.USAGE,
            "from must not be after to"),
        arguments("summary --redis nowhere:x", ExitCode.USAGE, "--redis"),
        arguments("summary --redis 127.0.0.1:1", ExitCode.UNREACHABLE, "127.0.0.1:1"),
        arguments("purge --redis 127.0.0.1:1", ExitCode.UNREACHABLE, "127.0.0.1:1"),
        arguments("processor --fee 2", ExitCode.USAGE, "fee"),
        arguments("bench --schedule nowhere.json", ExitCode.USAGE, "nowhere.json"));
  }

  @ParameterizedTest
  @MethodSource("wrongUse")
  void isExplained(String line, int exitCode, String explanation) {
    Run run = run(line.isEmpty() ? new String[0] : line.split(" "));

    assertEquals(exitCode, run.exitCode(), run.errors());
    assertTrue(run.errors().contains(explanation), run.errors());
  }

  @Test
  void portThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Run run = run("processor", "--port", Integer.toString(taken.getLocalPort()));

      assertEquals(ExitCode.INTERNAL_ERROR, run.exitCode());
      assertTrue(run.errors().contains(":" + taken.getLocalPort()), run.errors());
    }
  }

  private static Run run(String... arguments) {
    StringWriter errors = new StringWriter();
    CommandLine tool = RinhaCli.commandLine().setErr(new PrintWriter(errors, true));
    int exitCode = tool.execute(arguments);
    return new Run(exitCode, List.of(arguments) + ": " + errors);
  }
}
