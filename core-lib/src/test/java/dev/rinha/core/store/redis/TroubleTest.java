package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TroubleTest {

  private final List<String> lines = new ArrayList<>();
  private long seconds = 100;
  private final Trouble trouble =
      new Trouble(() -> TimeUnit.SECONDS.toNanos(seconds), lines::add, lines::add);

  @Test
  void oneLineWhenItBeginsOneWhenItEndsAndOneEachMinuteBetween() {
    for (int i = 0; i <= 130; i++) {
      trouble.failed("Redis is not reachable");
      trouble.failed("Redis is not reachable");
      seconds++;
    }
    trouble.worked("Redis");
    trouble.worked("Redis");

    assertEquals(
        List.of(
            "Redis is not reachable; what needs it waits or is refused until it is over",
            "for 60 s now: Redis is not reachable",
            "for 120 s now: Redis is not reachable",
            "Redis works again after 131 s"),
        lines);
  }

  @Test
  void refusedWritesAmongAnsweredQuestionsAreOneTrouble() {
    for (int i = 0; i < 50; i++) {
      trouble.failed("Redis refuses writes");
      trouble.worked("Redis");
    }

    assertEquals(1, lines.size(), lines::toString);
  }
}
