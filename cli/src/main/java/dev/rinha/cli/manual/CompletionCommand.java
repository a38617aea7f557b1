package dev.rinha.cli.manual;

import dev.rinha.cli.basics.ExitCode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rinha-cli completion}: the script with which a shell completes command lines. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints the script with which a shell completes commands and options.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  source <(rinha-cli completion bash)",
      "  rinha-cli completion bash > ~/.local/share/bash-completion/completions/rinha-cli",
      "  rinha-cli completion zsh > ~/.rinha-cli.zsh && echo 'source ~/.rinha-cli.zsh' >> ~/.zshrc"
    })
public final class CompletionCommand implements Callable<Integer> {

  /** Shells that are known. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The script is bash's; zsh reads it after this. */
  private static final String ZSH_PRELUDE =
      "autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell = Shell.BASH;

  /** For picocli. */
  public CompletionCommand() {}

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    out.print(shell == Shell.ZSH ? ZSH_PRELUDE : "");
    out.println(AutoComplete.bash(spec.root().name(), root));
    out.flush();
    return ExitCode.OK;
  }
}
