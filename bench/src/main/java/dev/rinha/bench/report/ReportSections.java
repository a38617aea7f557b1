package dev.rinha.bench.report;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.load.ConsistencyCheck;
import dev.rinha.bench.load.Latency;
import dev.rinha.bench.reconciliation.Drain;
import dev.rinha.bench.reconciliation.Reconciliation;
import dev.rinha.bench.report.ReportSection.Row;
import dev.rinha.bench.schedule.Both;
import dev.rinha.core.payment.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The figures of a report in words and in order. */
public final class ReportSections {

  private static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");

  private final BenchReport report;
  private final List<ReportSection> sections = new ArrayList<>();

  private ReportSections(BenchReport report) {
    this.report = report;
  }

  public static List<ReportSection> of(BenchReport report) {
    var sections = new ReportSections(report);
    sections.load();
    sections.latencies();
    sections.consistency();
    sections.score();
    sections.afterwards();
    return List.copyOf(sections.sections);
  }

  /** What was run, in a few words. */
  static String mode(BenchReport report) {
    String mode =
        report.run().closedLoopConnections() == 0
            ? "schedule " + report.schedule().name()
            : "closed loop, " + report.run().closedLoopConnections() + " connections";
    return mode + (report.run().interrupted() ? " (interrupted, partial result)" : "");
  }

  /** Whether all is well, in one sentence. */
  public static String verdict(BenchReport report) {
    if (!report.findings().isEmpty()) {
      return "Findings:";
    }
    return report.run().interrupted()
        ? "Interrupted; nothing wrong so far."
        : "Clean: nothing failed, inconsistent, lost or doubled.";
  }

  private void load() {
    BenchReport.Load load = report.load();
    sections.add(
        new ReportSection(
            mode(report),
            List.of(
                new Row("payments sent", load.sent()),
                new Row("accepted", load.accepted() + " (" + load.acceptedPerSecond() + "/s)"),
                new Row("refused", load.refused()),
                new Row("unanswered", load.unanswered()),
                new Row("seed", report.run().seed()))));
  }

  private void latencies() {
    BenchReport.Latencies latencies = report.latencies();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("all requests (k6, scored)", values(latencies.allRequests())));
    rows.add(new Row("POST /payments", values(latencies.payments())));
    if (report.run().closedLoopConnections() == 0) {
      rows.add(new Row("POST /payments since due", values(latencies.paymentsSinceDue())));
    }
    sections.add(new ReportSection("latency in ms", PERCENTILES, rows, List.of()));
  }

  private void consistency() {
    if (report.checks().isEmpty()) {
      return;
    }
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("checks", report.checks().size()));
    rows.add(new Row("inconsistencies", report.inconsistencies()));
    report.checks().stream()
        .filter(check -> !check.isClean())
        .forEach(check -> rows.add(new Row("  at second " + check.second(), words(check))));
    sections.add(new ReportSection("consistency during the load", rows));
  }

  private void score() {
    Score score = report.score();
    if (score == null) {
      return;
    }
    sections.add(
        new ReportSection(
            "score of the public test",
            List.of(
                new Row("executed", Money.format(score.executedCents())),
                new Row("fees", score.fees().toPlainString()),
                new Row(
                    "bonus (p99 " + score.p99Millis().toPlainString() + " ms)",
                    score.bonus().toPlainString()),
                new Row("fine", score.fine().toPlainString()),
                new Row(
                    "points",
                    score.points().toPlainString()
                        + (score.disqualified() ? " (disqualified)" : "")))));
  }

  private void afterwards() {
    Drain drain = report.drain();
    if (drain == null) {
      return;
    }
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("not settled when the load ended", drain.unsettledAtLoadEnd()));
    rows.add(
        new Row(
            "drained",
            (drain.complete() ? "all, in " : "not all, in ") + drain.tookMillis() + " ms"));
    Reconciliation found = report.reconciliation();
    if (found != null) {
      rows.addAll(rows(found));
      report
          .fallbackPercent()
          .ifPresent(percent -> rows.add(new Row("at the fallback", format("%.2f %%", percent))));
    }
    sections.add(
        new ReportSection(
            "after the load", List.of(), rows, found == null ? List.of() : found.examples()));
  }

  private static List<Row> rows(Reconciliation found) {
    return List.of(
        new Row("executed once, right amount", found.settledOnce()),
        new Row("lost", found.lost()),
        new Row("doubled", found.doubled()),
        new Row("wrong amount", found.wrongAmount()),
        new Row("executed though refused", found.executedThoughRefused()),
        new Row("unanswered, yet executed", found.unansweredExecuted()),
        new Row("unknown to this test", found.strangers()),
        new Row("processor default", words(found.processors().primary())),
        new Row("processor fallback", words(found.processors().fallback())));
  }

  private static List<String> values(Latency latency) {
    List<ToLongFunction<Latency>> parts =
        List.of(
            Latency::p50Micros,
            Latency::p90Micros,
            Latency::p99Micros,
            Latency::p999Micros,
            Latency::maxMicros);
    return parts.stream().map(part -> millis(part.applyAsLong(latency))).toList();
  }

  /** Microseconds as milliseconds. */
  static String millis(long micros) {
    return format("%.2f", micros / 1000.0);
  }

  private static String words(RecordedTotals tally) {
    return tally.count() + " payments, " + Money.format(tally.amountCents());
  }

  /** What a check found. */
  static String words(ConsistencyCheck check) {
    Both<RecordedTotals> off = check.differences();
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
