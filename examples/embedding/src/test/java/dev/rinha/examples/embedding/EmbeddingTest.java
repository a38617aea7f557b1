package dev.rinha.examples.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The library in a test of one's own: no Redis, no HTTP server, nothing to start. */
class EmbeddingTest {

  private static final ProcessorSettings CHEAP =
      ProcessorSettings.of("cheap", Fee.parse("0.05")).withLookUpLagMillis(0);
  private static final ProcessorSettings DEAR = ProcessorSettings.of("dear", Fee.parse("0.15"));

  /** The lines of the README. */
  @Test
  void paymentIsExecutedThoughTheRouterIsClosedAtOnce() {
    var cheap = ProcessorSettings.of("cheap", Fee.parse("0.05"));
    var bank = new InMemoryProcessor();
    try (var router = PaymentRouter.builder(new MemoryStore()).processor(cheap, bank).start()) {
      router.accept(UUID.randomUUID(), Money.parse("19.90"));
    }
    assertEquals(1, bank.executed().size());
  }

  @Test
  void paymentIsExecutedAndSummarised() throws Exception {
    UUID correlationId = UUID.randomUUID();
    var settled = new CopyOnWriteArrayList<PaymentEvent>();
    try (var router =
        PaymentRouter.builder(new MemoryStore())
            .processor(CHEAP, new InMemoryProcessor())
            .listener(settled::add)
            .start()) {
      router.accept(correlationId, Money.parse("19.90"));
      PaymentRecord record = router.whenFinished(correlationId).get(10, TimeUnit.SECONDS);
      assertInstanceOf(PaymentState.Settled.class, record.state());
      assertEquals(new Totals(1, 1990), router.summary(TimeWindow.ALL).total());
      await(() -> settled.size() == 1);
    }
  }

  @Test
  void repeatedPaymentIsExecutedOnce() throws Exception {
    var processor = new InMemoryProcessor();
    UUID correlationId = UUID.randomUUID();
    try (var router =
        PaymentRouter.builder(new MemoryStore()).processor(CHEAP, processor).start()) {
      router.accept(correlationId, Money.parse("19.90"));
      assertTrue(router.awaitIdle(Duration.ofSeconds(10)));

      assertInstanceOf(
          Acceptance.Replayed.class, router.accept(correlationId, Money.parse("19.90")));
      assertInstanceOf(
          Acceptance.Conflict.class, router.accept(correlationId, Money.parse("20.00")));
    }
    assertEquals(1, processor.executed().size());
  }

  @Test
  void dearerProcessorIsPaidOnlyWhenPatienceIsOver() throws Exception {
    var cheap = new InMemoryProcessor();
    var dear = new InMemoryProcessor();
    cheap.failing(true);
    try (var router =
        PaymentRouter.builder(new MemoryStore())
            .processor(DEAR, dear)
            .processor(CHEAP, cheap)
            .patience(Duration.ofMillis(500))
            .start()) {
      for (int i = 0; i < 20; i++) {
        router.accept(UUID.randomUUID(), Money.parse("1.00"));
      }
      await(() -> router.summary(TimeWindow.ALL).of("dear").equals(new Totals(20, 2000)));
    }
    assertTrue(cheap.executed().isEmpty());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long untilNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < untilNanos, "did not come true within ten seconds");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
