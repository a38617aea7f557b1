package dev.rinha.cli.queue;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.DurationConverter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.SharedStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli drain}: waits until nothing is unfinished. */
@Command(
    name = "drain",
    mixinStandardHelpOptions = true,
    description = {
      "Waits until every payment is settled or dead: nothing queued, in flight or in doubt.",
      "Only reads. It does not stop the intake: do that first, or it may never end."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:nothing is unfinished",
      ExitCode.USAGE_LINE,
      "3:something was still unfinished when the time was over",
      ExitCode.UNREACHABLE_LINE,
      "5:refused: the queue is paused, so it cannot become empty",
      ExitCode.INTERRUPTED_LINE
    },
    footer = {"  rinha-cli drain", "  rinha-cli drain --timeout 10m"})
public final class DrainCommand implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "1m",
      converter = DurationConverter.class,
      description = "How long to wait at most. Default: ${DEFAULT-VALUE}")
  private Duration timeout = Duration.ZERO;

  /** For picocli. */
  public DrainCommand() {}

  @Override
  public Integer call() {
    StatusLine line = new StatusLine(spec.commandLine().getErr(), Terminal.messages());
    long untilMillis = clock.millis() + timeout.toMillis();
    try (SharedStore store = redis.open();
        var interruption = Interruption.listen()) {
      while (true) {
        Census census = store.ledger().census();
        if (census.unfinished() == 0) {
          line.clear();
          requireNothingMissing(census);
          spec.commandLine().getOut().println("nothing is unfinished");
          return ExitCode.OK;
        }
        requireRunning(store.pauses(), census);
        if (clock.millis() >= untilMillis) {
          line.clear();
          throw new CommandFailure(
              "not empty after %s: %s; see %s and %s"
                  .formatted(
                      Elapsed.rough(timeout.toMillis()),
                      words(census),
                      redis.next(NextCommand.IN_DOUBT_LIST),
                      redis.next(NextCommand.QUEUE_SHOW)),
              ExitCode.FINDING);
        }
        line.draw("draining: " + words(census));
        if (interruption.signal().await(LOOK_EVERY)) {
          line.clear();
          line.say("interrupted: " + words(census));
          return ExitCode.INTERRUPTED;
        }
      }
    }
  }

  private void requireNothingMissing(Census census) {
    if (census.missing() > 0) {
      throw new CommandFailure(
          "%s unfinished, but not in the queue; queue them again with %s"
              .formatted(
                  Count.of(census.missing(), "payment"), redis.next(NextCommand.AUDIT_REPAIR)),
          ExitCode.FINDING);
    }
  }

  private void requireRunning(PauseSwitch pauses, Census census) {
    if (pauses.current().ofQueue().isPresent()) {
      throw new CommandFailure(
          "the queue is paused and cannot become empty (%s); resume it with %s"
              .formatted(words(census), redis.next(NextCommand.QUEUE_RESUME)),
          ExitCode.REFUSED);
    }
  }

  private static String words(Census census) {
    return String.format(
        Locale.ROOT,
        "%,d queued, %,d in flight, %,d in doubt",
        census.queued(),
        census.inFlight(),
        census.inDoubt());
  }
}
