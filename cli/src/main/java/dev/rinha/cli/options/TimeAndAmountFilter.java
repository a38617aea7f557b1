package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.payment.Money;
import dev.rinha.core.summary.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which payments are meant, by time and amount; all of them unless something is said. */
public class TimeAndAmountFilter {

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description =
          "Only those that came into their state at this time or later: " + MomentConverter.FORMS)
  private @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description = "Only those that came into it at this time or earlier, likewise")
  private @Nullable Instant until;

  @Option(
      names = "--min-amount",
      paramLabel = "AMOUNT",
      converter = AmountConverter.class,
      description = "Only those of this amount or more, such as 99.90")
  private @Nullable Money minAmount;

  /** For picocli. */
  public TimeAndAmountFilter() {}

  /** Whether nothing was said: all are meant. */
  public boolean isEverything() {
    return since == null && until == null && minAmount == null;
  }

  /**
   * Looks at the options before anything is done.
   *
   * @throws CommandFailure if something can be no such option, or nothing is in the window
   */
  public void requireSensible() {
    if (since != null && until != null && since.isAfter(until)) {
      throw new CommandFailure(
          "--since must not be after --until, was %s and %s"
              .formatted(TimeText.iso(since.toEpochMilli()), TimeText.iso(until.toEpochMilli())),
          ExitCode.USAGE);
    }
  }

  /** From when to when. */
  final TimeWindow window() {
    return new TimeWindow(
        since == null ? Long.MIN_VALUE : since.toEpochMilli(),
        until == null ? Long.MAX_VALUE : until.toEpochMilli());
  }

  /** The least amount, in cents. */
  final long minCents() {
    return minAmount == null ? 0 : minAmount.cents();
  }

  /**
   * Whether a payment is meant.
   *
   * @param sinceMillis since when it has been in its state, in milliseconds since the epoch
   */
  public final boolean accepts(long sinceMillis, Money amount) {
    return amount.cents() >= minCents() && window().contains(sinceMillis);
  }

  /** In words, the same for the same options; none if all are meant. */
  public List<String> criteria() {
    List<String> words = new ArrayList<>();
    Optional.ofNullable(since)
        .ifPresent(time -> words.add("since " + TimeText.iso(time.toEpochMilli())));
    Optional.ofNullable(until)
        .ifPresent(time -> words.add("until " + TimeText.iso(time.toEpochMilli())));
    Optional.ofNullable(minAmount).ifPresent(least -> words.add("at least " + least));
    return words;
  }
}
