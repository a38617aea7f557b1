package dev.rinha.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of {@code rinha-cli}. */
@Command(name = "rinha-cli", mixinStandardHelpOptions = true, version = "rinha-cli 1.0.0-SNAPSHOT")
final class RinhaCli {

  private RinhaCli() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RinhaCli()).execute(arguments));
  }
}
