package dev.rinha.shop;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.event.PaymentListener;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.processor.StatusMeanings;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.shop.Order.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A shop with the library in its own process, which executes its payments itself: no service beside
 * it, only Redis. It pays what stands in a file, an order in each line, and ends when all that is
 * known; killed and started again it goes on where it was. Several of them can work on one store.
 */
public final class LibraryShop {

  private LibraryShop() {}

  /**
   * Runs it.
   *
   * @param arguments Redis, file of the orders, file with what is to be ordered, URL of the cheap
   *     processor, URL of the other
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 5) {
      System.err.println(
          "usage: LibraryShop REDIS FILE WANTED DEFAULT FALLBACK, such as localhost:6379 orders.txt"
              + " wanted.txt http://localhost:8001 http://localhost:8002; WANTED has lines such as"
              + " \"A-17 1990\", which is 19.90");
      System.exit(2);
    }
    RedisSettings redis = RedisSettings.at(arguments[0]).withNamespace("shop");
    try (OrderBook book = OrderBook.open(Path.of(arguments[1]))) {
      try (PaymentRouter router =
          PaymentRouter.builder(RedisStore.open(redis))
              .processor(processor("default", "0.05"), client(arguments[3]))
              .processor(processor("fallback", "0.15"), client(arguments[4]))
              .listener("shop", new Listener(book))
              .start()) {
        // Written down first: from here on each order has one payment, whatever breaks.
        for (String line : Files.readAllLines(Path.of(arguments[2]))) {
          String[] numberAndCents = line.split(" ");
          var _ = book.place(numberAndCents[0], Long.parseLong(numberAndCents[1]));
        }
        try (Cashier _ = new Cashier(book, new LibraryPayments(router)).start()) {
          while (book.undecided().stream().anyMatch(order -> order.state() == State.OPEN)) {
            TimeUnit.MILLISECONDS.sleep(100);
          }
        }
      }
      System.out.println("All orders are known.");
    }
  }

  /** What these processors promise of their answers: docs/extending.md. */
  private static ProcessorSettings processor(String name, String fee) {
    return ProcessorSettings.of(name, Fee.parse(fee)).withLookUpLagMillis(0);
  }

  private static HelidonProcessorClient client(String url) {
    return HelidonProcessorClient.builder(URI.create(url))
        .meanings(new StatusMeanings(Set.of(429), Set.of(500)))
        .build();
  }

  /**
   * Is told everything since the first shop of that name began, at least once, in the order of each
   * payment; what it throws it is told again.
   */
  private record Listener(OrderBook book) implements PaymentListener {

    @Override
    public void happened(PaymentEvent event) {
      book.learn(event.payment().correlationId(), state(event), "listener");
    }

    @Override
    public void lost(long events) {
      book.newsMissed();
    }

    private static State state(PaymentEvent event) {
      return switch (event) {
        case PaymentEvent.Settled _ -> State.PAID;
        case PaymentEvent.Dead _ -> State.FAILED;
        case PaymentEvent.PutBack _, PaymentEvent.Resolved _, PaymentEvent.InDoubt _ -> State.OPEN;
        case PaymentEvent.Discarded _ -> State.CANCELLED;
        case PaymentEvent.Conflict _ -> State.CHECK;
      };
    }
  }
}
