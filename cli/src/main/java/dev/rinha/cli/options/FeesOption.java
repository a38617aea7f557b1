package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.TimeWindow;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What processors charge; the store does not know. */
public final class FeesOption {

  @Option(
      names = "--fee",
      paramLabel = "NAME=FRACTION",
      completionCandidates = ProcessorNames.Keys.class,
      description =
          "What a processor charges, such as default=0.05. Default: as the"
              + " settings say; those of a running dev count")
  private Map<String, String> given = new HashMap<>();

  /**
   * The fees by the name of the processor.
   *
   * @throws CommandFailure if one cannot be read
   */
  public Map<String, Fee> fees(Installation installation) {
    Map<String, Fee> fees = new HashMap<>();
    installation
        .settings()
        .processors()
        .forEach(processor -> fees.put(processor.name(), processor.fee()));
    given.forEach((name, text) -> fees.put(name, parsed(name, text)));
    return fees;
  }

  /**
   * Makes sure that each fee is of a processor that is configured or has executed payments.
   *
   * @throws CommandFailure if one is of another
   */
  public void requireKnown(Installation installation, Ledger ledger) {
    SortedSet<String> known = new TreeSet<>(installation.settings().processorNames());
    if (!known.containsAll(given.keySet())) {
      known.addAll(ledger.summary(TimeWindow.ALL).processors().keySet());
    }
    for (String name : given.keySet()) {
      if (!known.contains(name)) {
        throw new CommandFailure(
            "--fee: there is no processor '%s', only %s".formatted(name, String.join(", ", known)),
            ExitCode.USAGE);
      }
    }
  }

  private static Fee parsed(String name, String text) {
    try {
      return Fee.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--fee " + name + ": " + e.getMessage(), ExitCode.USAGE);
    }
  }
}
