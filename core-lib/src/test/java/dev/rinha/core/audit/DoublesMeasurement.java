package dev.rinha.core.audit;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.audit.ExternalAudit.Result;
import dev.rinha.core.audit.ExternalAudit.Settings;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Measures what it takes to name payments that two processors have executed, with everything in
 * memory: one payment a millisecond, and the first execution of which the books know nothing up to
 * ten seconds before the second. Run by hand on the test class path:
 *
 * <pre>
 * java -Xmx2g -cp ... dev.rinha.core.audit.DoublesMeasurement [payments] [doubles] [amounts]
 * </pre>
 */
final class DoublesMeasurement {

  private static final long BEGIN = 1_752_582_896_000L;

  private final MemoryStore store =
      new MemoryStore(10_000, () -> Instant.ofEpochMilli(BEGIN - 60_000));
  private final Map<String, BookkeepingProcessor> processors =
      Map.of("default", new BookkeepingProcessor(), "fallback", new BookkeepingProcessor());
  private final SplittableRandom random = new SplittableRandom(1);
  private final int payments;
  private final Set<UUID> doubled = new HashSet<>();

  private DoublesMeasurement(int payments) {
    this.payments = payments;
  }

  /** Arguments: how many payments (1 000 000), doubles (1 000) and different amounts (1). */
  public static void main(String... args) {
    int payments = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int doubles = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int amounts = args.length > 2 ? Integer.parseInt(args[2]) : 1;
    DoublesMeasurement measurement = new DoublesMeasurement(payments);
    measurement.settle(doubles, amounts);
    measurement.audit();
  }

  private void settle(int doubles, int amounts) {
    for (int number = 0; number < payments; number++) {
      UUID id = new UUID(random.nextLong(), number);
      Money amount = new Money(1_990 + random.nextInt(amounts));
      long at = BEGIN + number;
      store.intake().accept(new Payment(id, amount, at));
      Claim claim = store.queue().take("w", 1, 0).getFirst();
      Intent intent = new Intent(number % 8 == 0 ? "fallback" : "default", at);
      store.queue().begin("w", List.of(new Begin(claim, intent, History.EMPTY)));
      store.queue().settle(List.of(new Settlement(claim, intent, at, History.EMPTY)));
      at(intent.processor()).execute(id, amount.cents(), at);
      if (number % (payments / doubles) == payments / doubles / 2) {
        doubled.add(id);
        at(intent.processor().equals("default") ? "fallback" : "default")
            .execute(id, amount.cents(), at - 35 - random.nextInt(9_965));
      }
    }
  }

  private BookkeepingProcessor at(String processor) {
    return requireNonNull(processors.get(processor));
  }

  private void audit() {
    Set<UUID> named = new HashSet<>();
    long beganNanos = System.nanoTime();
    Result result =
        new ExternalAudit(store.ledger(), store.books(), processors, Settings.waiting(() -> {}))
            .run(
                TimeWindow.ALL,
                BEGIN + payments + 60_000,
                found -> {
                  if (found instanceof Break.OfPayment one && one.kind() == Break.Kind.DOUBLED) {
                    named.add(one.correlationId());
                  } else {
                    System.out.println(found);
                  }
                });
    double seconds = (System.nanoTime() - beganNanos) / 1e9;
    System.out.printf(
        "%,d of %,d doubled payments named, %,d others, in %.1f s%n",
        doubled.stream().filter(named::contains).count(),
        doubled.size(),
        named.stream().filter(id -> !doubled.contains(id)).count(),
        seconds);
    result
        .processors()
        .forEach((name, side) -> System.out.printf("%s: %,d calls%n", name, side.calls()));
  }
}
