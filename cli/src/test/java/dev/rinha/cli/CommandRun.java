package dev.rinha.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command line printed, and how it ended. */
public record CommandRun(int exitCode, String out, String err) {

  /** Runs {@code rinha-cli} with these arguments in this JVM. */
  public static CommandRun of(String... arguments) {
    return of(RinhaCli.commandLine(), arguments);
  }

  /** Runs another command line in this JVM. */
  public static CommandRun of(CommandLine commandLine, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        commandLine
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
