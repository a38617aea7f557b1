package dev.rinha.cli.simulate;

import dev.rinha.core.routing.Reason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** How numbers and reasons are written for people. */
final class Texts {

  private Texts() {}

  /** Millionths of a cent in units of the currency, to the cent. */
  static String money(long microCents) {
    return BigDecimal.valueOf(microCents, 8).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f %%", part * 100);
  }

  /** Such as {@code hold-full}. */
  static String name(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
