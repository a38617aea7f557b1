package dev.rinha.bench.page;

import dev.rinha.bench.plot.Figure;
import java.util.List;

/**
 * What a page says, from top to bottom. Texts may hold anything; they are escaped. Immutable.
 *
 * @param lead what it is about, in one or two lines
 * @param tiles the figures that matter most
 */
public record Page(
    String title, List<String> lead, Verdict verdict, List<Tile> tiles, List<Block> blocks) {

  /** Copies the lists. */
  public Page {
    lead = List.copyOf(lead);
    tiles = List.copyOf(tiles);
    blocks = List.copyOf(blocks);
  }

  /**
   * Whether all is well.
   *
   * @param details one line for each thing that is not
   */
  public record Verdict(Mood mood, String text, List<String> details) {

    /** Copies the list. */
    public Verdict {
      details = List.copyOf(details);
    }
  }

  /** What a verdict or a tile should make one feel. */
  public enum Mood {
    /** All is well. */
    GOOD,
    /** Neither. */
    NEUTRAL,
    /** Look at it. */
    BAD
  }

  /** One figure with its name, and in smaller letters what belongs to it. */
  public record Tile(String name, String value, String note, Mood mood) {}

  /** A part of the page. */
  public sealed interface Block {}

  /**
   * A figure.
   *
   * @param note how to read it; may be empty
   */
  public record Chart(String title, String note, Figure figure) implements Block {}

  /**
   * Rows with a name each.
   *
   * @param columns headings; the first is that of the names
   * @param folded whether it has to be opened first, because it is long
   * @param notes lines below the rows
   */
  public record Table(
      String title,
      List<String> columns,
      List<List<String>> rows,
      boolean folded,
      List<String> notes)
      implements Block {

    /** Copies the lists. */
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      notes = List.copyOf(notes);
    }
  }
}
