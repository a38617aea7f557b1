package dev.rinha.cli.indoubt;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.PaymentParameter;
import dev.rinha.cli.options.ProcessorsOption;
import dev.rinha.cli.options.ReasonOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.execution.Operator.Resolution;
import dev.rinha.core.execution.Remark;
import dev.rinha.core.execution.Verdict;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.redis.RedisStore;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
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
          + " is paid twice: pause the processor first, so that no worker sends it again, and wait"
          + " until nothing can be on its way."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      "3:there is no such payment, it is not in doubt, or it was found to conflict",
      "4:Redis cannot be reached, or the processor did not answer and it was not forced",
      "5:refused: the processor's own record says otherwise"
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
      description = "Also against the processor's record, or when it does not answer")
  private boolean force;

  @Override
  public Integer call() {
    UUID id = payment.id();
    Verdict said = verdict();
    Remark remark = reason.remark();
    try (RedisStore store = redis.open()) {
      InDoubtPayment doubtful = store.inDoubt(id).orElseThrow(() -> notInDoubt(store, id));
      if (!force) {
        examine(doubtful, said);
      }
      report(id, said, new Operator(store, clock).resolve(id, said, remark));
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

  private CommandFailure notInDoubt(RedisStore store, UUID id) {
    return store.find(id).isEmpty()
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

  private void report(UUID id, Verdict said, Resolution resolution) {
    switch (resolution) {
      case DONE ->
          spec.commandLine()
              .getOut()
              .println(
                  switch (said) {
                    case SETTLED -> "payment " + id + " is settled";
                    case NOT_EXECUTED -> "payment " + id + " is back on the queue";
                  });
      case NOT_IN_DOUBT ->
          throw new CommandFailure(
              "payment "
                  + id
                  + " is not in doubt any more; see "
                  + redis.next(NextCommand.PAYMENT_SHOW, id),
              ExitCode.FINDING);
      case CONFLICT ->
          throw new CommandFailure(
              "payment %s was given to another attempt meanwhile and may be paid twice; that is kept"
                      .formatted(id)
                  + " among the conflicts",
              ExitCode.FINDING);
    }
  }
}
