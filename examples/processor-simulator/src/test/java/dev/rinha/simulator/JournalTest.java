package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private final StoredPayment payment =
      new StoredPayment(
          UUID.fromString("4a7901b8-7d0c-4f2b-9c8e-1f2a3b4c5d6e"),
          1990,
          Instant.parse("2025-07-15T12:34:56.123456Z"),
          Instant.parse("2025-07-15T12:34:57Z"));

  @TempDir private Path directory = Path.of("");

  @Test
  void paymentsAreFoundAgainAfterARestart() {
    StoredPayments before = ledger();
    before.insert(payment);

    StoredPayments after = ledger();

    assertEquals(Optional.of(payment), after.find(payment.correlationId()));
    assertEquals(StoredPayments.Insert.DUPLICATE, after.insert(payment));
    assertEquals(new StoredPayments.Totals(1, 1990), after.totals());
  }

  @Test
  void halfARecordIsDropped() throws IOException {
    ledger().insert(payment);
    Files.write(file(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);

    StoredPayments after = ledger();

    assertEquals(1, after.snapshot().size());
    assertEquals(0, Files.size(file()) % 40);
  }

  @Test
  void purgeEmptiesTheFileToo() {
    StoredPayments before = ledger();
    before.insert(payment);
    before.purge();

    assertTrue(ledger().snapshot().isEmpty());
  }

  private StoredPayments ledger() {
    StoredPayments ledger = new StoredPayments(10);
    ledger.keepIn(file());
    return ledger;
  }

  private Path file() {
    return directory.resolve("payments.journal");
  }
}
