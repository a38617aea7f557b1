package dev.rinha.cli.doctor;

import dev.rinha.cli.output.Column;
import java.util.List;
import java.util.Locale;

/**
 * What one check found. Immutable.
 *
 * @param check what was looked at, in a word or two
 * @param text what was seen
 * @param remedy what to do; empty if nothing is to be done
 */
record Finding(Grade grade, String check, String text, String remedy) {

  /** How bad it is. */
  enum Grade {
    OK,
    WARN,
    FAIL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final List<Column<Finding>> COLUMNS =
      List.of(
          Column.text("result", finding -> finding.grade().toString()),
          Column.text("check", Finding::check),
          Column.text("finding", Finding::text),
          Column.text("remedy", Finding::remedy));

  static Finding ok(String check, String text) {
    return new Finding(Grade.OK, check, text, "");
  }

  static Finding warn(String check, String text, String remedy) {
    return new Finding(Grade.WARN, check, text, remedy);
  }

  static Finding fail(String check, String text, String remedy) {
    return new Finding(Grade.FAIL, check, text, remedy);
  }
}
