package dev.rinha.cli.attack;

/** How bytes are sent. Their characters are one byte each. */
sealed interface Delivery {

  /** All at once, and the sender's half of the connection is closed. */
  record Whole(String bytes) implements Delivery {}

  /** These, and then nothing more: the connection stays until the other side closes it. */
  record Held(String bytes) implements Delivery {}

  /** These, and then this again and again, until the other side closes it. */
  record Dripping(String bytes, String drop) implements Delivery {}

  /** These again and again, and no answer is read until the other side closes it. */
  record Unread(String bytes) implements Delivery {}

  /** These on each of so many connections at once, all of which stay until they are closed. */
  record Flood(String bytes, int connections) implements Delivery {}

  /** Over TLS, all at once. */
  record Encrypted(String bytes) implements Delivery {}
}
