package dev.rinha.cli.output;

import dev.rinha.cli.basics.TimeText;
import dev.rinha.core.payment.Money;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is told of every record, for every format. Immutable.
 *
 * @param name in JSON and CSV, such as {@code requestedAt}
 * @param heading in a table; follows from the name unless said otherwise
 * @param kind how the value is written
 * @param text the value; null for none
 */
public record Column<R>(
    String name, String heading, Kind kind, Function<R, @Nullable String> text) {

  /** Quoted in JSON and on the left in a table, or not. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** A number, as JSON writes it. */
    NUMBER,
    /** True or false. */
    FLAG
  }

  /** A text, or null for none. */
  public static <R> Column<R> text(String name, Function<R, @Nullable String> value) {
    return new Column<>(name, words(name), Kind.TEXT, value);
  }

  /** A whole number. */
  public static <R> Column<R> number(String name, ToLongFunction<R> value) {
    return figure(name, record -> Long.toString(value.applyAsLong(record)));
  }

  /** A number that was written already, or null for none. */
  public static <R> Column<R> figure(String name, Function<R, @Nullable String> value) {
    return new Column<>(name, words(name), Kind.NUMBER, value);
  }

  /** An amount in cents, written with two decimals. */
  public static <R> Column<R> cents(String name, ToLongFunction<R> value) {
    return figure(name, record -> Money.format(value.applyAsLong(record)));
  }

  /** A moment in milliseconds since the epoch, written as ISO-8601. */
  public static <R> Column<R> moment(String name, ToLongFunction<R> value) {
    return text(name, record -> TimeText.iso(value.applyAsLong(record)));
  }

  /** Yes or no. */
  public static <R> Column<R> flag(String name, Predicate<R> value) {
    return new Column<>(
        name, words(name), Kind.FLAG, record -> Boolean.toString(value.test(record)));
  }

  /** The same under another heading. */
  public Column<R> headed(String other) {
    return new Column<>(name, other, kind, text);
  }

  /** {@code requestedAt} as {@code requested at}. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
