package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.internal.StoreFailureLog;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class StoreFailureLogTest {

  private final List<String> lines = new ArrayList<>();
  private long seconds = 100;
  private final StoreFailureLog trouble =
      new StoreFailureLog(
          () -> TimeUnit.SECONDS.toNanos(seconds), Duration.ofSeconds(1), lines::add, lines::add);

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

  @Test
  void storeThatIsAwayIsOneLineHoweverManyAskIt() {
    Logger log = Logger.getLogger(RedisNode.class.getName());
    Handler ears = new Ears(lines);
    log.addHandler(ears);
    try (RedisStore store = RedisStore.open(RedisSettings.at("127.0.0.1:1"))) {
      for (int i = 0; i < 20; i++) {
        assertThrows(StoreException.class, store.ledger()::census);
      }
    } finally {
      log.removeHandler(ears);
    }

    assertEquals(1, lines.size(), lines::toString);
    assertTrue(
        lines.getFirst().startsWith("Redis at 127.0.0.1:1 is not reachable"), lines::toString);
  }

  private static final class Ears extends Handler {

    private final List<String> heard;

    Ears(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public void publish(LogRecord entry) {
      heard.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
