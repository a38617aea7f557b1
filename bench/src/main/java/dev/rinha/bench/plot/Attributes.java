package dev.rinha.bench.plot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The attributes of an element, in the order in which they were named. Not thread safe. */
public final class Attributes {

  private final Map<String, String> values = new LinkedHashMap<>();

  private Attributes() {}

  /** No attributes. */
  public static Attributes none() {
    return new Attributes();
  }

  /** The classes by which the style sheet knows the element. */
  public static Attributes style(String classes) {
    return none().with("class", classes);
  }

  /** Adds one; numbers are written with at most two decimals. */
  public Attributes with(String name, Object value) {
    values.put(name, value instanceof Double number ? Markup.number(number) : value.toString());
    return this;
  }

  /** Adds one as a share of the width or height. */
  Attributes percent(String name, double value) {
    return with(name, Markup.percent(value));
  }

  /** Adds all of the others. */
  Attributes with(Attributes others) {
    values.putAll(others.values);
    return this;
  }

  void forEach(BiConsumer<String, String> action) {
    values.forEach(action);
  }
}
