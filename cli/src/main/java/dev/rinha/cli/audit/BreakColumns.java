package dev.rinha.cli.audit;

import dev.rinha.cli.basics.TimeText;
import dev.rinha.cli.output.Column;
import dev.rinha.core.audit.Break;
import dev.rinha.core.payment.Money;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How contradictions are printed: a few columns for people, every figure for programs. */
public final class BreakColumns {

  private static final List<Column<Break>> FOR_PEOPLE =
      List.of(
          Column.<Break>text("kind", BreakColumns::kind).headed("what"),
          Column.<Break>text("subject", BreakColumns::subject).headed("where"),
          Column.text("detail", BreakColumns::detail));

  private static final List<Column<Break>> ALL =
      List.of(
          Column.text("kind", BreakColumns::kind),
          Column.text("correlationId", BreakColumns::correlationId),
          Column.text("processor", BreakColumns::processor),
          Column.text("from", found -> bound(found, TimeWindow::fromMillis)),
          Column.text("to", found -> bound(found, TimeWindow::toMillis)),
          Column.figure("expectedCount", found -> count(found, Break.OfTotals::expected)),
          Column.figure("expectedAmount", found -> amount(found, Break.OfTotals::expected)),
          Column.figure("foundCount", found -> count(found, Break.OfTotals::found)),
          Column.figure("foundAmount", found -> amount(found, Break.OfTotals::found)),
          Column.text("detail", BreakColumns::detail));

  private BreakColumns() {}

  /** The columns. */
  public static List<Column<Break>> of(boolean forPeople) {
    return forPeople ? FOR_PEOPLE : ALL;
  }

  /** Such as {@code ledger-missing}. */
  public static String name(Break.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String kind(Break found) {
    return name(found.kind());
  }

  private static String subject(Break found) {
    return switch (found) {
      case Break.OfPayment payment -> payment.correlationId().toString();
      case Break.OfTotals totals -> totals.processor() + " " + span(totals.window());
      case Break.OfCensus census -> census.what();
    };
  }

  private static String span(TimeWindow window) {
    String from = TimeText.iso(window.fromMillis());
    String to = TimeText.iso(window.toMillis());
    return window.fromMillis() <= 0
        ? "until " + to
        : window.fromMillis() == window.toMillis() ? from : from + " to " + to;
  }

  private static String detail(Break found) {
    return switch (found) {
      case Break.OfPayment payment -> payment.detail();
      case Break.OfTotals totals ->
          "%s, and should be %s".formatted(show(totals.found()), show(totals.expected()));
      case Break.OfCensus census ->
          String.format(Locale.ROOT, "%,d, and should be %,d", census.found(), census.expected());
    };
  }

  private static String show(Totals totals) {
    return String.format(Locale.ROOT, "%,d for %s", totals.count(), Money.format(totals.cents()));
  }

  private static @Nullable String correlationId(Break found) {
    return found instanceof Break.OfPayment payment ? payment.correlationId().toString() : null;
  }

  private static @Nullable String processor(Break found) {
    return switch (found) {
      case Break.OfPayment payment -> payment.processor().isEmpty() ? null : payment.processor();
      case Break.OfTotals totals -> totals.processor();
      case Break.OfCensus _ -> null;
    };
  }

  private static @Nullable String bound(Break found, Function<TimeWindow, Long> bound) {
    return switch (found) {
      case Break.OfPayment payment ->
          payment.atMillis() == 0 ? null : TimeText.iso(payment.atMillis());
      case Break.OfTotals totals -> TimeText.iso(bound.apply(totals.window()));
      case Break.OfCensus _ -> null;
    };
  }

  private static @Nullable String count(Break found, Function<Break.OfTotals, Totals> side) {
    return switch (found) {
      case Break.OfTotals totals -> Long.toString(side.apply(totals).count());
      case Break.OfCensus census ->
          // The same side of a census, which has counts only.
          Long.toString(side.apply(asTotals(census)).count());
      case Break.OfPayment _ -> null;
    };
  }

  private static Break.OfTotals asTotals(Break.OfCensus census) {
    return new Break.OfTotals(
        census.kind(),
        "",
        TimeWindow.ALL,
        new Totals(census.expected(), 0),
        new Totals(census.found(), 0));
  }

  private static @Nullable String amount(Break found, Function<Break.OfTotals, Totals> side) {
    return found instanceof Break.OfTotals totals ? Money.format(side.apply(totals).cents()) : null;
  }
}
