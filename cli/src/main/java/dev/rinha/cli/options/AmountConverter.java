package dev.rinha.cli.options;

import dev.rinha.core.payment.Money;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes an amount of {@code 19}, {@code 19.9} or {@code 19.90}. */
public final class AmountConverter implements ITypeConverter<Money> {

  /** For picocli. */
  public AmountConverter() {}

  @Override
  public Money convert(String text) {
    try {
      return Money.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("an amount such as 19.90 " + e.getMessage());
    }
  }
}
