package dev.rinha.shop;

import dev.rinha.shop.Order.State;
import java.util.Optional;

/** Rinha Payments as a shop sees it. Thread safe; calls block. */
interface Payments {

  /** What was said to a payment that was offered. */
  enum Offer {
    /** It will be executed, once. */
    ACCEPTED,
    /** It was not accepted, or that is not known: it is to be offered again, under its id. */
    NOT_NOW,
    /** It never will be as it is. */
    REFUSED
  }

  /** Offers an order's payment. */
  Offer offer(Order order);

  /** Asks what became of a payment that was accepted; empty if there was no answer. */
  Optional<State> ask(Order order);
}
