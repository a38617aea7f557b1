package dev.rinha.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.shop.Order.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderBookTest {

  @TempDir private Path folder;

  private OrderBook open() throws IOException {
    return OrderBook.open(folder.resolve("orders.txt"));
  }

  @Test
  void orderThatIsSentTwiceIsOneOrder() throws IOException {
    try (OrderBook book = open()) {
      Order order = book.place("A-17", 1990);

      assertEquals(order, book.place("A-17", 1990));
      assertThrows(IllegalArgumentException.class, () -> book.place("A-17", 1991));
      assertThrows(IllegalArgumentException.class, () -> book.place("A 17\norder", 1990));
    }
  }

  @Test
  void whatWasWrittenIsThereAfterARestart() throws IOException {
    Order paid;
    Order open;
    try (OrderBook book = open()) {
      paid = book.place("A-17", 1990);
      book.accepted(paid.payment());
      book.learnOnce("message-1", paid.payment(), State.PAID);
      open = book.place("A-18", 5);
    }
    try (OrderBook book = open()) {
      assertEquals(State.PAID, book.place("A-17", 1990).state());
      assertEquals(List.of(open), book.undecided());
    }
  }

  @Test
  void lineOfAShopThatDiedWhileItWroteIsNotThere() throws IOException {
    Order whole;
    try (OrderBook book = open()) {
      whole = book.place("A-17", 1990);
    }
    Files.writeString(
        folder.resolve("orders.txt"), "order A-18 0d283ef7-bfe1", StandardOpenOption.APPEND);

    try (OrderBook book = open()) {
      book.place("A-19", 5);
    }

    try (OrderBook book = open()) {
      assertEquals(whole, book.place("A-17", 1990));
      assertEquals(2, book.undecided().size());
    }
  }

  @Test
  void messageThatComesAgainAfterARestartChangesNothing() throws IOException {
    Order order;
    try (OrderBook book = open()) {
      order = book.place("A-17", 1990);
      book.learnOnce("dead", order.payment(), State.FAILED);
      book.learnOnce("put-back", order.payment(), State.OPEN);
    }
    try (OrderBook book = open()) {
      book.learnOnce("dead", order.payment(), State.FAILED);

      assertEquals(State.OPEN, book.place("A-17", 1990).state());
    }
  }

  @Test
  void oldNewsDoesNotUndoAPayment() throws IOException {
    try (OrderBook book = open()) {
      Order order = book.place("A-17", 1990);
      book.learnOnce("settled", order.payment(), State.PAID);

      book.learn(order.payment(), State.FAILED, Cashier.ASKED);
      assertEquals(State.PAID, book.place("A-17", 1990).state());

      book.learnOnce("conflict", order.payment(), State.CHECK);
      assertEquals(State.CHECK, book.place("A-17", 1990).state());
    }
  }
}
