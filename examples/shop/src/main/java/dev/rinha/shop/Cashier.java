package dev.rinha.shop;

import dev.rinha.shop.Order.State;
import dev.rinha.shop.Payments.Offer;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Sees to it that every order in the book is offered until it is accepted, and asked about where
 * news may have been missed: when the shop begins, when it is told so, and once a minute. It makes
 * one call at a time, so that a shop which comes back with many orders does not flood anybody.
 */
final class Cashier implements AutoCloseable {

  /** What is asked for is written in the book as known from here. */
  static final String ASKED = "asked";

  private static final Logger LOG = Logger.getLogger(Cashier.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration ASK_AFTER = Duration.ofMinutes(1);

  private final OrderBook book;
  private final Payments payments;
  private final Thread thread = Thread.ofVirtual().name("cashier").unstarted(this::run);
  private volatile boolean closed;

  Cashier(OrderBook book, Payments payments) {
    this.book = book;
    this.payments = payments;
  }

  /** Begins. May be called once. */
  Cashier start() {
    thread.start();
    return this;
  }

  private void run() {
    long askedNanos = System.nanoTime();
    try {
      while (!closed) {
        boolean ask =
            book.awaitMissed(PAUSE) || System.nanoTime() - askedNanos > ASK_AFTER.toNanos();
        askedNanos = ask ? System.nanoTime() : askedNanos;
        goThroughTheBook(ask);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goThroughTheBook(boolean ask) {
    try {
      for (Order order : book.undecided()) {
        if (closed) {
          return;
        }
        if (!order.accepted()) {
          var _ = offer(order);
        } else if (ask) {
          ask(order);
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "going through the book failed and is tried again", e);
    }
  }

  /**
   * Offers an order's payment once. Two who offer the same order at the same time do no harm: it is
   * one id.
   *
   * @return whether it is accepted
   */
  boolean offer(Order order) {
    Offer answer = payments.offer(order);
    switch (answer) {
      case ACCEPTED -> book.accepted(order.payment());
      case REFUSED -> book.learn(order.payment(), State.CHECK, "refused");
      case NOT_NOW -> LOG.log(Level.INFO, "order {0} is offered again later", order.number());
    }
    return answer == Offer.ACCEPTED;
  }

  private void ask(Order order) {
    payments.ask(order).ifPresent(state -> book.learn(order.payment(), state, ASKED));
  }

  /** Waits for the call that is under way. */
  @Override
  public void close() {
    closed = true;
    book.newsMissed();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
