package dev.rinha.cli.options;

import dev.rinha.bench.load.StopSignal;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Pace;
import picocli.CommandLine.Option;

/** How many things a command may change, and how fast. */
public final class BatchOption {

  private static final int STEPS_PER_SECOND = 10;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Do at most so many. Default: all of them")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Do at most so many per second. Default: as fast as it goes")
  private int rate = Integer.MAX_VALUE;

  /**
   * Looks at both before anything is done.
   *
   * @throws CommandFailure if one is not at least 1
   */
  public void requireSensible() {
    atLeastOne("--limit", limit);
    atLeastOne("--rate", rate);
  }

  /** At most so many; {@link Integer#MAX_VALUE} for all. */
  public int limit() {
    return atLeastOne("--limit", limit);
  }

  /** How many may be done at once without being faster than the rate for longer than a moment. */
  public int atOnce(int most) {
    return Math.clamp(rate / STEPS_PER_SECOND, 1, most);
  }

  /** Keeps to the rate, until somebody wants to stop. */
  public Pace pace(StopSignal stop) {
    int perSecond = atLeastOne("--rate", rate);
    return new Pace(perSecond == Integer.MAX_VALUE ? 0 : perSecond, stop);
  }

  private static int atLeastOne(String option, int value) {
    if (value < 1) {
      throw new CommandFailure(option + " must be at least 1, was " + value, ExitCode.USAGE);
    }
    return value;
  }
}
