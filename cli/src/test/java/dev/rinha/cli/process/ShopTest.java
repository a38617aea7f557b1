package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import dev.rinha.cli.output.JsonDocument;
import dev.rinha.shop.HttpShop;
import dev.rinha.shop.LibraryShop;
import dev.rinha.simulator.ProcessorSimulator;
import dev.rinha.simulator.StoredPayment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shops of {@code examples/shop}, as processes of their own, with customers of theirs. */
final class ShopTest {

  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int ORDERS = 240;

  /** So many that the shop still offers some when it is killed. */
  private static final int ORDERS_FROM_A_FILE = 1_000;

  private static final int PER_SECOND = 40;
  private static final int PORT = JavaProcess.freePort();
  private static final String RETIRED = secret('r');
  private static final String SECRET = secret('s');
  private static final String FOREIGN = secret('f');

  /** The service changes its secret just now, the shop knows the new one and the next already. */
  private static final Stack STACK =
      Stack.of(ShopTest.class)
          .workers(2)
          .flag("execution.claim-timeout", "2s")
          .flag("webhooks.names", "shop")
          .flag("webhooks.shop.url", "http://127.0.0.1:" + PORT + "/webhooks")
          .variable("RINHA_WEBHOOKS_SHOP_SECRETS", RETIRED + "," + SECRET)
          .start();

  @TempDir private Path folder;

  private static String secret(char of) {
    return "whsec_"
        + Base64.getEncoder()
            .encodeToString(String.valueOf(of).repeat(32).getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void stop() {
    STACK.close();
  }

  @BeforeEach
  void reset() {
    STACK.reset();
  }

  private JavaProcess httpShop() {
    return new JavaProcess(
        "ShopTest-http-shop",
        Map.of("SHOP_WEBHOOK_SECRETS", SECRET + "," + secret('n')),
        List.of(),
        HttpShop.class,
        List.of(String.valueOf(PORT), STACK.url("api-1").toString(), file().toString()));
  }

  private Path file() {
    return folder.resolve("orders.txt");
  }

  @Test
  void everyOrderIsPaidOnceAndMarkedByWebhookThoughShopAndWorkerAreKilled() throws IOException {
    STACK.cheapProcessor().delay(Duration.ofMillis(50));
    try (JavaProcess shop = httpShop();
        Customers customers = new Customers()) {
      open(shop, customers);
      customers.begin(ORDERS, PER_SECOND);

      // The gateway takes payments of whose acceptance the shop never hears before it dies.
      customers.awaitServed(ORDERS / 4);
      killUnheard(shop, STACK.process("api-1").handle());
      Waiting.pass(Duration.ofMillis(500));
      shop.start();
      customers.awaitServed(ORDERS / 2);
      STACK.kill("worker-1");
      customers.awaitServed(ORDERS);
      STACK.start("worker-1");

      Waiting.until(
          () -> Book.read(file()).isPaid(ORDERS),
          BOUND,
          () -> Book.read(file()) + "\n" + shop.output());
      assertExecutedOnce(Book.read(file()));
      Waiting.until(
          () -> Book.read(file()).byWebhook.size() == ORDERS,
          BOUND,
          () -> Book.read(file()) + "\n" + shop.output());
      Book book = Book.read(file());
      assertEquals(ORDERS, book.payments.size(), "one order for each number");
      assertEquals(book.allPaid(), book.states);
      for (String number : book.payments.keySet()) {
        assertEquals("PAID", customers.state(number), number);
      }
    }
  }

  @Test
  void forgedWebhookChangesNothing() throws Exception {
    STACK.processors().values().forEach(ProcessorSimulator::stop);
    try (JavaProcess shop = httpShop();
        Customers customers = new Customers()) {
      open(shop, customers);
      customers.order("F-1", 1990);
      assertEquals("OPEN", customers.state("F-1"));
      String before = Files.readString(file());
      UUID payment = Book.read(file()).payments.values().iterator().next();
      String settled =
          "{\"type\":\"payment.settled\",\"data\":{\"correlationId\":\"" + payment + "\"}}";
      long now = System.currentTimeMillis() / 1_000;
      Message genuine = Message.signed(SECRET, now, settled);

      assertEquals(401, customers.tell(Message.signed(FOREIGN, now, settled)));
      assertEquals(401, customers.tell(Message.signed(RETIRED, now, settled)));
      assertEquals(401, customers.tell(Message.signed(SECRET, now - 360, settled)));
      assertEquals(
          401, customers.tell(new Message(genuine.id, now - 1, genuine.signature, settled)));
      assertEquals(401, customers.tell(new Message("other", now, genuine.signature, settled)));
      assertEquals(401, customers.tell(new Message(genuine.id, now, "", settled)));
      assertEquals(
          401, customers.tell(new Message(genuine.id, now, genuine.signature, settled + " ")));

      assertEquals(before, Files.readString(file()));
      assertEquals("OPEN", customers.state("F-1"));
      assertEquals(204, customers.tell(genuine));
      assertEquals("PAID", customers.state("F-1"), "so the others were refused for the signature");
    } finally {
      STACK.processors().values().forEach(ProcessorSimulator::restart);
    }
  }

  @Test
  void shopOnTheLibraryPaysEachOrderOnceThoughItIsKilled() throws IOException {
    STACK.cheapProcessor().delay(Duration.ofMillis(50));
    Path wanted = folder.resolve("wanted.txt");
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= ORDERS_FROM_A_FILE; i++) {
      lines.add("L-" + i + " " + i);
    }
    Files.write(wanted, lines);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(STACK.redis().address(), file().toString(), wanted.toString()));
    STACK.processors().values().forEach(processor -> arguments.add(processor.url()));
    try (JavaProcess shop =
        new JavaProcess(
            "ShopTest-library-shop", Map.of(), List.of(), LibraryShop.class, arguments)) {
      shop.start();
      Waiting.until(
          () -> Book.read(file()).accepted >= ORDERS_FROM_A_FILE / 8, BOUND, () -> shop.output());
      killUnheard(shop, STACK.redis().handle());
      Book killed = Book.read(file());
      assertTrue(killed.accepted < ORDERS_FROM_A_FILE, "it was killed too late");

      shop.start();
      Waiting.until(() -> !shop.running(), BOUND, () -> Book.read(file()) + "\n" + shop.output());

      assertTrue(shop.output().contains("All orders are known."), shop::output);
      Book book = Book.read(file());
      assertExecutedOnce(book);
      assertEquals(ORDERS_FROM_A_FILE, book.payments.size());
      assertEquals(book.allPaid(), book.states);
      assertTrue(book.byListener > killed.byListener, "it was told nothing after its restart");
    }
  }

  private static void open(JavaProcess shop, Customers customers) {
    shop.start();
    Waiting.until(customers::shopIsOpen, Stack.START_BOUND, shop::output);
  }

  /** Kills the shop while that one has what it offered, and has not answered. */
  private static void killUnheard(JavaProcess shop, ProcessHandle accepting) throws IOException {
    signal("-STOP", accepting);
    try {
      Waiting.pass(Duration.ofMillis(500));
      shop.kill();
    } finally {
      signal("-CONT", accepting);
    }
  }

  private static void signal(String signal, ProcessHandle process) throws IOException {
    new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().onExit().join();
  }

  private static void assertExecutedOnce(Book book) {
    Map<UUID, Long> executed = new HashMap<>();
    for (ProcessorSimulator processor : STACK.processors().values()) {
      for (StoredPayment payment : processor.payments()) {
        assertEquals(
            null, executed.put(payment.correlationId(), payment.amountCents()), "paid twice");
      }
    }
    Map<UUID, Long> ordered = new HashMap<>();
    book.payments.forEach((number, payment) -> ordered.put(payment, book.cents.get(number)));
    Set<UUID> nobodys = new HashSet<>(executed.keySet());
    nobodys.removeAll(ordered.keySet());
    assertEquals(Set.of(), nobodys, "paid, and each order has another payment");
    assertEquals(ordered, executed);
  }

  /** What a shop has written down. */
  private static final class Book {

    final Map<String, UUID> payments = new TreeMap<>();
    final Map<String, Long> cents = new HashMap<>();
    final Map<UUID, String> states = new HashMap<>();
    final Set<UUID> byWebhook = new HashSet<>();
    int byListener;
    int accepted;

    static Book read(Path file) {
      Book book = new Book();
      try {
        if (Files.exists(file)) {
          String text = Files.readString(file);
          text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(book::line);
        }
        return book;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void line(String line) {
      String[] words = line.split(" ");
      if (words[0].equals("order")) {
        assertEquals(null, payments.put(words[1], UUID.fromString(words[2])), line);
        cents.put(words[1], Long.parseLong(words[3]));
      } else if (words[0].equals("accepted")) {
        accepted++;
      } else if (words[0].equals("state")) {
        states.put(UUID.fromString(words[1]), words[2]);
        if (words[3].equals("listener")) {
          byListener++;
        } else if (!words[3].equals("asked")) {
          byWebhook.add(UUID.fromString(words[1]));
        }
      }
    }

    Map<UUID, String> allPaid() {
      Map<UUID, String> paid = new HashMap<>();
      payments.values().forEach(payment -> paid.put(payment, "PAID"));
      return paid;
    }

    /** Whether there are so many orders, and as far as it knows all are paid. */
    boolean isPaid(int orders) {
      return payments.size() == orders && states.equals(allPaid());
    }

    @Override
    public String toString() {
      return "%s orders, %s with a state, %s told by webhook, %s by listener"
          .formatted(payments.size(), states.size(), byWebhook.size(), byListener);
    }
  }

  /** A message to the shop. */
  private record Message(String id, long atSeconds, String signature, String body) {

    static Message signed(String secret, long atSeconds, String body) throws Exception {
      return new Message(
          "message-1", atSeconds, new Webhook(secret).sign("message-1", atSeconds, body), body);
    }
  }

  /** They order once each, and send it again under the same number until they are answered. */
  private static final class Customers implements AutoCloseable {

    private static final URI SHOP = URI.create("http://127.0.0.1:" + PORT);

    /** Longer than the shop takes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger served = new AtomicInteger();
    private volatile boolean waiting = true;

    void begin(int orders, int perSecond) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int i = 1; i <= orders && waiting; i++) {
                  int number = i;
                  Thread.ofVirtual().start(() -> order("A-" + number, number * 7L));
                  Waiting.pass(Duration.ofSeconds(1).dividedBy(perSecond));
                }
              });
    }

    void order(String number, long cents) {
      String order =
          "{\"number\":\"" + number + "\",\"amount\":" + BigDecimal.valueOf(cents, 2) + "}";
      while (waiting) {
        try {
          HttpRequest request =
              HttpRequest.newBuilder(SHOP.resolve("/orders"))
                  .timeout(PATIENCE)
                  .POST(BodyPublishers.ofString(order))
                  .build();
          if (send(request).statusCode() / 100 == 2) {
            served.incrementAndGet();
            return;
          }
        } catch (IOException e) {
          // The shop is dead, or was too slow.
        }
        Waiting.pass(Duration.ofMillis(300));
      }
    }

    void awaitServed(int orders) {
      Waiting.until(() -> served.get() >= orders, BOUND, () -> "only " + served + " are served");
    }

    boolean shopIsOpen() {
      try {
        return get("nothing").statusCode() == 404;
      } catch (IOException e) {
        return false;
      }
    }

    String state(String number) throws IOException {
      return JsonDocument.MAPPER.readTree(get(number).body()).path("state").asText();
    }

    private HttpResponse<String> get(String number) throws IOException {
      return send(
          HttpRequest.newBuilder(SHOP.resolve("/orders/" + number)).timeout(PATIENCE).build());
    }

    /** Sends it what may be a webhook; answers the status. */
    int tell(Message message) throws IOException {
      HttpRequest request =
          HttpRequest.newBuilder(SHOP.resolve("/webhooks"))
              .timeout(PATIENCE)
              .header("webhook-id", message.id)
              .header("webhook-timestamp", Long.toString(message.atSeconds))
              .header("webhook-signature", message.signature)
              .POST(BodyPublishers.ofString(message.body))
              .build();
      return send(request).statusCode();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
      try {
        return http.send(request, BodyHandlers.ofString());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      waiting = false;
      http.shutdownNow();
    }
  }
}
