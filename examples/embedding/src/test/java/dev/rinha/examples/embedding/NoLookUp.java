package dev.rinha.examples.embedding;

import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import java.util.UUID;

/**
 * A processor that cannot be asked for a payment, but knows a repeated one. Its router needs an
 * in-doubt bound of 0: "absent" is no knowledge here, only a wish to send again.
 */
record NoLookUp(ProcessorClient real) implements ProcessorClient {

  @Override
  public Outcome send(
      UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
    return switch (real.send(correlationId, amount, requestedAtMillis, timeoutMillis)) {
      // A failure would be looked up, and the "absent" believed.
      case Outcome.Failed(int status) -> new Outcome.Unknown("status " + status);
      // So would this; it has the payment, and nobody can say more.
      case Outcome.Duplicate _ -> new Outcome.Executed();
      case Outcome certain -> certain;
    };
  }

  @Override
  public Lookup find(UUID correlationId) {
    return new Lookup.Absent();
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
