package dev.rinha.cli.options;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a whole number; says so, and not the name of a type of Java, where there is none. */
public final class NumberConverter<N extends Number> implements ITypeConverter<N> {

  private final Function<String, N> parse;

  /**
   * @param parse throws {@link NumberFormatException} for what is none, or too large
   */
  public NumberConverter(Function<String, N> parse) {
    this.parse = parse;
  }

  @Override
  public N convert(String text) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          text.matches("[+-]?\\d+")
              ? "is too large a number: '" + text + "'"
              : "must be a whole number, was '" + text + "'");
    }
  }
}
