package dev.rinha.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** JSON objects, read and written by token: no databind on the way of a payment. */
final class JsonObjects {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(64).maxNestingDepth(8).build())
          .build();

  private JsonObjects() {}

  /** Takes one field; the parser stands at its value. */
  @FunctionalInterface
  interface FieldReader {
    void read(String name, JsonParser value) throws IOException;
  }

  /** Writes the fields of an object. */
  @FunctionalInterface
  interface FieldWriter {
    void write(JsonGenerator fields) throws IOException;
  }

  /**
   * Reads one JSON object.
   *
   * @throws InvalidRequest if the body is anything else
   */
  static void read(byte[] body, FieldReader reader) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequest("body must be a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        reader.read(name, parser);
        parser.skipChildren();
      }
      if (parser.nextToken() != null) {
        throw new InvalidRequest("body must be one JSON object with nothing behind it");
      }
    } catch (JsonProcessingException malformed) {
      throw new InvalidRequest("body is not valid JSON: " + malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static String text(String name, JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_STRING) {
      throw new InvalidRequest(name + " must be a string");
    }
    return value.getText();
  }

  static BigDecimal decimal(String name, JsonParser value) throws IOException {
    if (!value.currentToken().isNumeric()) {
      throw new InvalidRequest(name + " must be a number");
    }
    return value.getDecimalValue();
  }

  static int integer(String name, JsonParser value) throws IOException {
    if (value.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new InvalidRequest(name + " must be a whole number");
    }
    return value.getIntValue();
  }

  static boolean bool(String name, JsonParser value) throws IOException {
    if (!value.currentToken().isBoolean()) {
      throw new InvalidRequest(name + " must be true or false");
    }
    return value.getBooleanValue();
  }

  static byte[] object(FieldWriter writer) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      generator.writeStartObject();
      writer.write(generator);
      generator.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static byte[] message(String message) {
    return object(fields -> fields.writeStringField("message", message));
  }

  static void decimal(JsonGenerator fields, String name, BigDecimal value) throws IOException {
    fields.writeFieldName(name);
    fields.writeNumber(value.toPlainString());
  }
}
