package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.history.Remark;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.PauseScope;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Pauses as workers on a real Redis see them. */
final class PauseTest {

  private static final Remark REASON = new Remark("maintenance");
  private static final PauseScope QUEUE = new PauseScope.Queue();
  private static final PauseScope CHEAP = new PauseScope.Processor("cheap");

  private final InMemoryProcessor cheap = new InMemoryProcessor();
  private final InMemoryProcessor dear = new InMemoryProcessor();

  @Test
  void pausedQueueSurvivesARestartOfTheWorker() {
    try (PaymentRouter first = router("paused-queue")) {
      long began = System.nanoTime();
      first.operator().pause(QUEUE, REASON);
      Poll.until("the worker sees the pause", () -> isQueuePaused(first));
      assertTrue(
          Duration.ofNanos(System.nanoTime() - began).compareTo(Duration.ofSeconds(2)) < 0,
          "within about a second");
      accept(first, 20);
    }
    try (PaymentRouter second = router("paused-queue")) {
      Poll.until("the worker sees the pause", () -> isQueuePaused(second));
      accept(second, 20);
      assertEquals(0, cheap.executed().size());
      assertEquals(40, second.census().unfinished());

      second.operator().resume(QUEUE);

      Poll.until("all are executed", () -> second.census().settled() == 40);
    }
    assertEquals(40, cheap.executed().size() + dear.executed().size());
  }

  @Test
  void pausedProcessorGetsNothingAndTheOtherGetsEverything() {
    try (PaymentRouter router = router("paused-processor")) {
      router.operator().pause(CHEAP, REASON);
      Poll.until("the worker sees the pause", () -> isCheapPaused(router));

      accept(router, 20);

      Poll.until("all are executed", () -> router.census().settled() == 20);
      assertEquals(0, cheap.executed().size());
      assertEquals(20, dear.executed().size());

      router.operator().resume(CHEAP);
      Poll.until("the worker sees the end of it", () -> !isCheapPaused(router));
      accept(router, 20);
      Poll.until("all are executed", () -> router.census().settled() == 40);
      assertEquals(20, dear.executed().size());
    }
  }

  private static boolean isQueuePaused(PaymentRouter router) {
    return router.snapshot().queuePaused();
  }

  private static boolean isCheapPaused(PaymentRouter router) {
    return router.snapshot().processors().getFirst().paused();
  }

  private static void accept(PaymentRouter router, int count) {
    for (int i = 0; i < count; i++) {
      router.accept(UUID.randomUUID(), new Money(1990));
    }
  }

  private PaymentRouter router(String namespace) {
    var settings = RedisSettings.at(TestRedis.shared(TestRedis.Edition.BUNDLED).address());
    return PaymentRouter.builder(RedisStore.open(settings.withNamespace(namespace)))
        .processor(ProcessorSettings.of("cheap", Fee.parse("0.05")), cheap)
        .processor(ProcessorSettings.of("dear", Fee.parse("0.15")), dear)
        .patience(Duration.ofMillis(100))
        .start();
  }
}
