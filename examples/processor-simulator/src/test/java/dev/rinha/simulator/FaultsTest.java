package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.simulator.Faults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultsTest {

  @Test
  void allAreOffByDefault() {
    assertFalse(Faults.none().any());
    assertEquals(List.of(Fault.NONE), drawn(Faults.none()).distinct().toList());
  }

  @Test
  void eachStrikesAtItsRate() {
    Faults faults =
        Faults.none()
            .withDropped(10)
            .withStalled(20, Duration.ofSeconds(1))
            .withFailedAfterInsert(30)
            .withAnswerLost(40)
            .withAnswerHeld(50)
            .withRefused(60);

    assertEquals(10, drawn(faults).filter(Fault.DROPPED::equals).count());
    assertEquals(20, drawn(faults).filter(Fault.STALLED::equals).count());
    assertEquals(30, drawn(faults).filter(Fault.FAILED_AFTER_INSERT::equals).count());
    assertEquals(40, drawn(faults).filter(Fault.ANSWER_LOST::equals).count());
    assertEquals(50, drawn(faults).filter(Fault.ANSWER_HELD::equals).count());
    assertEquals(60, drawn(faults).filter(Fault.REFUSED::equals).count());
  }

  @Test
  void theSameSeedGivesTheSameFaults() {
    assertEquals(sequence(5), sequence(5));
  }

  @Test
  void ratesThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Faults.none().withDropped(-1));
    assertThrows(IllegalArgumentException.class, () -> Faults.none().withAnswerLost(1001));
    assertThrows(
        IllegalArgumentException.class, () -> Faults.none().withDropped(600).withAnswerLost(401));
    assertThrows(
        IllegalArgumentException.class, () -> Faults.none().withStalled(1, Duration.ofMillis(-1)));
  }

  private static Stream<Fault> drawn(Faults faults) {
    return IntStream.range(0, 1000).mapToObj(faults::pick);
  }

  private static List<Fault> sequence(long seed) {
    var conditions = new Conditions("123", new Random(seed));
    conditions.faults(Faults.none().withDropped(300).withAnswerLost(300));
    return Stream.generate(conditions::nextFault).limit(100).toList();
  }
}
