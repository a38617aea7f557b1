package dev.rinha.cli.payment;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.PaymentFilter;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.cli.output.RecordWriter;
import dev.rinha.core.ListedPayment;
import dev.rinha.core.PaymentQuery;
import dev.rinha.core.PaymentSearch;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.SharedStore;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli payments list}: payments in any state. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists payments: unfinished ones first, then dead, discarded and settled ones, the oldest of"
          + " each first; settled ones by the minute of their requestedAt, and within it in the"
          + " order in which they were settled.",
      "The time is when a payment came into its state: accepted (queued), sent (sending), in doubt"
          + " since, given up (dead), discarded; of a settled one it is the requestedAt. Settled"
          + " payments are many, and only those minutes are read that --since and --until name.",
      "Only reads; safe at any time. What moves on meanwhile may be listed twice or be missing."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      "6:the output ends before the list does",
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli payments list --state queued,sending,in_doubt",
      "  rinha-cli payments list --since -15m --processor fallback --min-amount 100",
      "  rinha-cli payments list --state dead --reason 'rejected by default'",
      "  rinha-cli payments list --state settled --since -1d --limit 1000000 -o csv"
    })
final class PaymentsListCommand implements Callable<Integer> {

  private static final String DEFAULT_LIMIT = "100";
  private static final Set<PaymentStatus> GIVEN_UP =
      EnumSet.of(PaymentStatus.DEAD, PaymentStatus.DISCARDED);

  private static final List<Column<ListedPayment>> COLUMNS =
      List.of(
          Column.text("status", payment -> payment.status().text()),
          Column.moment("since", ListedPayment::sinceMillis),
          Column.text("processor", payment -> orNone(payment.processor())),
          Column.cents("amount", payment -> payment.amount().cents()),
          Column.text("correlationId", payment -> payment.correlationId().toString()),
          Column.text("reason", payment -> orNone(payment.reason())));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private PaymentFilter filter = new PaymentFilter();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      converter = StatusConverter.class,
      completionCandidates = StatusConverter.Words.class,
      description =
          "Only those in one of these states: ${COMPLETION-CANDIDATES}; several with commas."
              + " Default: all")
  private Set<PaymentStatus> states = EnumSet.noneOf(PaymentStatus.class);

  @Option(
      names = {"--reason-code", "--reason"},
      paramLabel = "TEXT",
      description =
          "Only dead and discarded ones whose reason of death begins like this. Other commands,"
              + " whose --reason says why you do it, know it as --reason-code")
  private @Nullable String reason;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = DEFAULT_LIMIT,
      description = "List at most so many, and say when there are more. Default: ${DEFAULT-VALUE}")
  private int limit = Integer.parseInt(DEFAULT_LIMIT);

  @Override
  public Integer call() {
    if (limit < 1) {
      throw new CommandFailure("--limit must be at least 1, was " + limit, ExitCode.USAGE);
    }
    filter.requireSensible();
    Set<PaymentStatus> wanted = wanted();
    try (SharedStore store = redis.open()) {
      store.ledger().census(); // What Redis refuses is to be known before the table has begun.
      print(new PaymentSearch(store.lists()), filter.query(wanted, reason == null ? "" : reason));
    }
    return ExitCode.OK;
  }

  private Set<PaymentStatus> wanted() {
    if (reason == null) {
      return states.isEmpty() ? EnumSet.allOf(PaymentStatus.class) : states;
    }
    for (PaymentStatus state : states) {
      if (!GIVEN_UP.contains(state)) {
        throw new CommandFailure(
            "--reason is a reason of death; it does not go with --state " + state.text(),
            ExitCode.USAGE);
      }
    }
    return states.isEmpty() ? GIVEN_UP : states;
  }

  private void print(PaymentSearch payments, PaymentQuery query) {
    AtomicBoolean more = new AtomicBoolean();
    long unreadable;
    try (RecordWriter<ListedPayment> writer = output.writer(spec.commandLine().getOut(), COLUMNS)) {
      unreadable =
          payments.read(
              query,
              payment -> {
                if (writer.count() == limit) {
                  more.set(true);
                } else {
                  writer.write(payment);
                }
                return !more.get();
              });
    }
    PrintWriter err = spec.commandLine().getErr();
    if (more.get()) {
      err.println("there are more of them than --limit " + limit);
    }
    if (unreadable > 0) {
      err.println(
          "of the queue %s cannot be read; see %s"
              .formatted(
                  unreadable == 1 ? "one entry" : unreadable + " entries",
                  redis.next(NextCommand.AUDIT)));
    }
    err.flush();
  }

  private static @Nullable String orNone(String text) {
    return text.isEmpty() ? null : text;
  }
}
