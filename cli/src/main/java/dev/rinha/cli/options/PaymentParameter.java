package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.CorrelationId;
import dev.rinha.cli.basics.ExitCode;
import java.util.UUID;
import picocli.CommandLine.Parameters;

/** The one payment that a command is about. */
public final class PaymentParameter {

  @Parameters(
      index = "0",
      paramLabel = "CORRELATION-ID",
      description = "The correlationId of the payment")
  private String correlationId = "";

  /** For picocli. */
  public PaymentParameter() {}

  /**
   * Its id.
   *
   * @throws CommandFailure if it is none
   */
  public UUID id() {
    try {
      return CorrelationId.parse(correlationId);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  /** What to say if the store does not know it. */
  public CommandFailure unknown() {
    return unknown(correlationId);
  }

  /** The same of any payment. */
  public static CommandFailure unknown(String correlationId) {
    return new CommandFailure(
        "no payment " + correlationId + " in this store: never accepted, or purged",
        ExitCode.FINDING);
  }
}
