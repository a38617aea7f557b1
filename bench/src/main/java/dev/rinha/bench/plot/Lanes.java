package dev.rinha.bench.plot;

import dev.rinha.bench.plot.LegendKey.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A lane for each processor that is red while it fails and the deeper amber the slower it is, and
 * under them, where there are any, one with a dot for each check. Immutable.
 *
 * @param checks empty for no such lane
 */
public record Lanes(TimeAxis time, List<Lane> lanes, List<Check> checks) implements Figure {

  private static final int LANE_HEIGHT = 20;
  private static final int LANE_STEP = LANE_HEIGHT + 6;
  private static final long[] DEEPER_ABOVE_MILLIS = {50, 500, 2_000};
  private static final double LEAST_LABEL_PERCENT = 10;

  /** On the screen of a telephone. */
  private static final double LEAST_NARROW_LABEL_PERCENT = 15;

  private static final int CHECK_RADIUS = 5;

  /** What a processor goes through. */
  public record Lane(String name, List<Span> spans) {

    /** Copies the list. */
    public Lane {
      spans = List.copyOf(spans);
    }
  }

  /**
   * How a processor behaves from one second to another.
   *
   * @param note in addition, such as faults; empty for none
   */
  public record Span(double from, double to, long delayMillis, boolean failing, String note) {

    /** Whether there is nothing to show. */
    boolean isHealthy() {
      return !failing && delayMillis == 0 && note.isEmpty();
    }

    /** In a few words, such as {@code 1.5 s, failing}. */
    public String words() {
      List<String> words = new ArrayList<>();
      if (delayMillis > 0) {
        words.add(delay());
      }
      if (failing) {
        words.add("failing");
      }
      if (!note.isEmpty()) {
        words.add(note);
      }
      return words.isEmpty() ? "healthy" : String.join(", ", words);
    }

    private String delay() {
      return delayMillis < 1000
          ? delayMillis + " ms"
          : String.format(Locale.ROOT, "%s s", Markup.number(delayMillis / 1000.0));
    }

    private String label() {
      return failing ? "fails" : delayMillis > 0 ? delay() : "";
    }
  }

  /**
   * A moment at which something was compared.
   *
   * @param hint shown when it is pointed at
   */
  public record Check(double second, boolean clean, String hint) {}

  /** Copies the lists. */
  public Lanes {
    lanes = List.copyOf(lanes);
    checks = List.copyOf(checks);
  }

  @Override
  public int height() {
    return (lanes.size() + (checks.isEmpty() ? 0 : 1)) * LANE_STEP;
  }

  @Override
  public List<LegendKey> legend() {
    List<LegendKey> keys = new ArrayList<>();
    keys.add(new LegendKey("healthy", "healthy", Shape.BOX));
    keys.add(new LegendKey("slow, the deeper the slower", "slow slow-3", Shape.BOX));
    keys.add(new LegendKey("failing", "failing", Shape.BOX));
    if (checks.stream().anyMatch(Check::clean)) {
      keys.add(new LegendKey("consistent", "check clean", Shape.DOT));
    }
    if (!checks.stream().allMatch(Check::clean)) {
      keys.add(new LegendKey("inconsistent", "check unclean", Shape.DOT));
    }
    return keys;
  }

  @Override
  public void draw(Markup markup, String summary, Attributes placing) {
    Frame.open(markup, summary, height(), placing);
    Frame.times(markup, time);
    int top = 0;
    for (Lane lane : lanes) {
      Frame.leftLabel(markup, Integer.toString(top + LANE_HEIGHT / 2), lane.name());
      markup.empty("rect", box("healthy", 0, 100, top));
      for (Span span : lane.spans()) {
        span(markup, lane, span, top);
      }
      top += LANE_STEP;
    }
    checks(markup, top + LANE_HEIGHT / 2);
    markup.close();
  }

  private void span(Markup markup, Lane lane, Span span, int top) {
    double from = time.percent(span.from());
    double width = time.percent(span.to()) - from;
    if (width == 0) {
      return;
    }
    markup.open("g");
    markup.leaf("title", hint(lane, span));
    markup.empty("rect", box(style(span), from, width, top));
    if (width >= LEAST_LABEL_PERCENT) {
      label(markup, span, from, width, top);
    }
    markup.close();
  }

  private static String hint(Lane lane, Span span) {
    return String.format(
        Locale.ROOT,
        "%s, %s s to %s s: %s",
        lane.name(),
        Markup.number(span.from()),
        Markup.number(span.to()),
        span.words());
  }

  private static String style(Span span) {
    if (span.failing()) {
      return "failing";
    }
    return span.isHealthy() ? "healthy" : "slow slow-" + depth(span.delayMillis());
  }

  /** From 1 to 4, a tone for each. */
  private static int depth(long delayMillis) {
    int depth = 1;
    for (long bound : DEEPER_ABOVE_MILLIS) {
      depth += delayMillis > bound ? 1 : 0;
    }
    return depth;
  }

  private static Attributes box(String style, double from, double width, int top) {
    return Attributes.style(style)
        .percent("x", from)
        .percent("width", width)
        .with("y", top)
        .with("height", LANE_HEIGHT);
  }

  private static void label(Markup markup, Span span, double from, double width, int top) {
    String style =
        (span.failing() ? "lane on-failing" : "lane")
            + (width < LEAST_NARROW_LABEL_PERCENT ? " short" : "");
    markup.leaf(
        "text",
        span.label(),
        Attributes.style(style)
            .percent("x", from + width / 2)
            .with("y", top + LANE_HEIGHT / 2)
            .with("dy", "0.35em")
            .with("text-anchor", "middle"));
  }

  private void checks(Markup markup, int middle) {
    if (checks.isEmpty()) {
      return;
    }
    Frame.leftLabel(markup, Integer.toString(middle), "checks");
    for (Check check : checks) {
      markup
          .open(
              "circle",
              Attributes.style(check.clean() ? "check clean" : "check unclean")
                  .percent("cx", time.percent(check.second()))
                  .with("cy", middle)
                  .with("r", CHECK_RADIUS))
          .leaf("title", check.hint())
          .close();
    }
  }
}
