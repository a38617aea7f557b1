package dev.rinha.cli.basics;

import java.util.Locale;

/** Numbers of things for people. */
public final class Count {

  private Count() {}

  /** Such as {@code 1 dead letter} or {@code 1,200 dead letters}. */
  public static String of(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }
}
