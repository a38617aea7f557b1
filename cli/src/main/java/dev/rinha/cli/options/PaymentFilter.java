package dev.rinha.cli.options;

import dev.rinha.core.PaymentQuery;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DiscardedDeadLetter;
import dev.rinha.core.store.InDoubtPayment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which payments are meant, by processor, time and amount; all of them unless something is said.
 */
public final class PaymentFilter extends TimeAndAmountFilter {

  @Option(
      names = "--processor",
      paramLabel = "NAME",
      completionCandidates = ProcessorNames.class,
      description = "Only those whose last attempt was at this processor")
  private @Nullable String processor;

  /** For picocli. */
  public PaymentFilter() {}

  @Override
  public boolean isEverything() {
    return processor == null && super.isEverything();
  }

  @Override
  public void requireSensible() {
    ProcessorNames.requireName(processor);
    super.requireSensible();
  }

  /**
   * The same as the library looks for them.
   *
   * @param reasonPrefix how the reason of death begins
   */
  public PaymentQuery query(Set<PaymentStatus> statuses, String reasonPrefix) {
    return new PaymentQuery(
        statuses, processor == null ? "" : processor, window(), minCents(), reasonPrefix);
  }

  private boolean accepts(String at, long sinceMillis, Money amount) {
    return (processor == null || processor.equals(at)) && accepts(sinceMillis, amount);
  }

  private boolean accepts(DeadLetter letter, long sinceMillis) {
    return accepts(letter.history().lastProcessor(), sinceMillis, letter.payment().amount());
  }

  /** Whether that one is meant. */
  public boolean accepts(DeadLetter letter) {
    return accepts(letter, letter.diedAtMillis());
  }

  /** Whether that one is meant, by when it was discarded. */
  public boolean accepts(DiscardedDeadLetter discarded) {
    return accepts(discarded.letter(), discarded.discardedAtMillis());
  }

  /** Whether that one is meant. */
  public boolean accepts(InDoubtPayment doubtful) {
    return accepts(
        doubtful.intent().processor(), doubtful.sinceMillis(), doubtful.payment().amount());
  }

  @Override
  public List<String> criteria() {
    List<String> words = new ArrayList<>();
    Optional.ofNullable(processor).ifPresent(name -> words.add("processor " + name));
    words.addAll(super.criteria());
    return words;
  }
}
