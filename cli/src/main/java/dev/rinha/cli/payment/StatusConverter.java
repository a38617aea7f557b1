package dev.rinha.cli.payment;

import dev.rinha.core.payment.PaymentStatus;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a status of its word; {@code in-doubt}, as the command is called, is understood too. */
final class StatusConverter implements ITypeConverter<PaymentStatus> {

  /** Every word, for completion. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return words().iterator();
    }
  }

  private static List<String> words() {
    return Arrays.stream(PaymentStatus.values()).map(PaymentStatus::text).toList();
  }

  @Override
  public PaymentStatus convert(String text) {
    try {
      return PaymentStatus.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "must be some of " + String.join(", ", words()) + ", was '" + text + "'");
    }
  }
}
