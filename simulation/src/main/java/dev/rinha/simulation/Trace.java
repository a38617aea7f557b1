package dev.rinha.simulation;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/** What happened last, for the reader of a failure. Not thread safe. */
final class Trace {

  private final int kept;
  private final long startMillis;
  private final Queue<String> lines = new ArrayDeque<>();

  /**
   * @param kept how many lines; 0 notes nothing and costs nothing
   */
  Trace(int kept, long startMillis) {
    this.kept = kept;
    this.startMillis = startMillis;
  }

  void note(long nowMillis, String who, Object what) {
    note(nowMillis, who, "", what);
  }

  void note(long nowMillis, String who, String prefix, Object what) {
    if (kept > 0) {
      if (lines.size() == kept) {
        lines.remove();
      }
      lines.add(
          String.format(Locale.ROOT, "%7d %-14s %s%s", nowMillis - startMillis, who, prefix, what));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
