package dev.rinha.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** Each record as an object on a line of its own; as an array, with brackets and commas. */
final class JsonWriter<R> extends RecordWriter<R> {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final List<Column<R>> columns;
  private final boolean array;
  private final JsonGenerator generator;

  private JsonWriter(PrintWriter out, List<Column<R>> columns, boolean array) throws IOException {
    super(out);
    this.columns = List.copyOf(columns);
    this.array = array;
    this.generator = FACTORY.createGenerator(buffer());
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    generator.setPrettyPrinter(new OnePerLine());
    if (array) {
      generator.writeStartArray();
    }
  }

  static <R> JsonWriter<R> array(PrintWriter out, List<Column<R>> columns) {
    return make(out, columns, true);
  }

  static <R> JsonWriter<R> lines(PrintWriter out, List<Column<R>> columns) {
    return make(out, columns, false);
  }

  private static <R> JsonWriter<R> make(PrintWriter out, List<Column<R>> columns, boolean array) {
    try {
      return new JsonWriter<>(out, columns, array);
    } catch (IOException e) {
      throw new UncheckedIOException("a print writer does not throw", e);
    }
  }

  @Override
  void record(Writer to, R entry) throws IOException {
    generator.writeStartObject();
    for (Column<R> column : columns) {
      generator.writeFieldName(column.name());
      String value = column.text().apply(entry);
      if (value == null) {
        generator.writeNull();
      } else if (column.kind() == Column.Kind.TEXT) {
        generator.writeString(value);
      } else {
        generator.writeRawValue(value);
      }
    }
    generator.writeEndObject();
    if (!array) {
      generator.writeRaw('\n');
    }
    generator.flush();
  }

  @Override
  void settle(Writer to) throws IOException {
    generator.flush();
  }

  @Override
  void end(Writer to) throws IOException {
    if (array) {
      generator.writeEndArray();
    }
    generator.close();
    to.write(array ? "\n" : "");
  }

  /** A line per record. */
  private static final class OnePerLine extends MinimalPrettyPrinter {

    private static final long serialVersionUID = 1L;

    OnePerLine() {
      super("");
    }

    @Override
    public void beforeArrayValues(JsonGenerator to) throws IOException {
      to.writeRaw('\n');
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator to) throws IOException {
      to.writeRaw(",\n");
    }

    @Override
    public void writeEndArray(JsonGenerator to, int values) throws IOException {
      to.writeRaw(values == 0 ? "]" : "\n]");
    }
  }
}
