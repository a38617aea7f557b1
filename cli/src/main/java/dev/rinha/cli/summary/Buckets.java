package dev.rinha.cli.summary;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Sparkline;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.output.Column;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A window cut into pieces of equal length, which begin at multiples of it; the first and the last
 * may be cut off by the window. Immutable.
 *
 * @param width of a piece
 */
record Buckets(List<Bucket> buckets, Duration width) {

  private static final int MOST = 10_000;
  private static final int USUAL = 60;

  /**
   * One piece.
   *
   * @param fromMillis its first millisecond, since the epoch
   */
  record Bucket(long fromMillis, Summary summary) {}

  /** What one processor executed in one piece. */
  record Cell(long fromMillis, Line line) {

    static final List<Column<Cell>> COLUMNS =
        List.of(
            Column.moment("from", Cell::fromMillis),
            Column.text("processor", cell -> cell.line().processor()),
            Column.<Cell>number("totalRequests", cell -> cell.line().totals().count()),
            Column.<Cell>cents("totalAmount", cell -> cell.line().totals().cents()));
  }

  /**
   * Reads them.
   *
   * @param asked without a beginning it is the last 60 pieces; without an end it ends now
   * @throws CommandFailure if there would be too many
   */
  static Buckets read(Ledger ledger, TimeWindow asked, Duration width, long nowMillis) {
    long step = Math.max(1, width.toMillis());
    long last = Math.min(asked.toMillis(), nowMillis);
    long first =
        asked.fromMillis() == Long.MIN_VALUE
            ? Math.max(0, (last / step - USUAL + 1) * step)
            : Math.max(0, asked.fromMillis());
    if (last / step - first / step >= MOST) {
      throw new CommandFailure(
          String.format(
              Locale.ROOT,
              "that would be more than %,d buckets; name a later --from or a wider --bucket",
              MOST),
          ExitCode.USAGE);
    }
    List<Bucket> buckets = new ArrayList<>();
    for (long from = first; from <= last; from = (from / step + 1) * step) {
      TimeWindow piece = new TimeWindow(from, Math.min(last, (from / step + 1) * step - 1));
      buckets.add(new Bucket(from, ledger.summary(piece)));
    }
    return new Buckets(List.copyOf(buckets), width);
  }

  /** The last of them, at most so many. */
  List<Bucket> latest(int count) {
    return buckets.subList(Math.max(0, buckets.size() - Math.max(1, count)), buckets.size());
  }

  /** Each piece and processor, for programs. */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Bucket bucket : buckets) {
      Line.of(bucket.summary()).forEach(line -> cells.add(new Cell(bucket.fromMillis(), line)));
    }
    return cells;
  }

  private static long count(Bucket bucket, String processor) {
    return bucket.summary().withProcessors(List.of(processor)).of(processor).count();
  }

  private SortedSet<String> processors() {
    SortedSet<String> names = new TreeSet<>();
    buckets.forEach(bucket -> names.addAll(bucket.summary().processors().keySet()));
    return names;
  }

  /** For people: a column for each processor. */
  List<Column<Bucket>> columns() {
    List<Column<Bucket>> columns = new ArrayList<>();
    columns.add(Column.moment("from", Bucket::fromMillis));
    columns.add(Column.number("payments", bucket -> bucket.summary().total().count()));
    columns.add(Column.cents("amount", bucket -> bucket.summary().total().cents()));
    for (String name : processors()) {
      columns.add(Column.<Bucket>number(name, bucket -> count(bucket, name)).headed(name));
    }
    return columns;
  }

  /** For people: payments over time, a line for each processor. */
  List<String> sparklines(int columns) {
    SortedSet<String> names = processors();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (String name : names) {
      long[] counts = buckets.stream().mapToLong(bucket -> count(bucket, name)).toArray();
      String most = String.format(Locale.ROOT, "up to %,d", max(counts));
      int room = columns - width - most.length() - 4;
      lines.add(("%-" + width + "s  %s  %s").formatted(name, Sparkline.of(counts, room), most));
    }
    if (!lines.isEmpty()) {
      lines.add(
          "payments per %s from %s"
              .formatted(
                  Elapsed.rough(width().toMillis()),
                  TimeText.iso(buckets.getFirst().fromMillis())));
    }
    return lines;
  }

  private static long max(long[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
