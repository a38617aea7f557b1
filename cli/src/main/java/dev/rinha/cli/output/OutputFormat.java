package dev.rinha.cli.output;

import java.util.Locale;

/** How records are printed. */
public enum OutputFormat {
  /** For people. */
  TABLE,
  /** One array. */
  JSON,
  /** One object per line. */
  JSONL,
  /** With a line of names first. */
  CSV;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
