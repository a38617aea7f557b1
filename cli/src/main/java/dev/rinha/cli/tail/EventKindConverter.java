package dev.rinha.cli.tail;

import dev.rinha.core.store.OutboxEvent.Kind;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes the kind of an event of its word; underscores are understood too. */
final class EventKindConverter implements ITypeConverter<Kind> {

  /** Every word, for completion. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return words().iterator();
    }
  }

  private static List<String> words() {
    return Arrays.stream(Kind.values()).map(Kind::text).toList();
  }

  @Override
  public Kind convert(String text) {
    try {
      return Kind.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "must be some of " + String.join(", ", words()) + ", was '" + text + "'");
    }
  }
}
