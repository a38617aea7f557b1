package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.memory.MemoryStore;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More payments in doubt than a worker holds. */
final class ParkedDoubtsTest {

  private static final int PAYMENTS = 800;
  private static final ExecutionSettings SETTINGS = new ExecutionSettings(8, 200, 60_000, 0, 8);

  private final MemoryStore store = new MemoryStore();
  private final Doubtful doubtful = new Doubtful();
  private final InMemoryProcessor healthy = new InMemoryProcessor();
  private final PaymentRouter router =
      PaymentRouter.builder(store)
          .execution(SETTINGS)
          .processor(ProcessorSettings.of("doubtful", Fee.parse("0.05")), doubtful)
          .processor(ProcessorSettings.of("healthy", Fee.parse("0.15")), healthy)
          .start();

  @AfterEach
  void close() {
    router.close();
  }

  @Test
  void doubtsDoNotUseUpTheRoomForWorkAndNoneIsForgotten() {
    for (int i = 0; i < PAYMENTS; i++) {
      router.accept(UUID.randomUUID(), new Money(1990));
    }

    Poll.until(
        "every payment was sent",
        () -> store.ledger().census().settled() + store.ledger().census().inDoubt() == PAYMENTS);
    long inDoubt = store.ledger().census().inDoubt();
    assertTrue(inDoubt > SETTINGS.maxHeld(), "only " + inDoubt + " in doubt");
    Poll.until(
        "the worker has let go of some", () -> router.snapshot().held() <= SETTINGS.maxHeld());

    doubtful.answers = true;

    for (long before = -1; before < PAYMENTS; before = store.ledger().census().settled()) {
      long settled = before;
      Poll.until(
          "more is settled than " + settled, () -> store.ledger().census().settled() > settled);
    }
    assertEquals(PAYMENTS, doubtful.real.executed().size() + healthy.executed().size());
  }

  /** Answers three of five payments, and no look-up; one in five it executes without saying so. */
  private static final class Doubtful implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean answers;

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      int request = answers ? 0 : requests.incrementAndGet() % 5;
      if (request == 1) {
        return new Outcome.Unknown("no answer");
      }
      Outcome outcome = real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
      return request == 3 ? new Outcome.Unknown("no answer") : outcome;
    }

    @Override
    public Lookup find(UUID correlationId) {
      return answers ? real.find(correlationId) : new Lookup.Unavailable("no answer");
    }

    @Override
    public HealthReport health() {
      return real.health();
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
