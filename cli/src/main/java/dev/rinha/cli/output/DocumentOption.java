package dev.rinha.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** In which format a command prints the one document that it has to tell. */
public final class DocumentOption {

  /** For people or for programs. */
  enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @ArgGroup private Choice choice = new Choice();

  /** One of the two. */
  private static final class Choice {

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "text or json. Default: text")
    private Format format = Format.TEXT;

    @Option(names = "--json", description = "The same as -o json")
    private boolean json;
  }

  /** Whether JSON was asked for. */
  public boolean isJson() {
    return choice.json || choice.format == Format.JSON;
  }

  /** Prints one of the two. */
  public void print(
      PrintWriter out, Supplier<List<String>> lines, Supplier<? extends JsonNode> document) {
    if (isJson()) {
      JsonDocument.print(out, document.get());
    } else {
      lines.get().forEach(out::println);
      out.flush();
    }
  }
}
