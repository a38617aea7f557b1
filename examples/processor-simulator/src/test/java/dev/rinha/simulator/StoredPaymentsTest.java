package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.simulator.StoredPayments.Insert;
import dev.rinha.simulator.StoredPayments.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoredPaymentsTest {

  private static final Instant NOON = Instant.parse("2025-07-15T12:00:00Z");

  private final StoredPayments ledger = new StoredPayments(1_100_000);

  @Test
  void aKnownIdChangesNothing() {
    StoredPayment first = payment(NOON, 100);
    ledger.insert(first);

    var again = new StoredPayment(first.correlationId(), 999, NOON.plusSeconds(9), NOON);
    assertEquals(Insert.DUPLICATE, ledger.insert(again));
    assertEquals(Optional.of(first), ledger.find(first.correlationId()));
    assertEquals(new Totals(1, 100), ledger.totals());
  }

  @Test
  void bothBoundsAreInclusiveToTheMicrosecond() {
    Instant at = NOON.plusNanos(123_456_000);
    ledger.insert(payment(at, 100));

    assertEquals(new Totals(1, 100), ledger.totals(at, at));
    assertEquals(new Totals(0, 0), ledger.totals(at.plusNanos(1000), NOON.plusSeconds(5)));
    assertEquals(new Totals(0, 0), ledger.totals(NOON.minusSeconds(5), at.minusNanos(1000)));
    assertEquals(new Totals(0, 0), ledger.totals(at.plusSeconds(1), at.minusSeconds(1)));
  }

  @Test
  void everyWindowEqualsAScanOfThePayments() {
    long seed = 42;
    var random = new Random(seed);
    List<StoredPayment> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      StoredPayment payment = payment(within(random), random.nextInt(1, 1_000_000));
      all.add(payment);
      ledger.insert(payment);
    }
    for (int i = 0; i < 500; i++) {
      Instant from = within(random);
      Instant to = within(random);
      assertEquals(
          scan(all, from, to),
          ledger.totals(from, to),
          () -> "seed " + seed + ": " + from + " " + to);
    }
  }

  @Test
  void aFullLedgerRefusesAndKeepsWhatItHas() {
    var small = new StoredPayments(1);
    StoredPayment first = payment(NOON, 100);

    assertEquals(Insert.STORED, small.insert(first));
    assertEquals(Insert.FULL, small.insert(payment(NOON, 100)));
    assertEquals(Insert.DUPLICATE, small.insert(first));
    assertEquals(new Totals(1, 100), small.totals());
  }

  @Test
  void purgeLeavesNothing() {
    StoredPayment payment = payment(NOON, 100);
    ledger.insert(payment);
    ledger.purge();

    assertEquals(new Totals(0, 0), ledger.totals());
    assertEquals(new Totals(0, 0), ledger.totals(NOON, NOON));
    assertEquals(List.of(), ledger.snapshot());
    assertEquals(Insert.STORED, ledger.insert(payment));
  }

  @Test
  void aWindowOverAMillionPaymentsIsSummedInMilliseconds() {
    var random = new Random(7);
    for (int i = 0; i < 1_000_000; i++) {
      ledger.insert(new StoredPayment(new UUID(7, i), 1990, NOON.plusNanos(i * 60_000L), NOON));
    }
    long start = System.nanoTime();
    int windows = 100;
    for (int i = 0; i < windows; i++) {
      Instant from = NOON.plusMillis(random.nextInt(40_000));
      Totals totals = ledger.totals(from, from.plusSeconds(13));
      assertEquals(totals.count() * 1990, totals.amountCents());
    }
    Duration perWindow = Duration.ofNanos((System.nanoTime() - start) / windows);
    assertTrue(perWindow.toMillis() < 20, () -> "a window took " + perWindow);
  }

  private static Instant within(Random random) {
    return NOON.plusNanos(1000L * random.nextInt(-5_000_000, 5_000_000));
  }

  private static StoredPayment payment(Instant requestedAt, long cents) {
    return new StoredPayment(UUID.randomUUID(), cents, requestedAt, NOON);
  }

  private static Totals scan(List<StoredPayment> payments, Instant from, Instant to) {
    List<StoredPayment> within =
        payments.stream()
            .filter(
                payment ->
                    !payment.requestedAt().isBefore(from) && !payment.requestedAt().isAfter(to))
            .toList();
    return new Totals(within.size(), within.stream().mapToLong(StoredPayment::amountCents).sum());
  }
}
