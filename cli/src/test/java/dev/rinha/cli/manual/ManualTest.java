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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

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

  /** {@code =} is a word of its own for bash, and a part of the word for zsh. */
  @ParameterizedTest
  @CsvSource({
    "su, summary",
    "summary --b, --bucket",
    "completion '', bash zsh fish",
    "queue pause --processor '', default fallback",
    "queue pause --processor = f, fallback",
    "queue pause --processor =, default fallback",
    "queue pause --processor=f, --processor=fallback",
    "simulate --policy cheapest, cheapest-in-time cheapest-only",
    "simulate --policy = w, weighted-split",
    "summary --fee d, default=",
    "serve --routing.p, --routing.policy --routing.price-of-time --routing.patience",
    "serve --routing.policy = w, weighted-split",
    "serve --mode '', api worker standalone",
    "dev --routing.health-checks=t, --routing.health-checks=true",
    "config show --processors.fallback.u, --processors.fallback.url",
    "serve --processors.fallback.h, --processors.fallback.headers-file"
  })
  void bashCompletesCommandsOptionsNamesAndSettings(String typed, String offered)
      throws IOException, InterruptedException {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, CommandRun.of("completion", "bash").out());

    assertEquals(offered, completed(script, typed));
  }

  private static String completed(Path script, String typed)
      throws IOException, InterruptedException {
    String command =
        "source '%s'; COMP_WORDS=(rinha-cli %s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _rinha_cli 2> /dev/null;"
                .formatted(script, typed)
            + " echo ${COMPREPLY[@]}";
    Process bash = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return answer.strip();
  }

  @Test
  void fishCompletesWhatTheOthersDo() {
    String script = CommandRun.of("completion", "fish").out();

    requireOffered(script, RinhaCli.commandLine(), "__rinha-cli_at");
    assertOffers(script, "queue pause", " -l processor -x -a 'default fallback'");
    assertOffers(script, "summary", " -l fee -x -a 'default= fallback='");
    assertOffers(script, "serve", " -l routing.policy -x -a 'cheapest-in-time cheapest-only ");
    assertOffers(script, "config validate", " -l processors.fallback.url -x -d");
    assertOffers(script, "simulate", " -l schedule -r -F -d");
    assertOffers(script, "replay file", " -F -d 'The file'");
    assertTrue(script.contains(" -d 'The worker\\'s TCP port.'"), script);
  }

  private static void assertOffers(String script, String command, String what) {
    assertTrue(script.contains("-n '__rinha-cli_at " + command + "'" + what), what);
  }

  private static void requireOffered(String script, CommandLine command, String at) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      String line = "-n '" + at + "' -l " + option.longestName().substring(2) + " ";
      assertEquals(!option.hidden(), script.contains(line), line);
    }
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) -> {
              assertTrue(script.contains("-n '" + at + "' -a " + name + " -d '"), name);
              requireOffered(script, subcommand, at + " " + name);
            });
  }
}
