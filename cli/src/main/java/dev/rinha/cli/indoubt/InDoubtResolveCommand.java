package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.CorrelationId;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.ProcessorNames;
import dev.rinha.cli.options.ProcessorsOption;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.TimeAndAmountFilter;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rinha-cli in-doubt resolve}: says what became of a payment in doubt. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Says what became of payments in doubt: of those that are named, or of those that the options"
          + " mean. The processor is asked first about each; what contradicts its own record is"
          + " refused, and so is everything when it does not answer, unless forced.",
      "settled: it was executed as it was sent; it is settled so. not-executed: it was not and"
          + " cannot be any more; it goes back on the queue, to any processor. If that is wrong, it"
          + " is paid twice, so it is refused until the processor, or the queue, has been paused"
          + " for 5 s and the in-doubt bound of the workers: nothing can be on its way there any"
          + " more."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      "3:there is no such payment, it is not in doubt, or it was found to conflict; of several, one"
          + " at least",
      "4:Redis cannot be reached, or the processor did not answer and it was not forced",
      "5:refused: the processor's own record says otherwise, or something may be on its way to it"
    },
    footer = {
      "  rinha-cli in-doubt resolve 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --as settled --reason 'statement of the bank'",
      "  rinha-cli in-doubt resolve 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --as not-executed --reason 'processor is gone for good' --force",
      "  rinha-cli in-doubt resolve --at fallback --until -1h --as settled \\",
      "    --reason 'statement of the bank' --dry-run"
    })
final class InDoubtResolveCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private ProcessorsOption processors = new ProcessorsOption();
  @Mixin private TimeAndAmountFilter filter = new TimeAndAmountFilter();
  @Mixin private ReasonOption reason = new ReasonOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  @Parameters(
      arity = "0..*",
      paramLabel = "CORRELATION-ID",
      description = "The correlationIds of the payments; or say which ones with the options")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--at",
      paramLabel = "NAME",
      completionCandidates = ProcessorNames.class,
      description = "Only those that are in doubt at this processor")
  private @Nullable String at;

  @Option(names = "--all", description = "All payments in doubt")
  private boolean all;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "VERDICT",
      description = "settled or not-executed")
  private String verdict = "";

  @Option(
      names = "--force",
      description =
          "Also against the processor's record, when it does not answer, or before it was paused"
              + " for long enough")
  private boolean force;

  @Override
  public Integer call() {
    List<UUID> named = named();
    Verdict said = verdict();
    Remark remark = reason.remark();
    try (SharedStore store = redis.open()) {
      List<UUID> meant = named.isEmpty() ? doubts(store) : named;
      if (confirmation.dryRun() || meant.isEmpty()) {
        spec.commandLine().getErr().println("nothing was changed");
        return ExitCode.OK;
      }
      if (named.isEmpty()) {
        confirmation.require(spec.commandLine().getErr(), "Resolve them as " + verdict + "?");
      }
      return resolve(store, meant, said, remark);
    }
  }

  /** Those that were named; none if the options say which ones. */
  private List<UUID> named() {
    boolean filtered = at != null || !filter.isEverything();
    if (Stream.of(!ids.isEmpty(), filtered, all).filter(one -> one).count() != 1) {
      throw new CommandFailure(
          "which ones? Say their correlationIds, or --all, or some of --at, --since, --until and"
              + " --min-amount",
          ExitCode.USAGE);
    }
    filter.requireSensible();
    try {
      return ids.stream().map(CorrelationId::parse).distinct().toList();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), ExitCode.USAGE);
    }
  }

  /** Those that are meant by the options; says how many. */
  private List<UUID> doubts(SharedStore store) {
    List<InDoubtPayment> doubts =
        store.unknownOutcomes().list(Integer.MAX_VALUE).stream()
            .filter(one -> at == null || at.equals(one.intent().processor()))
            .filter(one -> filter.accepts(one.sinceMillis(), one.payment().amount()))
            .toList();
    long cents = doubts.stream().mapToLong(one -> one.payment().amount().cents()).sum();
    spec.commandLine()
        .getErr()
        .println(Count.of(doubts.size(), "payment") + " in doubt over " + Money.format(cents));
    return doubts.stream().map(one -> one.payment().correlationId()).toList();
  }

  /** One that cannot be resolved holds up no other, unless its processor cannot be asked. */
  private int resolve(SharedStore store, List<UUID> meant, Verdict said, Remark remark) {
    Operator operator = new Operator(store, clock);
    Map<String, Integer> failures = new LinkedHashMap<>();
    int exitCode = ExitCode.OK;
    int done = 0;
    for (UUID id : meant) {
      try {
        resolve(store, operator, id, said, remark);
        done++;
      } catch (CommandFailure e) {
        if (meant.size() == 1) {
          throw e;
        }
        failures.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
        exitCode = exitCode == ExitCode.OK ? e.exitCode() : exitCode;
        if (e.exitCode() == ExitCode.UNREACHABLE) {
          break;
        }
      }
    }
    if (meant.size() > 1) {
      spec.commandLine().getOut().println(Count.of(done, "payment") + done(said));
      failures.forEach(
          (message, times) ->
              spec.commandLine().getErr().println(Count.of(times, "payment") + ": " + message));
    }
    return exitCode;
  }

  private void resolve(SharedStore store, Operator operator, UUID id, Verdict said, Remark remark) {
    InDoubtPayment doubtful =
        store.unknownOutcomes().find(id).orElseThrow(() -> notInDoubt(store.ledger(), id));
    if (!force) {
      examine(doubtful, said);
    }
    OperatorRecord.write(
        store,
        clock,
        "resolve as " + verdict + (force ? " by force" : ""),
        "payment " + id,
        remark.text());
    switch (operator.resolve(id, said, remark, force)) {
      case DONE -> {
        if (ids.size() == 1) {
          spec.commandLine().getOut().println("payment " + id + " is" + done(said));
        }
      }
      case NOT_IN_DOUBT ->
          throw new CommandFailure(
              "payment "
                  + id
                  + " is not in doubt any more; see "
                  + redis.next(NextCommand.PAYMENT_SHOW, id),
              ExitCode.FINDING);
      case CONFLICT ->
          throw new CommandFailure(
              "payment %s was given to another attempt meanwhile and may be paid twice; that is"
                      .formatted(id)
                  + " kept among the conflicts",
              ExitCode.FINDING);
      case TOO_EARLY ->
          throw tooEarly(
              doubtful.intent().processor(), operator.quietMillis(), store.pauses().current());
    }
  }

  private Verdict verdict() {
    return switch (verdict) {
      case "settled" -> Verdict.SETTLED;
      case "not-executed" -> Verdict.NOT_EXECUTED;
      default ->
          throw new CommandFailure(
              "--as must be settled or not-executed, was '" + verdict + "'", ExitCode.USAGE);
    };
  }

  private CommandFailure notInDoubt(Ledger ledger, UUID id) {
    return ledger.find(id).isEmpty()
        ? PaymentParameter.unknown(id.toString())
        : new CommandFailure(
            "payment " + id + " is not in doubt; see " + redis.next(NextCommand.PAYMENT_SHOW, id),
            ExitCode.FINDING);
  }

  private void examine(InDoubtPayment doubtful, Verdict said) {
    String processor = doubtful.intent().processor();
    Lookup lookup;
    try (ProcessorClient client = processors.client(redis.installation(), processor)) {
      lookup = client.find(doubtful.payment().correlationId());
    }
    if (lookup instanceof Lookup.Unavailable(String cause)) {
      throw new CommandFailure(
          "%s cannot be asked (%s), so nothing was changed; if you know it for sure, say --force"
              .formatted(processor, cause),
          ExitCode.UNREACHABLE);
    }
    doubtful
        .contradiction(said, lookup)
        .ifPresent(
            contradiction -> {
              throw new CommandFailure(
                  contradiction + ", so nothing was changed; see in-doubt resolve --help",
                  ExitCode.REFUSED);
            });
  }

  private static String done(Verdict said) {
    return switch (said) {
      case SETTLED -> " settled";
      case NOT_EXECUTED -> " back on the queue";
    };
  }

  private CommandFailure tooEarly(String processor, long quietMillis, Pauses pauses) {
    String begins =
        "a request may still be on its way to %s, which must have been paused for %s"
            .formatted(processor, Elapsed.rough(quietMillis));
    OptionalLong since =
        Stream.of(pauses.ofQueue(), pauses.ofProcessor(processor))
            .flatMap(Optional::stream)
            .mapToLong(Pause::sinceMillis)
            .min();
    return new CommandFailure(
        begins
            + (since.isPresent()
                ? " and is since %s: nothing was changed; say it again after %s"
                    .formatted(
                        TimeText.iso(since.getAsLong()),
                        TimeText.iso(since.getAsLong() + quietMillis))
                : " and is not: nothing was changed; pause it with "
                    + redis.next(NextCommand.QUEUE_PAUSE_PROCESSOR, processor)),
        ExitCode.REFUSED);
  }
}
