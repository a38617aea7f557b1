package dev.rinha.cli.options;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.CorrelationId;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.DiscardedDeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which dead letters are meant: some by id, or those that go through a filter, or all. */
public final class DeadLetterSelection {

  /** The options besides {@code --id}. */
  public static final String OTHERS =
      "--reason-code, --before, --processor, --since, --until or --min-amount";

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The dead letter of this payment; may be given several times")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--reason-code",
      paramLabel = "TEXT",
      description = "Dead letters whose reason of death begins like this")
  private @Nullable String reason;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      converter = MomentConverter.class,
      description = "Dead letters that died before this time: " + MomentConverter.FORMS)
  private @Nullable Instant before;

  @Mixin private PaymentFilter filter = new PaymentFilter();

  /** For picocli. */
  public DeadLetterSelection() {}

  /** Whether nothing was said: all dead letters are meant. */
  public boolean isEverything() {
    return ids.isEmpty() && isUnfiltered();
  }

  private boolean isUnfiltered() {
    return reason == null && before == null && filter.isEverything();
  }

  /**
   * The payments that were named, if any was.
   *
   * @throws CommandFailure if one is no correlation id, something else was said as well, or what
   *     was said selects nothing
   */
  public List<UUID> ids() {
    if (!ids.isEmpty() && !isUnfiltered()) {
      throw new CommandFailure(
          "--id names the dead letters; it does not go with " + OTHERS, ExitCode.USAGE);
    }
    filter.requireSensible();
    try {
      return ids.stream().map(CorrelationId::parse).distinct().toList();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--id: " + e.getMessage(), ExitCode.USAGE);
    }
  }

  /** The others that are meant. */
  public DeadLetterFilter filter() {
    DeadLetterFilter letters = DeadLetterFilter.ALL;
    letters = before == null ? letters : letters.diedBefore(before.toEpochMilli());
    letters = reason == null ? letters : letters.reasonBeginsWith(reason);
    return filter.isEverything() ? letters : letters.and(filter::accepts);
  }

  /** Whether that one is meant, which was discarded; times are those of that. */
  public boolean accepts(DiscardedDeadLetter discarded) {
    DeadLetter letter = discarded.letter();
    return ids().isEmpty()
        ? (reason == null || letter.reason().startsWith(reason))
            && (before == null || discarded.discardedAtMillis() < before.toEpochMilli())
            && filter.accepts(discarded)
        : ids().contains(letter.payment().correlationId());
  }

  /** In words, the same for the same options. */
  public String criteria() {
    List<String> words = new ArrayList<>();
    ids().stream().sorted().forEach(id -> words.add("id " + id));
    Optional.ofNullable(reason).ifPresent(text -> words.add("reason '" + text + "'"));
    Optional.ofNullable(before)
        .ifPresent(time -> words.add("before " + TimeText.iso(time.toEpochMilli())));
    words.addAll(filter.criteria());
    return words.isEmpty() ? "all" : String.join(", ", words);
  }

  /** Reads the dead letters that are meant, one by one. */
  public void read(DeadLetters letters, Consumer<DeadLetter> reader) {
    if (ids().isEmpty()) {
      letters.read(filter(), reader);
    } else {
      ids().forEach(id -> letters.find(id).ifPresent(reader));
    }
  }
}
