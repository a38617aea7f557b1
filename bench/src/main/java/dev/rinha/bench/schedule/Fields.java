package dev.rinha.bench.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A JSON object read field by field, so that an error can name the field by its full path. */
final class Fields {

  private final String path;
  private final JsonNode object;

  private Fields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  /**
   * @throws InvalidScheduleException if the node is no object, or has a field that is not known
   */
  static Fields of(String path, JsonNode node, Set<String> known) {
    if (!node.isObject()) {
      throw wrong(path.isEmpty() ? "the file" : path, "must be an object", node);
    }
    Fields fields = new Fields(path, node);
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw new InvalidScheduleException(
                    fields.at(name)
                        + " is not known here; known are "
                        + String.join(", ", known.stream().sorted().toList()));
              }
            });
    return fields;
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  JsonNode node(String name) {
    return object.path(name);
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  String text(String name, String fallback) {
    if (!has(name)) {
      return fallback;
    }
    if (!node(name).isTextual()) {
      throw wrong(at(name), "must be a text", node(name));
    }
    return node(name).textValue();
  }

  int integer(String name, int min, int max, int fallback) {
    return has(name) ? integer(name, min, max) : fallback;
  }

  int integer(String name, int min, int max) {
    JsonNode value = node(name);
    if (!value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < min
        || value.intValue() > max) {
      throw wrong(at(name), "must be a whole number from " + min + " to " + max, value);
    }
    return value.intValue();
  }

  boolean bool(String name, boolean fallback) {
    if (!has(name)) {
      return fallback;
    }
    if (!node(name).isBoolean()) {
      throw wrong(at(name), "must be true or false", node(name));
    }
    return node(name).booleanValue();
  }

  BigDecimal fraction(String name) {
    JsonNode value = node(name);
    if (!value.isNumber()
        || value.decimalValue().signum() < 0
        || value.decimalValue().compareTo(BigDecimal.ONE) >= 0) {
      throw wrong(at(name), "must be a fraction from 0 to below 1, such as 0.05", value);
    }
    return value.decimalValue();
  }

  /** Reads an array that must not be empty. */
  <T> List<T> list(String name, BiFunction<String, JsonNode, T> element) {
    JsonNode array = node(name);
    if (!array.isArray() || array.isEmpty()) {
      throw wrong(at(name), "must be a list with at least one element", array);
    }
    List<T> result = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      result.add(element.apply(at(name) + "[" + i + "]", array.get(i)));
    }
    return List.copyOf(result);
  }

  <T> T nested(String name, Set<String> known, Function<Fields, T> read) {
    return read.apply(of(at(name), node(name), known));
  }

  static InvalidScheduleException wrong(String field, String rule, JsonNode value) {
    String was = value.isMissingNode() ? "is missing" : "was " + value;
    return new InvalidScheduleException(field + " " + rule + ", " + was);
  }
}
