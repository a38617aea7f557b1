package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.ListedPayment;
import dev.rinha.core.PaymentQuery;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.summary.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which payments are meant, by processor, time and amount; all of them unless something is said.
 */
public final class PaymentFilter {

  @Option(
      names = "--processor",
      paramLabel = "NAME",
      completionCandidates = ProcessorNames.class,
      description = "Only those whose last attempt was at this processor")
  private @Nullable String processor;

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
  public PaymentFilter() {}

  /** Whether nothing was said: all are meant. */
  public boolean isEverything() {
    return processor == null && since == null && until == null && minAmount == null;
  }

  /**
   * Looks at the options before anything is done.
   *
   * @throws CommandFailure if the processor's name can be none, or nothing is in the window
   */
  public void requireSensible() {
    if (processor != null && !processor.matches("[a-z0-9-]{1,32}")) {
      throw new CommandFailure(
          "--processor must be the name of a processor such as default, was '" + processor + "'",
          ExitCode.USAGE);
    }
    if (since != null && until != null && since.isAfter(until)) {
      throw new CommandFailure(
          "--since must not be after --until, was %s and %s"
              .formatted(TimeText.iso(since.toEpochMilli()), TimeText.iso(until.toEpochMilli())),
          ExitCode.USAGE);
    }
  }

  private TimeWindow window() {
    return new TimeWindow(
        since == null ? Long.MIN_VALUE : since.toEpochMilli(),
        until == null ? Long.MAX_VALUE : until.toEpochMilli());
  }

  /**
   * The same as the library looks for them.
   *
   * @param reasonPrefix how the reason of death begins
   */
  public PaymentQuery query(Set<PaymentStatus> statuses, String reasonPrefix) {
    return new PaymentQuery(
        statuses,
        processor == null ? "" : processor,
        window(),
        minAmount == null ? 0 : minAmount.cents(),
        reasonPrefix);
  }

  private boolean accepts(String at, long sinceMillis, long amountCents) {
    return (processor == null || processor.equals(at))
        && (minAmount == null || amountCents >= minAmount.cents())
        && window().contains(sinceMillis);
  }

  /** Whether that one is meant. */
  public boolean accepts(DeadLetter letter) {
    return accepts(
        ListedPayment.lastProcessor(letter.history()),
        letter.diedAtMillis(),
        letter.payment().amount().cents());
  }

  /** Whether that one is meant. */
  public boolean accepts(InDoubtPayment doubtful) {
    return accepts(
        doubtful.intent().processor(), doubtful.sinceMillis(), doubtful.payment().amount().cents());
  }

  /** In words, the same for the same options; none if all are meant. */
  public List<String> criteria() {
    List<String> words = new ArrayList<>();
    Optional.ofNullable(processor).ifPresent(name -> words.add("processor " + name));
    Optional.ofNullable(since)
        .ifPresent(time -> words.add("since " + TimeText.iso(time.toEpochMilli())));
    Optional.ofNullable(until)
        .ifPresent(time -> words.add("until " + TimeText.iso(time.toEpochMilli())));
    Optional.ofNullable(minAmount).ifPresent(least -> words.add("at least " + least));
    return words;
  }
}
