package dev.rinha.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.load.ExecutionSample;
import dev.rinha.bench.load.LoadMeasurements.SecondFigures;
import dev.rinha.bench.schedule.Both;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunTimelineTest {

  @Test
  void runWithoutAnythingIsOneQuietSecond() {
    RunTimeline timeline = RunTimeline.of(List.of(), List.of());

    assertEquals(1, timeline.columns().size());
    assertTrue(Double.isNaN(timeline.columns().getFirst().p99Micros()));
    assertTrue(Double.isNaN(timeline.columns().getFirst().backlog()));
  }

  @Test
  void executedPaymentsAddUpToTheLastSampleHoweverLateTheSamplesAre() {
    RunTimeline timeline =
        RunTimeline.of(
            List.of(second(0, 10), second(1, 20)),
            List.of(
                sample(3, 0, 0, 0),
                sample(1012, 10, 4, 1),
                sample(3600, 30, 20, 3), // The one at second 2 and the one at second 3 were missed.
                sample(4100, 30, 26, 3),
                sample(4300, 30, 27, 3)));

    List<RunTimeline.Column> columns = timeline.columns();
    assertEquals(4, columns.size());
    assertEquals(4, columns.getFirst().executed().primary());
    assertEquals(5, columns.getFirst().backlog());
    assertEquals(5 + 2 / 3.0, columns.get(1).backlog(), 1e-9); // From 5 at 1 s to 7 at 4 s.
    assertEquals(0, columns.getLast().backlog());
    assertEquals(27, columns.stream().mapToDouble(c -> c.executed().primary()).sum(), 1e-9);
    assertEquals(3, columns.stream().mapToDouble(c -> c.executed().fallback()).sum(), 1e-9);
  }

  @Test
  void drainAfterTheLoadHasColumnsWithoutLatencies() {
    RunTimeline timeline =
        RunTimeline.of(
            List.of(second(0, 10)), List.of(sample(1000, 10, 0, 0), sample(3000, 10, 9, 1)));

    assertEquals(3, timeline.columns().size());
    assertEquals(4.5, timeline.columns().get(1).executed().primary());
    assertTrue(Double.isNaN(timeline.columns().get(1).p50Micros()));
  }

  @Test
  void longRunsAreThinnedToABoundAndLoseNoPeak() {
    List<SecondFigures> seconds = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      seconds.add(second(i, i == 7777 ? 5_000 : 10));
    }

    RunTimeline timeline = RunTimeline.of(seconds, List.of());

    assertEquals(17, timeline.columnSeconds());
    assertTrue(timeline.columns().size() <= RunTimeline.MOST_COLUMNS);
    assertEquals(
        5_000_000,
        timeline.columns().stream().mapToDouble(RunTimeline.Column::maxMicros).max().orElseThrow());
    assertEquals(10, timeline.columns().getFirst().sent(), 1e-9);
  }

  private static SecondFigures second(int number, long sent) {
    return new SecondFigures(
        number, 5, sent, sent, 0, sent * 100, sent * 200, sent * 500, sent * 1000, 0);
  }

  private static ExecutionSample sample(long atMillis, long accepted, long primary, long fallback) {
    return new ExecutionSample(
        atMillis,
        accepted,
        new Both<>(
            new RecordedTotals(primary, primary * 1990),
            new RecordedTotals(fallback, fallback * 1990)));
  }
}
