package dev.rinha.bench.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AxesTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 59, 60, 61, 300, 3600, 86_400, 10_000_000})
  void timeHasFewTicksAndBeginsAtZero(int seconds) {
    List<Tick> ticks = new TimeAxis(seconds, 1).ticks();

    assertEquals(0, ticks.getFirst().percent());
    assertTrue(ticks.size() <= 8, ticks::toString);
  }

  @Test
  void longTimesAreLabelledInMinutesAndHours() {
    assertEquals("1 min", new TimeAxis(300, 1).ticks().get(1).label());
    assertEquals("1 h", new TimeAxis(600, 36).ticks().get(1).label());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 3, 5, 6, 99, 550, 12_345, 7_000_000})
  void linearScaleHoldsItsLargestValueInFewRoundTicks(double most) {
    Scale scale = Scale.upTo(most);

    assertTrue(scale.ticks().size() <= 6, () -> scale.ticks().toString());
    assertEquals(100, scale.ticks().getLast().percent(), 1e-9);
    assertTrue(most == 0 || scale.percent(most) > 40, () -> scale.toString());
  }

  @Test
  void logarithmicScaleGivesEachPowerOfTenTheSameRoom() {
    Scale scale = Scale.powersOfTen(0.3, 80);

    assertEquals(
        List.of("0.1", "1", "10", "100"), scale.ticks().stream().map(Tick::label).toList());
    assertEquals(100.0 / 3, scale.percent(1), 1e-9);
    assertEquals(0, scale.percent(0));
    assertEquals(100, scale.percent(1e9));
  }

  @Test
  void lineIsBrokenWhereNothingWasMeasured() {
    assertEquals(
        List.of(new Stretch(1, 3), new Stretch(4, 5)),
        Stretch.of(List.of(Double.NaN, 1.0, 2.0, Double.NaN, 0.0)));
  }
}
