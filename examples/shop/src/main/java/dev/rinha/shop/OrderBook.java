package dev.rinha.shop;

import dev.rinha.shop.Order.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The orders, in a file to which lines are appended: a shop of some size has a database here. What
 * a method has written survives the process and the machine when it returns.
 *
 * <pre>
 * order A-17 0d283ef7-bfe1-4ab0-9037-909eb246208e 1990     number, payment, cents
 * accepted 0d283ef7-bfe1-4ab0-9037-909eb246208e
 * state 0d283ef7-bfe1-4ab0-9037-909eb246208e PAID asked    or the webhook-id, or "listener"
 * </pre>
 *
 * <p>Thread safe. Methods that write throw {@link UncheckedIOException}, and have changed nothing
 * then.
 */
final class OrderBook implements AutoCloseable {

  private final FileChannel file;
  private final Map<String, UUID> payments = new HashMap<>();
  private final Map<UUID, Order> orders = new HashMap<>();
  private final Set<String> messages = new HashSet<>();
  private final Semaphore missed = new Semaphore(1);

  private OrderBook(FileChannel file) {
    this.file = file;
  }

  /** Opens the file, which is made if there is none, and reads it. */
  static OrderBook open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    OrderBook book = new OrderBook(file);
    String text = Files.readString(path);
    // Whoever died within a line had told nobody of it.
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    file.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
    whole.lines().forEach(book::read);
    return book;
  }

  private void read(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "order" ->
          put(
              new Order(
                  words[1],
                  UUID.fromString(words[2]),
                  Long.parseLong(words[3]),
                  false,
                  State.OPEN));
      case "accepted" -> put(order(words[1]).nowAccepted());
      case "state" -> {
        put(order(words[1]).become(State.valueOf(words[2])));
        messages.add(words[3]);
      }
      default -> throw new IllegalArgumentException("not a line of an order book: '" + line + "'");
    }
  }

  private Order order(String payment) {
    return Optional.ofNullable(orders.get(UUID.fromString(payment)))
        .orElseThrow(() -> new IllegalArgumentException("no order has the payment " + payment));
  }

  /**
   * Writes an order down, with an id for its payment; answers the one that is there if its number
   * is known.
   *
   * @throws IllegalArgumentException if the number is known with another amount, or is not 1 to 40
   *     letters, digits and dashes, or the amount is not above 0
   */
  synchronized Order place(String number, long cents) {
    if (!number.matches("[A-Za-z0-9-]{1,40}") || cents <= 0) {
      throw new IllegalArgumentException(
          "an order has a number of 1 to 40 letters, digits and dashes, and an amount above 0");
    }
    Optional<Order> known = find(number);
    if (known.isPresent()) {
      if (known.get().cents() != cents) {
        throw new IllegalArgumentException(
            "order " + number + " is one of " + known.get().amount() + " already");
      }
      return known.get();
    }
    Order order = new Order(number, UUID.randomUUID(), cents, false, State.OPEN);
    append("order " + number + " " + order.payment() + " " + cents);
    put(order);
    return order;
  }

  synchronized Optional<Order> find(String number) {
    return Optional.ofNullable(payments.get(number)).map(orders::get);
  }

  /** The orders of which not everything is known. */
  synchronized List<Order> undecided() {
    return orders.values().stream().filter(Order::undecided).toList();
  }

  /** Takes note that the payment will be executed. */
  synchronized void accepted(UUID payment) {
    Order order = orders.get(payment);
    if (order != null && !order.accepted()) {
      append("accepted " + payment);
      put(order.nowAccepted());
    }
  }

  /** Takes note of what became of a payment; nothing happens if it is nobody's here. */
  synchronized void learn(UUID payment, State state, String source) {
    Order order = orders.get(payment);
    if (order != null && order.become(state).state() != order.state()) {
      write(order, state, source);
    }
  }

  /** The same from a message with an id; one that comes again changes nothing. */
  synchronized void learnOnce(String message, UUID payment, State state) {
    Order order = orders.get(payment);
    if (order != null && !messages.contains(message)) {
      write(order, state, message);
      messages.add(message);
    }
  }

  /** Takes note that news may have been missed, as it may while nobody has the book open. */
  void newsMissed() {
    missed.release();
  }

  /** Answers whether news was missed since this was asked last; waits that long to see. */
  boolean awaitMissed(Duration bound) throws InterruptedException {
    boolean any = missed.tryAcquire(bound.toMillis(), TimeUnit.MILLISECONDS);
    missed.drainPermits();
    return any;
  }

  private void write(Order order, State state, String source) {
    append("state " + order.payment() + " " + state + " " + source);
    put(order.become(state));
  }

  private void put(Order order) {
    payments.put(order.number(), order.payment());
    orders.put(order.payment(), order);
  }

  private void append(String line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    try {
      long end = file.size();
      try {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        file.force(false);
      } catch (IOException e) {
        file.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the order book cannot be written", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
