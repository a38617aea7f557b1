package dev.rinha.cli.summary;

import dev.rinha.cli.output.Column;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.Totals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one processor executed, and what it cost. Immutable.
 *
 * @param totalFee in units of the currency, exact; null if the fee is not known
 * @param allCents what all processors executed
 */
record Line(String processor, Totals totals, @Nullable BigDecimal totalFee, long allCents) {

  static final String TOTAL = "total";

  static final List<Column<Line>> COLUMNS =
      List.of(
          Column.text("processor", Line::processor),
          Column.<Line>number("totalRequests", line -> line.totals().count()).headed("payments"),
          Column.<Line>cents("totalAmount", line -> line.totals().cents()).headed("amount"),
          Column.<Line>figure("totalFee", Line::feeText).headed("fees"),
          Column.<Line>figure("sharePercent", Line::share).headed("share %"));

  /** One for each processor, by name. */
  static List<Line> of(Summary summary) {
    long all = summary.total().cents();
    List<Line> lines = new ArrayList<>();
    summary
        .processors()
        .forEach(
            (name, totals) -> lines.add(new Line(name, totals, summary.fees().get(name), all)));
    return lines;
  }

  /** All of them together. */
  static Line total(List<Line> lines) {
    Totals totals = lines.stream().map(Line::totals).reduce(Totals.NONE, Totals::plus);
    BigDecimal fees = BigDecimal.ZERO;
    for (Line line : lines) {
      BigDecimal fee = line.totalFee();
      if (fee == null) {
        return new Line(TOTAL, totals, null, totals.cents());
      }
      fees = fees.add(fee);
    }
    return new Line(TOTAL, totals, fees, totals.cents());
  }

  private @Nullable String feeText() {
    return totalFee == null ? null : totalFee.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** Of the amount, with two decimals; null if there is none. */
  private @Nullable String share() {
    return allCents == 0
        ? null
        : BigDecimal.valueOf(totals.cents())
            .movePointRight(2)
            .divide(BigDecimal.valueOf(allCents), 2, RoundingMode.HALF_EVEN)
            .toPlainString();
  }
}
