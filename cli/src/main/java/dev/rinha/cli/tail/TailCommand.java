package dev.rinha.cli.tail;

import dev.rinha.bench.load.StopSignal;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.AmountConverter;
import dev.rinha.cli.options.ProcessorNames;
import dev.rinha.cli.options.RedisFailure;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.payment.Money;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Tail;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.http.EventJson;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli tail}. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what becomes of payments as it happens, until Ctrl-C: settled, dead, put back,"
          + " discarded, resolved by an operator, and contradictions.",
      "Where Redis goes away it waits and misses nothing, as long as what happened is still kept:"
          + " for five minutes after a tail has left, and within events.max-bytes; what is missing"
          + " is said. Last it says how to go on where it was."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:whoever read the output has left",
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli tail",
      "  rinha-cli tail --state settled --processor fallback --min-amount 100",
      "  rinha-cli tail --json | jq .data.amount"
    })
public final class TailCommand implements Callable<Integer> {

  private static final Duration PACE = Duration.ofMillis(200);
  private static final Duration AWAY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();

  @Option(
      names = "--processor",
      paramLabel = "NAME",
      completionCandidates = ProcessorNames.class,
      description = "Only payments whose last attempt was at this processor")
  private @Nullable String processor;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      converter = EventKindConverter.class,
      completionCandidates = EventKindConverter.Words.class,
      description =
          "Only what came to one of these: ${COMPLETION-CANDIDATES}; several with commas."
              + " Default: all")
  private Set<Kind> states = EnumSet.noneOf(Kind.class);

  @Option(
      names = "--min-amount",
      paramLabel = "AMOUNT",
      converter = AmountConverter.class,
      description = "Only payments of this amount or more, such as 99.90")
  private @Nullable Money minAmount;

  @Option(
      names = "--after",
      paramLabel = "EVENT",
      description = "Go on after this event, as an earlier tail has named it. Default: from now on")
  private String after = "";

  @Option(names = "--json", description = "One JSON object per line, as webhooks get it")
  private boolean json;

  /** For picocli. */
  public TailCommand() {}

  @Override
  public Integer call() {
    ProcessorNames.requireName(processor);
    try (SharedStore store = redis.open();
        var interruption = Interruption.listen()) {
      Tail begun = begin(store.outbox());
      say(after.isEmpty() ? "tails from now on" : "goes on after " + after);
      String last = print(store.outbox(), begun, interruption.signal());
      PrintWriter err = spec.commandLine().getErr();
      err.println("go on with: " + NextCommand.TAIL_AFTER.line(sameOptions(), last));
      err.flush();
      return interruption.signal().isRaised() ? ExitCode.INTERRUPTED : ExitCode.OK;
    }
  }

  /** For a tail of the same events from the same store. */
  private List<String> sameOptions() {
    List<String> options = new ArrayList<>();
    if (processor != null) {
      options.addAll(List.of("--processor", processor));
    }
    if (!states.isEmpty()) {
      options.addAll(
          List.of(
              "--state",
              states.stream().sorted().map(Kind::text).collect(Collectors.joining(","))));
    }
    if (minAmount != null) {
      options.addAll(List.of("--min-amount", minAmount.toString()));
    }
    if (json) {
      options.add("--json");
    }
    options.addAll(redis.target());
    return options;
  }

  private Tail begin(Outbox outbox) {
    try {
      return outbox.tail(after, Outbox.MOST_PER_CALL);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("--after is " + e.getMessage(), ExitCode.USAGE);
    }
  }

  /** Answers the event after which to go on. */
  private String print(Outbox outbox, Tail begun, StopSignal stop) {
    PrintWriter out = spec.commandLine().getOut();
    Tail tail = begun;
    boolean away = false;
    do {
      if (tail.missing()) {
        say("some events after that one are not kept any more; what follows is what there is");
      }
      for (OutboxEvent event : tail.events()) {
        if (isWanted(event)) {
          out.println(json ? EventJson.of(event, Map.of()) : text(event));
        }
      }
      out.flush();
      if (out.checkError()) {
        return tail.after();
      }
      try {
        tail = outbox.tail(tail.after(), Outbox.MOST_PER_CALL);
        if (away) {
          say("Redis is back");
          away = false;
        }
      } catch (StoreException e) {
        if (!away) {
          say(String.valueOf(RedisFailure.explained(e, redis.because()).getMessage()));
          away = true;
        }
        tail = new Tail(false, tail.after(), List.of());
        stop.await(AWAY);
      }
    } while (!stop.isRaised() && (!tail.events().isEmpty() || !stop.await(PACE)));
    return tail.after();
  }

  private void say(String words) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("rinha-cli: " + words);
    err.flush();
  }

  private boolean isWanted(OutboxEvent event) {
    Money amount = event.payment().payment().amount();
    return (states.isEmpty() || states.contains(event.kind()))
        && (minAmount == null || amount.cents() >= minAmount.cents())
        && (processor == null || processor.equals(event.payment().lastProcessor()));
  }

  private static String text(OutboxEvent event) {
    String last = event.payment().lastProcessor();
    return "%s  %-9s  %-10s  %10s  %s  %s"
        .formatted(
            TimeText.iso(event.atMillis()),
            event.kind().text(),
            last.isEmpty() ? "-" : last,
            event.payment().payment().amount(),
            event.payment().payment().correlationId(),
            event.reason())
        .stripTrailing();
  }
}
