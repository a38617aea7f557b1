package dev.rinha.cli.manual;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rinha-cli man}: manual pages. */
@Command(
    name = "man",
    mixinStandardHelpOptions = true,
    description = "Prints the manual page of a command, or writes those of all commands.",
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {ExitCode.OK_LINE, ExitCode.USAGE_LINE},
    footer = {
      "  rinha-cli man summary | man -l -",
      "  rinha-cli man config show | man -l -",
      "  rinha-cli man --to ~/.local/share/man/man1 && man rinha-cli-summary"
    })
public final class ManCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      paramLabel = "FOLDER",
      description = "Write the pages of all commands there")
  private @Nullable Path folder;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "Whose page to print. Default: that of rinha-cli itself")
  private List<String> names = new ArrayList<>();

  /** For picocli. */
  public ManCommand() {}

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    PrintWriter out = spec.commandLine().getOut();
    if (folder == null) {
      out.print(ManPage.of(find(root)));
    } else {
      out.println("wrote " + writeAll(root, folder) + " pages to " + folder);
    }
    out.flush();
    return ExitCode.OK;
  }

  private CommandLine find(CommandLine root) {
    CommandLine found = root;
    for (String name : names) {
      CommandLine next = found.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            spec.commandLine(), "there is no command " + String.join(" ", names));
      }
      found = next;
    }
    return found;
  }

  private static int writeAll(CommandLine command, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command));
    } catch (IOException e) {
      throw new CommandFailure("cannot write to " + folder + "; name another --to", ExitCode.USAGE);
    }
    return 1
        + command.getSubcommands().values().stream()
            .distinct()
            .mapToInt(sub -> writeAll(sub, folder))
            .sum();
  }
}
