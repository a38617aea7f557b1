package dev.rinha.bench.plot;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The style sheets that lie beside the classes. */
public final class StyleSheet {

  private StyleSheet() {}

  /** Of everything that figures are drawn with, light and dark. */
  public static String ofPlots() {
    return read(StyleSheet.class, "colours.css") + read(StyleSheet.class, "plot.css");
  }

  /** Of pages, beside that of plots. */
  public static String ofPages() {
    return read(StyleSheet.class, "look.css");
  }

  /** A style sheet beside a class. */
  public static String read(Class<?> neighbour, String name) {
    try (InputStream file = neighbour.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing beside " + neighbour);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
