package dev.rinha.cli.summary;

import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import dev.rinha.cli.options.DurationConverter;
import dev.rinha.cli.options.FeesOption;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.cli.options.WatchOption;
import dev.rinha.cli.options.WindowOption;
import dev.rinha.cli.output.OutputOption;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.summary.TimeWindow;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rinha-cli summary}: what was executed where, read from the store. */
@Command(
    name = "summary",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how many payments each processor executed, what they come to, and what they cost.",
      "With --bucket over time: a row for each piece, and a line of blocks for each processor."
    },
    exitCodeListHeading = ExitCode.HEADING,
    exitCodeList = {
      ExitCode.OK_LINE,
      ExitCode.USAGE_LINE,
      ExitCode.UNREACHABLE_LINE,
      ExitCode.REFUSED_LINE
    },
    footer = {
      "  rinha-cli summary",
      "  rinha-cli summary --from -15m --bucket 1m",
      "  rinha-cli summary --bucket 1s --watch",
      "  rinha-cli summary --from 2025-07-15T12:00:00Z --to 2025-07-15T12:59:59.999Z -o csv"
    })
public final class SummaryCommand implements Callable<Integer> {

  private static final int EVERYTHING = Integer.MAX_VALUE;

  private final InstantSource clock = InstantSource.system();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private RedisOption redis = new RedisOption();
  @Mixin private WindowOption window = new WindowOption();
  @Mixin private FeesOption fees = new FeesOption();
  @Mixin private OutputOption output = new OutputOption();
  @Mixin private WatchOption watch = new WatchOption();

  @Option(
      names = "--bucket",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Cut the window into pieces of 1s, 1m, 1h or another length. Without --from it is the"
              + " last 60 of them")
  private @Nullable Duration bucket;

  /** For picocli. */
  public SummaryCommand() {}

  @Override
  public Integer call() {
    TimeWindow asked = window.window();
    Map<String, Fee> known = fees.fees(redis.installation());
    PrintWriter out = spec.commandLine().getOut();
    try (SharedStore store = redis.open()) {
      Ledger ledger = store.ledger();
      fees.requireKnown(redis.installation(), ledger);
      if (watch.isAsked()) {
        return watch.show(out, () -> frame(ledger, asked, known));
      }
      print(out, ledger, asked, known, EVERYTHING);
      return ExitCode.OK;
    }
  }

  private List<String> frame(Ledger ledger, TimeWindow asked, Map<String, Fee> known) {
    StringWriter frame = new StringWriter();
    PrintWriter to = new PrintWriter(frame);
    Terminal terminal = Terminal.output();
    print(to, ledger, asked, known, terminal.animated() ? terminal.size().rows() : EVERYTHING);
    return frame.toString().lines().toList();
  }

  private void print(
      PrintWriter out, Ledger ledger, TimeWindow asked, Map<String, Fee> known, int rows) {
    Duration width = bucket;
    if (width == null) {
      output.print(out, Line.COLUMNS, lines(ledger, asked, known));
      return;
    }
    Buckets buckets = Buckets.read(ledger, asked, width, clock.millis());
    if (output.forPeople()) {
      List<String> sparklines = buckets.sparklines(Terminal.output().columns());
      sparklines.forEach(out::println);
      output.print(out, buckets.columns(), buckets.latest(rows - sparklines.size() - 1));
    } else {
      output.print(out, Buckets.Cell.COLUMNS, buckets.cells());
    }
  }

  private List<Line> lines(Ledger ledger, TimeWindow asked, Map<String, Fee> known) {
    List<Line> lines = Line.of(ledger.summary(asked, known));
    if (!output.forPeople()) {
      return lines;
    }
    List<Line> withTotal = new ArrayList<>(lines);
    withTotal.add(Line.total(lines));
    return withTotal;
  }
}
