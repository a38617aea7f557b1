package dev.rinha.cli.export;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Progress;
import dev.rinha.cli.basics.StatusLine;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WindowOption;
import dev.rinha.cli.output.Column;
import dev.rinha.cli.output.OutputFormat;
import dev.rinha.cli.output.RecordWriter;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.summary.TimeWindow;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli export}: the ledger, one line for each settled payment. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the ledger: every settled payment, by the minute of its requestedAt and in order of"
          + " settlement within the minute.",
      "Only reads; safe at any time. Payments that settle meanwhile may be missing."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      "6:the output ends before the ledger does",
      ExitCode.INTERRUPTED_LINE
    },
    footer = {
      "  rinha-cli export > ledger.jsonl",
      "  rinha-cli export -o csv --from -1d | gzip > ledger.csv.gz"
    })
public final class ExportCommand implements Callable<Integer> {

  private static final List<Column<LedgerEntry>> COLUMNS =
      List.of(
          Column.text("correlationId", entry -> entry.correlationId().toString()),
          Column.cents("amount", LedgerEntry::amountCents),
          Column.text("processor", LedgerEntry::processor),
          Column.moment("requestedAt", LedgerEntry::requestedAtMillis));

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "jsonl",
      description = "jsonl (one object per line), csv, json or table. Default: ${DEFAULT-VALUE}")
  private OutputFormat format = OutputFormat.JSONL;

  /** For picocli. */
  public ExportCommand() {}

  @Override
  public Integer call() {
    TimeWindow asked = window.window();
    try (SharedStore store = redis.open()) {
      long settled = store.ledger().summary(asked).total().count();
      PrintWriter messages = spec.commandLine().getErr();
      StatusLine line = new StatusLine(messages, Terminal.messages());
      try (Progress progress = new Progress(line, "exporting", settled);
          RecordWriter<LedgerEntry> writer =
              RecordWriter.of(format, spec.commandLine().getOut(), Terminal.output(), COLUMNS)) {
        store
            .ledger()
            .entries(
                asked,
                entry -> {
                  writer.write(entry);
                  progress.step();
                });
        line.clear();
        messages.println(Count.of(writer.count(), "payment"));
        messages.flush();
      }
    }
    return ExitCode.OK;
  }
}
