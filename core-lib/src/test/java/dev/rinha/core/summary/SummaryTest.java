package dev.rinha.core.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SummaryTest {

  private static final Totals SOME = new Totals(2, 3980);
  private final Summary summary =
      new Summary(new TreeMap<>(Map.of("default", SOME))).withProcessors(List.of("fallback"));

  @Test
  void unknownProcessorIsAnErrorThatNamesTheKnownOnes() {
    var refused = assertThrows(IllegalArgumentException.class, () -> summary.of("defualt"));

    assertEquals(
        "there is no processor 'defualt' in this summary, only [default, fallback]",
        refused.getMessage());
  }

  @Test
  void processorWithoutPaymentsHasNone() {
    assertEquals(Totals.NONE, summary.of("fallback"));
    assertEquals(SOME, summary.withProcessors(List.of("default")).of("default"));
    assertEquals(SOME, summary.total());
  }
}
