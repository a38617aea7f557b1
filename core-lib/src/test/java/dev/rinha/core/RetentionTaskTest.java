package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.RetentionTask.Rule;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetentionTaskTest {

  private static final Money AMOUNT = new Money(1_990);
  private static final Duration KEPT = Duration.ofDays(90);
  private static final long BEGUN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private final AtomicLong storeMillis = new AtomicLong(BEGUN);
  private final AtomicLong ownMillis = new AtomicLong(BEGUN);
  private final MemoryStore store =
      new MemoryStore(10_000, () -> Instant.ofEpochMilli(storeMillis.get()));
  private final PaymentRouter router =
      PaymentRouter.builder(store)
          .processor(ProcessorSettings.of("only", Fee.parse("0.05")), new InMemoryProcessor())
          .clock(() -> Instant.ofEpochMilli(storeMillis.get()))
          .start();
  private final RetentionTask task = task(Optional.of(KEPT));

  private RetentionTask task(Optional<Duration> settledKept) {
    return new RetentionTask(
        store.retention(),
        settledKept
            .map(kept -> new Rule("settled payments", kept, store.retention()::forgetSettled))
            .stream()
            .toList(),
        () -> Instant.ofEpochMilli(ownMillis.get()),
        System::nanoTime);
  }

  @AfterEach
  void close() {
    router.close();
  }

  private UUID settled() {
    UUID id = UUID.randomUUID();
    router.accept(id, AMOUNT);
    router.whenFinished(id).join();
    return id;
  }

  private void pass(Duration time) {
    storeMillis.addAndGet(time.toMillis());
    ownMillis.addAndGet(time.toMillis());
  }

  @Test
  void whatIsOlderThanItIsKeptGoesAndTheRestStays() {
    UUID old = settled();
    for (int i = 0; i < 600; i++) {
      var _ = settled();
    }
    pass(KEPT);
    UUID young = settled();

    task.round();
    assertEquals(602, router.census().settled());

    pass(Duration.ofMinutes(1));
    task.round();

    assertEquals(1, router.census().settled());
    assertEquals(1, router.summary(TimeWindow.ALL).of("only").count());
    assertEquals(Optional.empty(), router.find(old));
    assertEquals(young, router.find(young).orElseThrow().payment().correlationId());
    assertEquals(new Acceptance.Accepted(), router.accept(old, AMOUNT));
  }

  /** One that is wrong by years must not forget what clients still repeat. */
  @Test
  void nothingIsForgottenBecauseOneClockIsFast() {
    var _ = settled();

    ownMillis.addAndGet(KEPT.multipliedBy(10).toMillis());
    task.round();
    ownMillis.set(BEGUN);
    storeMillis.addAndGet(KEPT.multipliedBy(10).toMillis());
    task.round();

    assertEquals(1, router.census().settled());
  }

  @Test
  void whatIsNotLimitedIsKeptForEver() {
    var _ = settled();
    pass(KEPT.multipliedBy(100));

    task(Optional.empty()).round();

    assertEquals(1, router.census().settled());
  }

  @Test
  void routerForgetsByItself() {
    try (PaymentRouter forgetting =
        PaymentRouter.builder(store)
            .processor(ProcessorSettings.of("only", Fee.parse("0.05")), new InMemoryProcessor())
            .clock(() -> Instant.ofEpochMilli(storeMillis.get()))
            .keepSettled(KEPT)
            .keepOperatorLog(KEPT)
            .start()) {
      var _ = settled();
      store.operatorLog().append(new OperatorAct(BEGUN, "alice", "::1", "purge", "all", ""));
      pass(KEPT.plusMinutes(1));

      Poll.until(
          "it is forgotten", Duration.ofMinutes(1), () -> forgetting.census().settled() == 0);
      Poll.until(
          "what was done is forgotten",
          Duration.ofMinutes(1),
          () -> store.operatorLog().last(1).isEmpty());
    }
  }

  @Test
  void timeThatIsNotAboveZeroIsRefused() {
    PaymentRouter.Builder builder = PaymentRouter.builder(store);

    assertThrows(IllegalArgumentException.class, () -> builder.keepSettled(Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class, () -> builder.keepDeadLetters(Duration.ofSeconds(-1)));
  }
}
