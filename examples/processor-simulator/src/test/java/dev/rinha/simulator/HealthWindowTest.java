package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthWindowTest {

  private static final Instant START = Instant.parse("2025-07-15T12:00:00Z");

  private final HealthWindow window = new HealthWindow(Duration.ofSeconds(5));

  @Test
  void oneCallPerWindowIsAnsweredAtOnce() {
    assertEquals(Optional.of(START), window.reserve(START));
    assertEquals(Optional.of(at(5)), window.reserve(at(5)));
    assertEquals(Optional.of(at(1003)), window.reserve(at(1003)));
  }

  @Test
  void twoMoreWaitForTheNextWindowsAndTheRestAreRefused() {
    window.reserve(START);

    assertEquals(Optional.of(at(5)), window.reserve(at(1)));
    assertEquals(Optional.of(at(10)), window.reserve(at(1)));
    assertEquals(Optional.empty(), window.reserve(at(1)));
    assertEquals(Optional.empty(), window.reserve(at(4)));
  }

  @Test
  void aWaitingCallTakesItsWindowFromLaterOnes() {
    window.reserve(START);
    window.reserve(at(1));

    assertEquals(Optional.of(at(10)), window.reserve(at(6)));
    assertEquals(Optional.of(at(15)), window.reserve(at(6)));
    assertEquals(Optional.empty(), window.reserve(at(6)));
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}
