package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.history.Remark;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why an operator does something that is about single payments, or stops all; it is needed. */
public final class ReasonOption {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description =
          "Why, in up to "
              + Remark.MAX_LENGTH
              + " characters; kept in the operator log, and in the history of each payment it is"
              + " about")
  private @Nullable String reason;

  /**
   * The reason.
   *
   * @throws CommandFailure if none was given, or nothing is left of it
   */
  public Remark remark() {
    if (reason == null) {
      throw new CommandFailure(
          "a reason is needed, such as --reason 'limit raised at the bank'", ExitCode.USAGE);
    }
    return remark(reason);
  }

  static Remark remark(String reason) {
    try {
      return new Remark(reason);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--reason: " + e.getMessage(), ExitCode.USAGE);
    }
  }
}
