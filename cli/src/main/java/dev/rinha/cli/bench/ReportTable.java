package dev.rinha.cli.bench;

import dev.rinha.core.payment.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** The report for people: a few aligned lines, the verdict last. */
final class ReportTable {

  private static final String ROW = "  %-34s %s";

  private final BenchReport report;
  private final Ansi ansi;
  private final List<String> lines = new ArrayList<>();

  private ReportTable(BenchReport report, Ansi ansi) {
    this.report = report;
    this.ansi = ansi;
  }

  static List<String> lines(BenchReport report, Ansi ansi) {
    var table = new ReportTable(report, ansi);
    table.load();
    table.latencies();
    table.consistency();
    table.score();
    table.afterwards();
    table.verdict();
    return table.lines;
  }

  private void load() {
    BenchReport.Load load = report.load();
    String mode =
        report.run().closedLoopConnections() == 0
            ? "schedule " + report.schedule().name()
            : "closed loop, " + report.run().closedLoopConnections() + " connections";
    heading(mode + (report.run().interrupted() ? " (interrupted, partial result)" : ""));
    row("payments sent", load.sent());
    row("accepted", load.accepted() + " (" + load.acceptedPerSecond() + "/s)");
    row("refused", load.refused());
    row("unanswered", load.unanswered());
    row("seed", report.run().seed());
  }

  private void latencies() {
    heading("latency in ms: p50 / p90 / p99 / p99.9 / max");
    row("all requests (k6, scored)", text(report.latencies().allRequests()));
    row("POST /payments", text(report.latencies().payments()));
    if (report.run().closedLoopConnections() == 0) {
      row("POST /payments since due", text(report.latencies().paymentsSinceDue()));
    }
  }

  private void consistency() {
    if (report.checks().isEmpty()) {
      return;
    }
    heading("consistency during the load");
    row("checks", report.checks().size());
    row("inconsistencies", report.inconsistencies());
    report.checks().stream()
        .filter(check -> !check.isClean())
        .forEach(check -> row("  at second " + check.second(), text(check)));
  }

  private void score() {
    Score score = report.score();
    if (score == null) {
      return;
    }
    heading("score of the public test");
    row("executed", Money.format(score.executedCents()));
    row("fees", score.fees().toPlainString());
    row("bonus (p99 " + score.p99Millis().toPlainString() + " ms)", score.bonus().toPlainString());
    row("fine", score.fine().toPlainString());
    row("points", score.points().toPlainString() + (score.disqualified() ? " (disqualified)" : ""));
  }

  private void afterwards() {
    Drain drain = report.drain();
    Reconciliation found = report.reconciliation();
    if (drain != null) {
      heading("after the load");
      row("not settled when the load ended", drain.unsettledAtLoadEnd());
      row("drained", (drain.complete() ? "all, in " : "not all, in ") + drain.tookMillis() + " ms");
    }
    if (found != null) {
      row("executed once, right amount", found.settledOnce());
      row("lost", found.lost());
      row("doubled", found.doubled());
      row("wrong amount", found.wrongAmount());
      row("executed though refused", found.executedThoughRefused());
      row("unanswered, yet executed", found.unansweredExecuted());
      row("unknown to this test", found.strangers());
      row("processor default", text(found.processors().primary()));
      row("processor fallback", text(found.processors().fallback()));
      report
          .fallbackPercent()
          .ifPresent(percent -> row("at the fallback", format("%.2f %%", percent)));
      found.examples().forEach(example -> lines.add("    " + example));
    }
  }

  private void verdict() {
    lines.add("");
    if (report.findings().isEmpty()) {
      lines.add(
          ansi.string(
              report.run().interrupted()
                  ? "Interrupted; nothing wrong so far."
                  : "@|bold,green Clean:|@ nothing failed, inconsistent, lost or doubled."));
    } else {
      lines.add(ansi.string("@|bold,red Findings:|@"));
      report.findings().forEach(finding -> lines.add("  - " + finding));
    }
  }

  private void heading(String text) {
    lines.add(ansi.string("@|bold " + text + "|@"));
  }

  private void row(String name, Object value) {
    lines.add(format(ROW, name, value));
  }

  private static String text(Latency latency) {
    return format(
        "%.2f / %.2f / %.2f / %.2f / %.2f",
        latency.p50Micros() / 1000.0,
        latency.p90Micros() / 1000.0,
        latency.p99Micros() / 1000.0,
        latency.p999Micros() / 1000.0,
        latency.maxMicros() / 1000.0);
  }

  private static String text(Tally tally) {
    return tally.count() + " payments, " + Money.format(tally.amountCents());
  }

  private static String text(ConsistencyCheck check) {
    Both<Tally> off = check.differences();
    String unread =
        check.unread().isEmpty() ? "" : "; too slow: " + String.join(", ", check.unread());
    return "default off by "
        + off.primary().count()
        + ", fallback off by "
        + off.fallback().count()
        + unread;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
