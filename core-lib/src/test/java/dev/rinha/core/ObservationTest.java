package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.memory.MemoryStore;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ObservationTest {

  private final AtomicReference<Outcome> seen = new AtomicReference<>();

  @Test
  void whatAnObserverThrowsHarmsNoPayment() throws Exception {
    RouterObserver broken =
        new RouterObserver() {
          @Override
          public void taken(Payment payment, long queuedAtMillis) {
            throw new IllegalStateException("taken");
          }

          @Override
          public void attempted(
              String processor, long sentAtMillis, Outcome outcome, long tookNanos) {
            throw new IllegalStateException("attempted");
          }

          @Override
          public void settled(
              Payment payment, Intent intent, long queuedAtMillis, long settledAtMillis) {
            throw new IllegalStateException("settled");
          }
        };
    try (PaymentRouter router =
        PaymentRouter.builder(new MemoryStore())
            .processor(ProcessorSettings.of("default", Fee.parse("0.05")), new InMemoryProcessor())
            .observer(broken)
            .start()) {
      UUID id = new UUID(1, 2);
      router.accept(id, new Money(100));
      assertInstanceOf(
          PaymentState.Settled.class, router.whenFinished(id).get(10, TimeUnit.SECONDS).state());
    }
  }

  @Test
  void attemptWhoseClientThrowsIsSeenAsUnknown() {
    ProcessorClient throwing =
        new ProcessorClient() {
          @Override
          public Outcome send(UUID id, Money amount, long requestedAtMillis, long timeoutMillis) {
            throw new IllegalStateException("a defect in a client");
          }

          @Override
          public Lookup find(UUID id) {
            return new Lookup.Absent();
          }

          @Override
          public HealthReport health() {
            return new HealthReport.Refused();
          }

          @Override
          public void close() {}
        };
    RouterObserver observer =
        new RouterObserver() {
          @Override
          public void attempted(
              String processor, long sentAtMillis, Outcome outcome, long tookNanos) {
            seen.set(outcome);
          }
        };
    ProcessorClient watched = observation(observer).watched("default", throwing);
    assertThrows(
        IllegalStateException.class, () -> watched.send(new UUID(1, 2), new Money(100), 0, 1_000));
    assertInstanceOf(Outcome.Unknown.class, seen.get());
  }

  @Test
  void nothingIsWrappedWhereNobodyObserves() {
    Observation none = new Observation(List.of(), InstantSource.system(), System::nanoTime);
    MemoryStore store = new MemoryStore();
    ProcessorClient client = new InMemoryProcessor();
    assertSame(store.queue(), none.watched(store.queue()));
    assertSame(client, none.watched("default", client));
  }

  private static Observation observation(RouterObserver observer) {
    return new Observation(List.of(observer), InstantSource.system(), System::nanoTime);
  }
}
