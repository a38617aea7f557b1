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
    description = {
      "Prints the script with which a shell completes commands, options, names of processors and"
          + " policies, and settings.",
      "Names and settings are those of the environment in which it is printed."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  source <(rinha-cli completion bash)",
      "  rinha-cli completion bash > ~/.local/share/bash-completion/completions/rinha-cli",
      "  rinha-cli completion zsh > ~/.rinha-cli.zsh && echo 'source ~/.rinha-cli.zsh' >> ~/.zshrc",
      "  rinha-cli completion fish > ~/.config/fish/completions/rinha-cli.fish"
    })
public final class CompletionCommand implements Callable<Integer> {

  /** Shells that are known. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The script is bash's; zsh reads it after this. */
  private static final String ZSH_PRELUDE =
      "autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n";

  /** Picocli's script knows {@code --policy x} only: this makes two words of {@code --policy=x}. */
  private static final String JOINED_VALUES =
      """
      function _rinha_cli() {
        local i word before="" words=()
        for ((i = 0; i <= COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          before=""
          case $word in
            --*=*) before=${word%%=*}=; words+=("${word%%=*}" "${word#*=}") ;;
            =) if ((i == COMP_CWORD)); then words+=(""); fi ;;
            *) words+=("$word") ;;
          esac
        done
        local COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
        _complete_rinha-cli
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
          case ${COMPREPLY[i]} in *=) type compopt &>/dev/null && compopt -o nospace ;; esac
          COMPREPLY[i]=$before${COMPREPLY[i]}
        done
      }
      complete -F _rinha_cli -o default rinha-cli
      """;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
  private Shell shell = Shell.BASH;

  /** For picocli. */
  public CompletionCommand() {}

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    SettingFlags.addTo(root);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        switch (shell) {
          case BASH -> bash(root);
          case ZSH -> ZSH_PRELUDE + bash(root);
          case FISH -> FishCompletion.of(root);
        });
    out.flush();
    return ExitCode.OK;
  }

  private static String bash(CommandLine root) {
    return AutoComplete.bash(root.getCommandName(), root) + "\n" + JOINED_VALUES;
  }
}
