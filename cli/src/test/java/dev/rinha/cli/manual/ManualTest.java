package dev.rinha.cli.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.RinhaCli;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ManualTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void everyCommandHasAPage() throws IOException {
    CommandRun run = CommandRun.of("man", "--to", folder.toString());

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    requirePages(RinhaCli.commandLine());
  }

  private void requirePages(CommandLine command) throws IOException {
    String name = command.getCommandSpec().qualifiedName("-");
    String page = Files.readString(folder.resolve(name + ".1"));
    assertTrue(page.contains(".SH EXAMPLES"), page);
    for (String heading : page.lines().filter(line -> line.startsWith(".TP")).toList()) {
      assertEquals(".TP", heading);
    }
    for (CommandLine subcommand : command.getSubcommands().values()) {
      requirePages(subcommand);
    }
  }

  @Test
  void pageOfACommandSaysWhatItsHelpSays() {
    CommandRun run = CommandRun.of("man", "config", "show");

    assertTrue(
        run.out().contains("rinha\\-cli\\-config\\-show \\- Prints every setting"), run::out);
    assertTrue(run.out().contains("\\fB\\-o, \\-\\-output FORMAT\\fR"), run::out);
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, CommandRun.of("completion", "bash").out());

    assertEquals("summary", completed(script, "su"));
    assertTrue(completed(script, "summary", "--b").contains("--bucket"));
  }

  private static String completed(Path script, String... words)
      throws IOException, InterruptedException {
    String command =
        "source %s; COMP_WORDS=(rinha-cli %s); COMP_CWORD=%s; _complete_rinha-cli; echo ${COMPREPLY[@]}"
            .formatted(script, String.join(" ", words), words.length);
    Process bash = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return answer.strip();
  }
}
