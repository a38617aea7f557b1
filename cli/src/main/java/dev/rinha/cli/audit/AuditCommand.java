package dev.rinha.cli.audit;

import dev.rinha.bench.load.StopSignal;
import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Interruption;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.Confirmation;
import dev.rinha.cli.options.DurationConverter;
import dev.rinha.cli.options.OperatorRecord;
import dev.rinha.cli.options.OptionalReasonOption;
import dev.rinha.cli.options.ProcessorTokenOption;
import dev.rinha.cli.options.ProcessorsOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WindowOption;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.audit.Break;
import dev.rinha.core.audit.ExternalAudit;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.HelidonProcessorBooks;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli audit}: looks for contradictions in the store and with the processors. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the store against itself: totals, ledger, queue and the record of every payment; with"
          + " --processors also our totals against those of each processor, down to the"
          + " millisecond and the payment.",
      "Only reads; safe at any time. Payments on their way are no contradictions.",
      "With --repair what is unfinished by its record and missing in the queue is queued again,"
          + " each payment in one step; workers may go on running. Repeating it repeats nothing."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      "0:audited, and everything agrees",
      ExitCode.USAGE_LINE,
      "3:audited, and something contradicts something else; with --repair still, or --dry-run",
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE,
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli audit",
      "  rinha-cli audit --processors --from -1h",
      "  rinha-cli audit --processors --watch 30s",
      "  rinha-cli audit -o jsonl > breaks.jsonl",
      "  rinha-cli audit --repair --dry-run"
    })
public final class AuditCommand implements Callable<Integer> {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private ProcessorsOption processors = new ProcessorsOption();
  @Mixin private ProcessorTokenOption token = new ProcessorTokenOption();

  @Option(names = "--processors", description = "Compare with the processors as well")
  private boolean external;

  @Option(
      names = "--repair",
      description = "Queue again what is unfinished and missing in the queue")
  private boolean repair;

  @Mixin private OptionalReasonOption reason = new OptionalReasonOption();
  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(
      names = "--slices",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Into how many parts the time is cut at first. A payment that a processor has with"
              + " another time is only found if that is in another part. Default: ${DEFAULT-VALUE}")
  private int slices = 16;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Follow up so many milliseconds of each processor that differ. Default: ${DEFAULT-VALUE}")
  private int limit = 10_000;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Ask each processor for so many payments, to name those that it has beyond what is known."
              + " Default: ${DEFAULT-VALUE}")
  private int questions = 1_000_000;

  @Option(
      names = "--watch",
      paramLabel = "TIME",
      arity = "0..1",
      fallbackValue = "10s",
      converter = DurationConverter.class,
      description = "Audit again and again, so long apart. Default: 10s")
  private Duration watch = Duration.ZERO;

  /** For picocli. */
  public AuditCommand() {}

  @Override
  public Integer call() {
    requirePositive("--slices", slices);
    requirePositive("--limit", limit);
    requirePositive("--questions", questions);
    if (repair && !watch.isZero()) {
      throw new CommandFailure("--repair is done once: leave out --watch", ExitCode.USAGE);
    }
    window.window();
    String shown = token.token();
    SortedMap<String, HelidonProcessorBooks> books =
        external ? processors.books(redis.installation(), shown) : noProcessors();
    try (SharedStore store = redis.open();
        Interruption interruption = Interruption.listen()) {
      Auditing auditing = new Auditing(store, books, interruption.signal());
      int exitCode = auditing.once();
      while (!watch.isZero() && !interruption.signal().await(watch)) {
        exitCode = Math.max(exitCode, auditing.once());
      }
      return watch.isZero() ? exitCode : ExitCode.INTERRUPTED;
    } finally {
      books.values().forEach(HelidonProcessorBooks::close);
    }
  }

  private static SortedMap<String, HelidonProcessorBooks> noProcessors() {
    return new TreeMap<>();
  }

  private static void requirePositive(String option, int value) {
    if (value < 1) {
      throw new CommandFailure(option + " must be at least 1, was " + value, ExitCode.USAGE);
    }
  }

  /** Audits with what was asked for. */
  private final class Auditing {

    private final SharedStore store;
    private final SortedMap<String, HelidonProcessorBooks> books;
    private final StopSignal stop;
    private final PrintWriter messages = spec.commandLine().getErr();

    Auditing(SharedStore store, SortedMap<String, HelidonProcessorBooks> books, StopSignal stop) {
      this.store = store;
      this.books = books;
      this.stop = stop;
    }

    int once() {
      QueueRepair queue = new QueueRepair();
      int exitCode = once(queue);
      if (!repair || queue.missing() == 0) {
        return exitCode;
      }
      String missing = Count.of(queue.missing(), "payment");
      if (confirmation.dryRun()) {
        say("would queue again: %s; nothing was changed", missing);
        return exitCode;
      }
      confirmation.require(messages, "Queue again: " + missing + "?");
      OperatorRecord.write(store, clock, "queue again", missing, reason.text());
      int queued = queue.repair(store.books(), clock.millis());
      say("queued again: %s", Count.of(queued, "payment"));
      return once(new QueueRepair());
    }

    private int once(QueueRepair queue) {
      Census census = store.ledger().census();
      boolean unreachable = false;
      BreakPrinter printer = new BreakPrinter(output, spec.commandLine().getOut());
      try (printer) {
        audit(census, queue.andThen(printer));
        if (external) {
          warnOfForgotten(census);
          unreachable = !compare(printer);
        }
      }
      spec.commandLine().getOut().flush();
      tell(printer);
      if (printer.count() > 0) {
        return ExitCode.FINDING;
      }
      return unreachable ? ExitCode.UNREACHABLE : ExitCode.OK;
    }

    private void audit(Census census, Consumer<Break> breaks) {
      StatusLine line = new StatusLine(messages, Terminal.messages());
      long rows = census.accepted() + 2 * census.settled();
      InternalAudit.Extent extent;
      try (Progress progress = new Progress(line, "auditing", rows)) {
        extent =
            new InternalAudit(store.ledger(), store.books())
                .run(window.window(), breaks, done -> progress.at(Math.min(done, rows)));
      }
      say("audited %,d accepted and %,d settled payments", extent.accepted(), extent.settled());
    }

    private void warnOfForgotten(Census census) {
      if (census.forgotten() > 0 && window.window().fromMillis() == TimeWindow.ALL.fromMillis()) {
        say(
            "%s were forgotten here, and processors still have them: begin after these, with"
                + " --from",
            Count.of(census.forgotten(), "payment"));
      }
    }

    /** Answers whether every processor could be asked. */
    private boolean compare(Consumer<Break> breaks) {
      ExternalAudit.Settings settings =
          ExternalAudit.Settings.waiting(() -> stop.await(MOMENT))
              .withSlices(slices)
              .withMaxDifferences(limit)
              .withMaxQuestions(questions);
      ExternalAudit.Result result = compare(breaks, settings);
      result.processors().forEach(this::tell);
      if (result.pending() > 0) {
        say("executed there and still in doubt here: %s", Count.of(result.pending(), "payment"));
      }
      return result.processors().values().stream().allMatch(one -> one.failure().isEmpty());
    }

    private ExternalAudit.Result compare(Consumer<Break> breaks, ExternalAudit.Settings settings) {
      StatusLine line = new StatusLine(messages, Terminal.messages());
      AtomicLong calls = new AtomicLong();
      try (Progress progress = new Progress(line, "asking the processors", Progress.UNKNOWN)) {
        Runnable called =
            () -> {
              synchronized (progress) {
                progress.at(calls.incrementAndGet());
              }
            };
        return new ExternalAudit(store.ledger(), store.books(), books, settings.telling(called))
            .run(window.window(), clock.millis(), breaks);
      }
    }

    private void tell(String processor, ExternalAudit.Statement statement) {
      if (statement.failure().isEmpty()) {
        say(
            "%s: here %s, there %s; %s",
            processor,
            show(statement.here()),
            show(statement.there()),
            Count.of(statement.calls(), "call"));
        if (!statement.complete()) {
          say("%s: not all was followed up; more with --limit and --questions", processor);
        }
      } else {
        say(
            "%s could not be audited: %s%s; name it with --processor %s=URL",
            processor,
            statement.failure(),
            processors.because(redis.installation(), processor),
            processor);
      }
    }

    private void tell(BreakPrinter printer) {
      if (printer.count() == 0) {
        say("no contradictions");
      } else {
        say("%s:", Count.of(printer.count(), "contradiction"));
        printer.kinds().forEach(kind -> say("  %s: %s", BreakColumns.name(kind), words(kind)));
      }
      messages.flush();
    }

    private String words(Break.Kind kind) {
      return switch (kind) {
        case AGGREGATE_DIFFERS, LEVELS_DIFFER ->
            kind.words() + "; repair: " + redis.next(NextCommand.REBUILD_SUMMARY);
        case ENTRY_UNREADABLE -> kind.words() + ": " + redis.next(NextCommand.QUEUE_SET_ASIDE);
        case QUEUE_MISSING -> kind.words() + "; repair: " + redis.next(NextCommand.AUDIT_REPAIR);
        case OLDER_THAN_STORE ->
            "%s; purge the processors too, or compare what came after: %s"
                .formatted(kind.words(), audit(TimeText.iso(store.books().begunAtMillis())));
        default -> kind.words();
      };
    }

    private String audit(String from) {
      List<String> target = new ArrayList<>(redis.target());
      target.addAll(processors.target());
      target.addAll(token.target());
      return NextCommand.AUDIT_PROCESSORS_FROM.line(target, from);
    }

    private void say(String format, Object... values) {
      messages.println(String.format(Locale.ROOT, format, values));
    }
  }

  private static String show(Totals totals) {
    return Count.of(totals.count(), "payment") + " for " + Money.format(totals.cents());
  }
}
