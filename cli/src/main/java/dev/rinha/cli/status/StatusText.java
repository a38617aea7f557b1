package dev.rinha.cli.status;

import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.Sparkline;
import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.redis.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/** The screen, for a terminal of 80 columns and 24 rows or larger. */
final class StatusText {

  private static final int LABEL = 10;
  private static final int RATE_ROOM = 28;

  private final Status status;
  private final Ansi ansi;
  private final int columns;
  private final List<String> lines = new ArrayList<>();

  private StatusText(Status status, Ansi ansi, int columns) {
    this.status = status;
    this.ansi = ansi;
    this.columns = columns;
  }

  static List<String> lines(Status status, Ansi ansi, int columns) {
    StatusText text = new StatusText(status, ansi, columns);
    text.title();
    text.payments();
    text.processors();
    text.redis();
    text.worker();
    text.concerns();
    return text.lines;
  }

  private void title() {
    String name = "rinha at " + status.store();
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
                "%-12s %-24s %10s %8s %9s %10s",
                "processor", "says of itself", "last min", "share", "latency", "in flight")));
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
    String state =
        format(
            "%-24s",
            processor
                .pause()
                .map(pause -> "(paused for " + pausedFor(pause) + ")")
                .or(() -> processor.report().map(StatusText::words))
                .orElse("unknown"));
    return format(
        "%-12s %s %,10d %8s %9s %10s",
        processor.name(),
        processor.state().equals("up") ? green(state) : isBad(processor) ? red(state) : state,
        count,
        all == 0 ? "-" : format("%.1f %%", 100.0 * count / all),
        metric("rinha_processor_latency_seconds", processor.name())
            .filter(seconds -> seconds > 0)
            .map(seconds -> format("%.0f ms", seconds * 1_000))
            .orElse("-"),
        metric("rinha_processor_in_flight", processor.name())
            .map(
                flying ->
                    format(
                        "%.0f of %.0f",
                        flying,
                        metric("rinha_processor_in_flight_limit", processor.name()).orElse(0.0)))
            .orElse("-"));
  }

  private String pausedFor(Pause pause) {
    return Elapsed.rough(Math.max(0, status.atMillis() - pause.sinceMillis()));
  }

  private static boolean isBad(Status.Processor processor) {
    return !processor.state().equals("unknown");
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

  private Optional<Double> metric(String name, String processor) {
    WorkerPage worker = status.worker();
    return worker == null ? Optional.empty() : worker.ofProcessor(name, processor);
  }

  private void redis() {
    RedisServer redis = status.redis();
    long max = redis.number("maxmemory");
    row(
        "Redis",
        format(
            "%s, %s of memory%s, %,d commands/s",
            redis.text("redis_version").orElse("of unknown version"),
            bytes(redis.number("used_memory")),
            max == 0 ? ", no limit" : " of " + bytes(max),
            redis.number("instantaneous_ops_per_sec")));
    row("", persistence(redis));
  }

  private String persistence(RedisServer redis) {
    String policy = redis.text("maxmemory-policy").map(name -> ", " + name).orElse("");
    boolean kept = redis.text("appendonly").filter("yes"::equals).isPresent();
    if (!kept) {
      return red("append-only file is off: a restart loses payments") + policy;
    }
    String written = redis.text("aof_last_write_status").orElse("unknown");
    return "append-only file, fsync "
        + redis.text("appendfsync").orElse("unknown")
        + ", last write "
        + (written.equals("ok") ? written : red(written))
        + policy;
  }

  private void worker() {
    WorkerPage worker = status.worker();
    if (worker == null) {
      row("worker", "not asked; with --worker URL there are latency and payments in flight");
    } else if (worker.trouble().isEmpty()) {
      row(
          "worker",
          format(
              "%s works: holds %.0f payments, %.0f of them wait",
              worker.url(),
              worker.value("rinha_worker_held").orElse(0.0),
              worker.value("rinha_worker_waiting").orElse(0.0)));
    } else {
      row("worker", red(worker.trouble()));
    }
  }

  private void concerns() {
    List<Concern> concerns = Concern.of(status);
    lines.add("");
    if (concerns.isEmpty()) {
      lines.add(green("Nothing needs you."));
    }
    concerns.forEach(
        concern -> lines.add(red("! ") + concern.what() + "  ->  " + bold(concern.next())));
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
