package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import picocli.CommandLine.Option;

/**
 * For what changes many things or cannot be undone: shown with {@code --dry-run}, done with {@code
 * --yes} or after a question on a terminal, and refused otherwise.
 */
public final class Confirmation {

  private final boolean interactive;
  private final BufferedReader answers;

  @Option(names = "--yes", description = "Do not ask")
  private boolean yes;

  @Option(names = "--dry-run", description = "Show what would be done, and do nothing")
  private boolean dryRun;

  /** For picocli. */
  public Confirmation() {
    this(Terminal.input().interactive(), new InputStreamReader(System.in, System.out.charset()));
  }

  Confirmation(boolean interactive, Reader answers) {
    this.interactive = interactive;
    this.answers = new BufferedReader(answers);
  }

  /** Whether nothing is to be done. */
  public boolean dryRun() {
    return dryRun;
  }

  /**
   * Returns only if it may be done.
   *
   * @param messages where the question goes
   * @param question what would be done, such as {@code Replay 12 dead letters?}
   * @throws CommandFailure if it may not
   */
  public void require(PrintWriter messages, String question) {
    require(messages, question, "yes");
  }

  /**
   * The same with another answer than {@code yes}, for instance the name of what is destroyed.
   *
   * @param answer what has to be typed
   * @throws CommandFailure if something else was typed, or nobody is there to type
   */
  public void require(PrintWriter messages, String question, String answer) {
    if (!yes) {
      requireTyped(messages, question, answer, "--yes");
    }
  }

  /**
   * The same where {@code --yes} is not enough: the answer has to be typed, or given otherwise.
   *
   * @param option what to give instead where nobody can type
   * @throws CommandFailure if something else was typed, or nobody is there to type
   */
  public void requireTyped(PrintWriter messages, String question, String answer, String option) {
    if (!interactive) {
      throw new CommandFailure(
          "not confirmed and nobody to ask, so nothing was changed; look with --dry-run, confirm"
              + " with "
              + option,
          ExitCode.REFUSED);
    }
    messages.print(question + " Type " + answer + ": ");
    messages.flush();
    if (!answer.equals(read())) {
      throw new CommandFailure("not confirmed, so nothing was changed", ExitCode.REFUSED);
    }
  }

  private String read() {
    try {
      String line = answers.readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
