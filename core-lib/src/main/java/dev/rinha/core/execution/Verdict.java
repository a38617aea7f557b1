package dev.rinha.core.execution;

import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.store.InDoubtPayment;
import java.util.Optional;

/** What an operator found out about a payment in doubt. The code is what histories store. */
public enum Verdict {
  /** Executed by the processor to which it was sent, with the time that was sent. */
  SETTLED('x', "it was executed"),
  /** Not executed, and nothing is on its way any more that could be. */
  NOT_EXECUTED('n', "it was not executed");

  private final char code;
  private final String words;

  Verdict(char code, String words) {
    this.code = code;
    this.words = words;
  }

  /** The verdict as a clause. */
  public String words() {
    return words;
  }

  /**
   * What a processor's own record says against the verdict; empty if it agrees, or if the processor
   * cannot be asked.
   */
  public Optional<String> contradictedBy(Lookup lookup, InDoubtPayment payment) {
    String processor = payment.intent().processor();
    return switch (lookup) {
      case Lookup.Found found when this == NOT_EXECUTED ->
          Optional.of("%s has it, with %s".formatted(processor, Money.format(found.amountCents())));
      case Lookup.Absent _ when this == SETTLED -> Optional.of(processor + " does not have it");
      case Lookup.Found(long cents, _) when cents != payment.payment().amount().cents() ->
          Optional.of(
              "%s has it with %s instead of %s"
                  .formatted(processor, Money.format(cents), payment.payment().amount()));
      case Lookup.Found(_, long at) when at != payment.intent().requestedAtMillis() ->
          Optional.of(processor + " has it with another requestedAt, which a worker will correct");
      case Lookup.Found _, Lookup.Absent _, Lookup.Unavailable _ -> Optional.empty();
    };
  }

  char code() {
    return code;
  }

  static Verdict ofCode(char code) {
    for (Verdict verdict : values()) {
      if (verdict.code == code) {
        return verdict;
      }
    }
    throw new IllegalArgumentException("no verdict has the code '" + code + "'");
  }
}
