package dev.rinha.cli.basics;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.bench.load.StopSignal;
import org.junit.jupiter.api.Test;

final class PaceTest {

  @Test
  void rateIsKept() {
    Pace pace = new Pace(100, new StopSignal());
    long begin = System.nanoTime();

    for (int i = 0; i < 11; i++) {
      assertTrue(pace.next(1));
    }

    assertTrue(System.nanoTime() - begin >= 100_000_000);
  }

  @Test
  void stopEndsTheWaitAtOnce() {
    StopSignal stop = new StopSignal();
    Pace pace = new Pace(1, stop);
    assertTrue(pace.next(100_000));

    Thread.ofVirtual().start(stop::raise);

    assertFalse(pace.next(1));
  }
}
