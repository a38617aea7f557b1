package dev.rinha.cli.bench;

import dev.rinha.bench.report.BenchReport;
import dev.rinha.bench.report.ReportSection;
import dev.rinha.bench.report.ReportSections;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** The report for a terminal: a few aligned lines, the verdict last. */
final class ReportTable {

  private static final String ROW = "  %-34s %s";
  private static final String BETWEEN = " / ";

  private final Ansi ansi;
  private final List<String> lines = new ArrayList<>();

  private ReportTable(Ansi ansi) {
    this.ansi = ansi;
  }

  static List<String> lines(BenchReport report, Ansi ansi) {
    var table = new ReportTable(ansi);
    ReportSections.of(report).forEach(table::add);
    table.verdict(report);
    return table.lines;
  }

  private void add(ReportSection section) {
    String columns =
        section.columns().isEmpty() ? "" : ": " + String.join(BETWEEN, section.columns());
    lines.add(ansi.string("@|bold " + section.heading() + columns + "|@"));
    for (ReportSection.Row row : section.rows()) {
      lines.add(String.format(Locale.ROOT, ROW, row.name(), String.join(BETWEEN, row.values())));
    }
    section.notes().forEach(note -> lines.add("    " + note));
  }

  private void verdict(BenchReport report) {
    String style = report.findings().isEmpty() ? "@|bold,green " : "@|bold,red ";
    lines.add("");
    lines.add(ansi.string(style + ReportSections.verdict(report) + "|@"));
    report.findings().forEach(finding -> lines.add("  - " + finding));
  }
}
