package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** All suites: what every store promises, sentence by sentence of the ports' documentation. */
public abstract class PaymentStoreContract extends StoreTest
    implements IntakeContract,
        ClientsContract,
        WorkQueueContract,
        SettlementContract,
        StaleWriteContract,
        EraContract,
        QueueLossContract,
        PauseContract,
        OperatorLogContract,
        WorkerRosterContract,
        DeadLettersContract,
        ReplaysContract,
        UnknownOutcomesContract,
        LedgerContract,
        PaymentListsContract,
        RetentionContract,
        PurgeContract,
        BooksContract,
        HealthBoardContract,
        OutboxContract,
        TrafficLogContract {

  @Test
  public void closedStoreRefuses() {
    PaymentStore store = store();
    store.close();
    store.close();
    assertInstanceOf(
        StoreException.class,
        assertThrows(
            RuntimeException.class,
            () -> store.intake().accept(new Payment(new UUID(1, 1), new Money(1990), 0))));
  }
}
