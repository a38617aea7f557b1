package dev.rinha.cli.basics;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that is nothing without one of its subcommands. */
public abstract class CommandGroup implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** For picocli. */
  protected CommandGroup() {}

  /** Asks which of them. */
  @Override
  public final void run() {
    List<String> names =
        spec.subcommands().values().stream().distinct().map(CommandLine::getCommandName).toList();
    int last = names.size() - 1;
    throw new ParameterException(
        spec.commandLine(),
        String.join(", ", names.subList(0, last)) + " or " + names.get(last) + "?");
  }
}
