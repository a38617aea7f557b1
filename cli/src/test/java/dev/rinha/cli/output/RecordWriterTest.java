package dev.rinha.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.basics.CommandFailure;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.cli.basics.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordWriterTest {

  private record Thing(@Nullable String name, long cents, boolean dead) {}

  private static final List<Column<Thing>> COLUMNS =
      List.of(
          Column.text("fullName", Thing::name),
          Column.cents("amount", Thing::cents),
          Column.flag("dead", Thing::dead));

  private static final Thing PLAIN = new Thing("one", 1990, false);
  private static final Thing AWKWARD = new Thing("a \"b\",\nc", 1, true);
  private static final Thing NAMELESS = new Thing(null, 123456789, false);

  private final StringWriter out = new StringWriter();

  @Test
  void tableIsAlignedUnderHeadings() {
    assertEquals(
        """
        full name      amount  dead
        one             19.90  false
        a "b", c         0.01  true
        -          1234567.89  false
        """,
        written(OutputFormat.TABLE, PLAIN, AWKWARD, NAMELESS));
  }

  @Test
  void jsonIsOneArrayWithARecordPerLine() {
    assertEquals(
        """
        [
        {"fullName":"one","amount":19.90,"dead":false},
        {"fullName":"a \\"b\\",\\nc","amount":0.01,"dead":true},
        {"fullName":null,"amount":1234567.89,"dead":false}
        ]
        """,
        written(OutputFormat.JSON, PLAIN, AWKWARD, NAMELESS));
  }

  @Test
  void jsonLinesHasNothingAroundTheRecords() {
    assertEquals(
        """
        {"fullName":"one","amount":19.90,"dead":false}
        {"fullName":null,"amount":1234567.89,"dead":false}
        """,
        written(OutputFormat.JSONL, PLAIN, NAMELESS));
  }

  @Test
  void csvNamesItsColumnsAndQuotesWhatNeedsIt() {
    assertEquals(
        """
        fullName,amount,dead
        one,19.90,false
        "a ""b"",
        c",0.01,true
        ,1234567.89,false
        """,
        written(OutputFormat.CSV, PLAIN, AWKWARD, NAMELESS));
  }

  @Test
  void noRecordsAreAValidDocument() {
    assertEquals("full name  amount  dead\n", written(OutputFormat.TABLE));
    assertEquals("[]\n", written(OutputFormat.JSON));
  }

  @Test
  void noRecordsAreNoLinesAndStillNamedInCsv() {
    assertEquals("", written(OutputFormat.JSONL));
    assertEquals("fullName,amount,dead\n", written(OutputFormat.CSV));
  }

  @Test
  void whatOthersWroteCannotSteerTheTerminal() {
    String table = written(OutputFormat.TABLE, new Thing("\u001b[2Jred", 0, false));

    assertTrue(table.contains("[2Jred"), table);
    assertEquals(-1, table.indexOf('\u001b'), table);
  }

  @Test
  void headingsAreBoldWhereThereIsColour() {
    try (var writer =
        RecordWriter.of(
            OutputFormat.TABLE, new PrintWriter(out), new Terminal(true, true, true), COLUMNS)) {
      writer.write(PLAIN);
    }

    assertTrue(out.toString().startsWith("\u001b[1mfull name"), out::toString);
  }

  @Test
  void flushShowsWhatWasWrittenSoFar() {
    try (var writer = writer(OutputFormat.JSONL)) {
      writer.write(PLAIN);
      writer.flush();

      assertEquals("{\"fullName\":\"one\",\"amount\":19.90,\"dead\":false}\n", out.toString());
    }
  }

  @Test
  void recordsAreNotKept() {
    for (OutputFormat format : OutputFormat.values()) {
      CountingWriter counting = new CountingWriter();
      try (var writer =
          RecordWriter.of(format, new PrintWriter(counting), Terminal.NONE, COLUMNS)) {
        for (int i = 0; i < 100_000; i++) {
          writer.write(PLAIN);
          assertTrue(i < 2_000 || counting.chars > (i - 2_000) * 10L, format + " keeps records");
        }
      }
    }
  }

  @Test
  void outputThatIsGoneEndsTheCommandAndSaysSo() {
    PrintWriter gone = new PrintWriter(new GoneWriter());

    CommandFailure failure =
        assertThrows(
            CommandFailure.class,
            () -> {
              try (var writer = RecordWriter.of(OutputFormat.CSV, gone, Terminal.NONE, COLUMNS)) {
                while (true) {
                  writer.write(PLAIN);
                }
              }
            });

    assertEquals(ExitCode.PARTLY_DONE, failure.exitCode());
  }

  private RecordWriter<Thing> writer(OutputFormat format) {
    return RecordWriter.of(format, new PrintWriter(out), Terminal.NONE, COLUMNS);
  }

  private String written(OutputFormat format, Thing... things) {
    out.getBuffer().setLength(0);
    try (var writer = writer(format)) {
      for (Thing thing : things) {
        writer.write(thing);
      }
    }
    return out.toString();
  }

  private static class CountingWriter extends Writer {

    private long chars;

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      chars += length;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final class GoneWriter extends CountingWriter {

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
