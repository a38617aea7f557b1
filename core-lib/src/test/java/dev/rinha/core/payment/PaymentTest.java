package dev.rinha.core.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.summary.TimeBuckets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentTest {

  private static final UUID ID = new UUID(1, 2);

  @Test
  void smallestAndLargestAmountsArePayments() {
    assertEquals(1, new Payment(ID, new Money(1), 0).amount().cents());
    assertEquals(Money.MAX, new Payment(ID, Money.MAX, 0).amount());
  }

  @Test
  void nothingToPayIsNoPayment() {
    Money nothing = Money.parse("0.00");
    assertEquals(
        "amount must be above zero",
        assertThrows(IllegalArgumentException.class, () -> new Payment(ID, nothing, 0))
            .getMessage());
  }

  @Test
  void timeThatNoSummaryCanCountIsNoTimeOfAPayment() {
    assertEquals(TimeBuckets.MAX_MILLIS, TimeBuckets.requireCountable(RequestedAt.MAX_MILLIS));
    new Payment(ID, new Money(1), RequestedAt.MAX_MILLIS);
    for (long millis : new long[] {-1, RequestedAt.MAX_MILLIS + 1}) {
      assertEquals(
          "acceptedAtMillis must be 0 to 253402300799999, was " + millis,
          assertThrows(IllegalArgumentException.class, () -> new Payment(ID, Money.MAX, millis))
              .getMessage());
    }
  }
}
