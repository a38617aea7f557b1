package dev.rinha.core.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
}
