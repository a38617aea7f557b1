package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.ProcessorsOption;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Remark;
import dev.rinha.core.execution.Verdict;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.SharedStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli in-doubt resolve}: says what became of a payment in doubt. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description = {
      "Says what became of a payment in doubt. The processor is asked first; what contradicts its"
          + " own record is refused, and so is everything when it does not answer, unless forced.",
      "settled: it was executed as it was sent; it is settled so. not-executed: it was not and"
          + " cannot be any more; it goes back on the queue, to any processor. If that is wrong, it"
          + " is paid twice, so it is refused until the processor, or the queue, has been paused"
          + " for 2 s and the in-doubt bound of the workers: nothing can be on its way there any"
          + " more."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      "3:there is no such payment, it is not in doubt, or it was found to conflict",
      "4:Redis cannot be reached, or the processor did not answer and it was not forced",
      "5:refused: the processor's own record says otherwise, or something may be on its way to it"
    },
    footer = {
      "  rinha-cli in-doubt resolve 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --as settled --reason 'statement of the bank'",
      "  rinha-cli in-doubt resolve 4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3 \\",
      "    --as not-executed --reason 'processor is gone for good' --force"
    })
final class InDoubtResolveCommand implements Callable<Integer> {

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private ProcessorsOption processors = new ProcessorsOption();
  @Mixin private PaymentParameter payment = new PaymentParameter();
  @Mixin private ReasonOption reason = new ReasonOption();

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
    UUID id = payment.id();
    Verdict said = verdict();
    Remark remark = reason.remark();
    try (SharedStore store = redis.open()) {
      InDoubtPayment doubtful =
          store.unknownOutcomes().find(id).orElseThrow(() -> notInDoubt(store.ledger(), id));
      if (!force) {
        examine(doubtful, said);
      }
      Operator operator = new Operator(store, clock);
      switch (operator.resolve(id, said, remark, force)) {
        case DONE -> spec.commandLine().getOut().println("payment " + id + done(said));
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
    return ExitCode.OK;
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
        ? payment.unknown()
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
    said.contradictedBy(lookup, doubtful)
        .ifPresent(
            contradiction -> {
              throw new CommandFailure(
                  contradiction + ", so nothing was changed; see in-doubt resolve --help",
                  ExitCode.REFUSED);
            });
  }

  private static String done(Verdict said) {
    return switch (said) {
      case SETTLED -> " is settled";
      case NOT_EXECUTED -> " is back on the queue";
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
