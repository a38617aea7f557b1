package dev.rinha.cli.options;

import dev.rinha.core.history.Remark;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why an operator does something, for the operator log. */
public final class OptionalReasonOption {

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why, in up to " + Remark.MAX_LENGTH + " characters; kept in the operator log")
  private @Nullable String reason;

  /**
   * The text of the reason; empty if none was given.
   *
   * @throws dev.rinha.cli.basics.CommandFailure if nothing is left of it
   */
  public String text() {
    return reason == null ? "" : ReasonOption.remark(reason).text();
  }
}
