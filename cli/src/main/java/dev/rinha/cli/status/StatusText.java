package dev.rinha.cli.status;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.Sparkline;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.StoreServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** The screen, for a terminal of 80 columns and 24 rows or larger. */
final class StatusText {

  private static final int LABEL = 10;
  private static final int RATE_ROOM = 28;

  private final Status status;
  private final RedisOption redis;
  private final Ansi ansi;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private StatusText(Status status, RedisOption redis, Ansi ansi, int columns) {
    this.status = status;
    this.redis = redis;
    this.ansi = ansi;
    this.columns = columns;
  }

  /**
   * @param redis names the store in commands
   */
  static List<String> lines(Status status, RedisOption redis, Ansi ansi, int columns) {
    StatusText text = new StatusText(status, redis, ansi, columns);
    text.title();
    text.payments();
    text.processors();
    text.worker();
    text.redis();
    text.concerns();
    return text.lines;
  }

  private void title() {
    String name = status.store();
    String time = TimeText.iso(status.atMillis()).replace('T', ' ').replaceAll("\\.\\d+Z", " UTC");
    String gap = " ".repeat(Math.max(2, Math.min(columns, 100) - name.length() - time.length()));
    lines.add(bold(name) + gap + time);
    lines.add("");
  }

  private void payments() {
    Census census = status.census();
    row(
        "payments",
        format(
            "%,d accepted, %,d settled%s",
            census.accepted(),
            census.settled(),
            census.conserved() ? "" : red(", and the books do not balance")));
    String oldest =
        census.unfinished() == 0 ? "" : ", oldest " + Elapsed.rough(status.oldestMillis());
    row(
        "queue",
        format(
            "%,d waiting, %,d in flight%s%s",
            census.queued(),
            census.inFlight(),
            oldest,
            status.pauses().ofQueue().map(_ -> red(", paused")).orElse("")));
    row(
        "stuck",
        "%s in doubt, %s dead letters, %s conflicts"
            .formatted(alarm(census.inDoubt()), alarm(census.dead()), alarm(status.conflicts())));
    row("settled", format("%.1f/s over 10 s, %.1f/s over 1 min", status.rate(10), status.rate(60)));
    long[] perSecond = status.perSecond().stream().mapToLong(Long::longValue).toArray();
    row("", Sparkline.of(perSecond, Math.min(60, columns - RATE_ROOM)) + "  last minute");
    lines.add("");
  }

  private void processors() {
    lines.add(
        bold(
            format(
                "%-12s %-36s %10s %8s %10s",
                "processor", "says of itself", "last min", "share", "fees")));
    List<Status.Processor> processors = status.processors();
    if (processors.isEmpty()) {
      lines.add("(none has executed anything, nor said how it is)");
    }
    processors.forEach(processor -> lines.add(line(processor)));
    lines.add("");
  }

  private String line(Status.Processor processor) {
    long all = status.lastMinute().total().count();
    long count = processor.lastMinute().count();
    BigDecimal fee = status.lastMinute().fees().get(processor.name());
    return format(
        "%-12s %s %,10d %8s %10s",
        processor.name(),
        report(processor),
        count,
        all == 0 ? "-" : format("%.1f %%", 100.0 * count / all),
        fee == null ? "-" : format("%,.2f", fee));
  }

  private String report(Status.Processor processor) {
    if (processor.pause().isPresent()) {
      Pause pause = processor.pause().get();
      long millis = Math.max(0, status.atMillis() - pause.sinceMillis());
      return red(format("%-36s", "(paused for " + Elapsed.rough(millis) + ")"));
    }
    if (processor.report().isEmpty()) {
      return format("%-36s", "unknown");
    }
    HealthBoard.Seen seen = processor.report().get();
    boolean stale = Status.Processor.stale(seen);
    String words = format("%-36s", words(seen) + (stale ? " (stale)" : ""));
    return stale ? words : Status.Processor.reported(seen).equals("up") ? green(words) : red(words);
  }

  private static String words(HealthBoard.Seen seen) {
    String age = ", " + Elapsed.rough(seen.ageMillis()) + " ago";
    return switch (seen.report()) {
      case HealthReport.Reported(boolean failing, long millis) ->
          (failing ? "failing" : "up, " + millis + " ms") + age;
      case HealthReport.Refused _ -> "asked too often" + age;
      case HealthReport.Unreachable _ -> "unreachable" + age;
    };
  }

  private void worker() {
    WorkerPage worker = status.worker();
    if (worker == null) {
      row("worker", "not asked, nobody says where it is; name it with --worker URL");
    } else if (!worker.works()) {
      row("worker", red(worker.trouble()));
    } else {
      row(
          "worker",
          format(
              "%s holds %s, %,d of them wait",
              worker.url(), Count.of(worker.held(), "payment"), worker.waiting()));
      lines.add(
          bold(
              format(
                  "%-12s %-22s %14s %12s %14s",
                  "processor", "the worker believes", "last success", "latency", "in flight")));
      status
          .processors()
          .forEach(one -> one.belief().ifPresent(belief -> lines.add(line(one.name(), belief))));
      String decisions =
          worker.decisions().entrySet().stream()
              .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
              .map(entry -> format("%,d %s", entry.getValue(), entry.getKey()))
              .collect(Collectors.joining(", "));
      row("decisions", clipped(decisions.isEmpty() ? "none yet" : decisions));
    }
    lines.add("");
  }

  private String line(String name, WorkerPage.Belief belief) {
    String state =
        format(
            "%-22s",
            (belief.down() ? "down" : "up")
                + belief.forMillis().stream()
                    .mapToObj(millis -> " for " + Elapsed.rough((long) millis))
                    .collect(Collectors.joining()));
    return format(
        "%-12s %s %14s %12s %14s",
        name,
        belief.down() ? red(state) : green(state),
        belief.lastSuccessMillis().isEmpty()
            ? "-"
            : Elapsed.rough((long) belief.lastSuccessMillis().getAsDouble()) + " ago",
        belief.latencyMillis() > 0 ? format("%.0f ms", belief.latencyMillis()) : "-",
        format("%,d of %,d", belief.inFlight(), belief.limit()));
  }

  private String clipped(String text) {
    int room = columns - LABEL;
    return text.length() <= room ? text : text.substring(0, room - 3) + "...";
  }

  private void redis() {
    StoreServer server = status.redis();
    long max = server.number("maxmemory");
    row(
        "Redis",
        format(
            "%s, %s of memory%s, %,d commands/s",
            server.text("redis_version").orElse("of unknown version"),
            bytes(server.number("used_memory")),
            max == 0 ? ", no limit" : " of " + bytes(max),
            server.number("instantaneous_ops_per_sec")));
    row("", persistence(server));
  }

  private String persistence(StoreServer server) {
    String policy = server.text("maxmemory-policy").map(name -> ", " + name).orElse("");
    boolean kept = server.text("appendonly").filter("yes"::equals).isPresent();
    if (!kept) {
      return red("append-only file is off: a restart loses payments") + policy;
    }
    String written = server.text("aof_last_write_status").orElse("unknown");
    return "append-only file, fsync "
        + server.text("appendfsync").orElse("unknown")
        + ", last write "
        + (written.equals("ok") ? written : red(written))
        + policy;
  }

  private void concerns() {
    List<Concern> concerns = Concern.of(status, redis);
    lines.add("");
    if (concerns.isEmpty()) {
      lines.add(green("Nothing needs you."));
    }
    concerns.forEach(this::add);
  }

  /** The next command on a line of its own where both do not fit, so that it can be copied. */
  private void add(Concern concern) {
    String what = red("! ") + concern.what();
    String next = "->  " + bold(concern.next());
    if ("! ".length() + concern.what().length() + concern.next().length() + 6 <= columns) {
      lines.add(what + "  " + next);
    } else {
      lines.add(what);
      lines.add("    " + next);
    }
  }

  private void row(String label, String text) {
    lines.add(bold(format("%-" + LABEL + "s", label)) + text);
  }

  static String bytes(long bytes) {
    if (bytes < 10_000) {
      return bytes + " bytes";
    }
    return bytes < 10_000_000
        ? format("%,.0f kB", bytes / 1e3)
        : bytes < 10_000_000_000L
            ? format("%,.0f MB", bytes / 1e6)
            : format("%,.1f GB", bytes / 1e9);
  }

  private String alarm(long count) {
    String text = format("%,d", count);
    return count == 0 ? text : red(text);
  }

  private String bold(String text) {
    return styled("1", text);
  }

  private String red(String text) {
    return styled("1;31", text);
  }

  private String green(String text) {
    return styled("32", text);
  }

  /**
   * Not with picocli's markup: what others wrote may contain it, and its end of bold is an
   * underline on some terminals.
   */
  private String styled(String codes, String text) {
    return ansi.enabled() && !text.isBlank() ? "\u001b[" + codes + "m" + text + "\u001b[0m" : text;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
