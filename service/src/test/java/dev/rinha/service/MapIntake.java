package dev.rinha.service;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.StoreException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Accepts into a map; can be full, away or broken. */
final class MapIntake implements Intake {

  enum Condition {
    FINE,
    FULL,
    AWAY,
    SILENT,
    BROKEN
  }

  final Map<UUID, Money> accepted = new ConcurrentHashMap<>();
  final Map<UUID, History> histories = new ConcurrentHashMap<>();
  volatile Condition condition = Condition.FINE;
  volatile PaymentStatus status = PaymentStatus.QUEUED;

  @Override
  public Acceptance accept(Payment payment) {
    return switch (condition) {
      case FINE -> put(payment);
      case FULL -> new Acceptance.QueueFull(3);
      case AWAY -> throw StoreException.refused("connection refused", new IOException());
      case SILENT -> {
        put(payment);
        throw new StoreException("no answer in time");
      }
      case BROKEN -> throw new IllegalStateException("a secret of the implementation");
    };
  }

  @Override
  public Acceptance accept(Payment payment, History history) {
    histories.put(payment.correlationId(), history);
    return accept(payment);
  }

  private Acceptance put(Payment payment) {
    @Nullable Money before = accepted.putIfAbsent(payment.correlationId(), payment.amount());
    return before == null
        ? new Acceptance.Accepted()
        : Acceptance.repeated(before, Optional.empty(), status, payment.amount(), Optional.empty());
  }
}
