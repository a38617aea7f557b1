package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * For what destroys the payments of an environment: its name confirms, {@code --yes} is enough only
 * in the one called {@code challenge}.
 */
public final class EnvironmentConfirmation {

  /** The one whose data nobody misses. */
  public static final String CHALLENGE = "challenge";

  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "Do not ask: this is the name of the environment")
  private @Nullable String name;

  /** For picocli. */
  public EnvironmentConfirmation() {}

  /** Whether nothing is to be done. */
  public boolean dryRun() {
    return confirmation.dryRun();
  }

  /**
   * Returns only if it may be done.
   *
   * @param messages where the question goes
   * @param question what would be done, such as {@code Forget that in environment staging?}
   * @param environment its name
   * @throws CommandFailure if it may not
   */
  public void require(PrintWriter messages, String question, String environment) {
    if (name != null) {
      if (!name.equals(environment)) {
        throw new CommandFailure(
            "this environment is called %s and not %s, so nothing was changed"
                .formatted(environment, name),
            ExitCode.REFUSED);
      }
    } else if (environment.equals(CHALLENGE)) {
      confirmation.require(messages, question);
    } else {
      confirmation.requireTyped(messages, question, environment, "--confirm " + environment);
    }
  }
}
