package dev.rinha.core.processor;

import dev.rinha.core.payment.Money;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A processor in this process's memory, for the tests of those who embed the library. Answers at
 * once. Thread safe.
 */
public final class InMemoryProcessor implements ProcessorClient {

  private final Map<UUID, Executed> executed = new ConcurrentHashMap<>();
  private volatile boolean failing;

  /**
   * A payment that this processor executed.
   *
   * @param requestedAtMillis as it was requested, in milliseconds since the epoch
   */
  public record Executed(UUID correlationId, Money amount, long requestedAtMillis) {}

  /** From now on every payment fails with a 500 and is not executed, or no longer does. */
  public void failing(boolean nowFailing) {
    failing = nowFailing;
  }

  /** What was executed so far, in no particular order. */
  public List<Executed> executed() {
    return List.copyOf(executed.values());
  }

  @Override
  public Outcome send(
      UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
    if (failing) {
      return new Outcome.Failed(500);
    }
    var payment = new Executed(correlationId, amount, requestedAtMillis);
    return executed.putIfAbsent(correlationId, payment) == null
        ? new Outcome.Executed()
        : new Outcome.Duplicate();
  }

  @Override
  public Lookup find(UUID correlationId) {
    return Optional.ofNullable(executed.get(correlationId))
        .<Lookup>map(
            payment -> new Lookup.Found(payment.amount().cents(), payment.requestedAtMillis()))
        .orElseGet(Lookup.Absent::new);
  }

  @Override
  public HealthReport health() {
    return new HealthReport.Reported(failing, 0);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
