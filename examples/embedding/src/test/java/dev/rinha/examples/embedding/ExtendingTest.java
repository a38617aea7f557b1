package dev.rinha.examples.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/extending.md shows and says: a processor client, and a policy, of one's own. */
final class ExtendingTest {

  private static final Money AMOUNT = Money.parse("19.90");
  private static final long REQUESTED_AT_MILLIS = 1_752_600_000_120L;
  private static final long TIMEOUT_MILLIS = 5_000;
  private static final ProcessorSettings BANK =
      ProcessorSettings.of("bank", Fee.parse("0.01")).withLookUpLagMillis(0);

  @Test
  void codeOnThePageIsCodeThatIsTested() throws IOException {
    String page = Files.readString(Path.of("..", "..", "docs", "extending.md"));
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map((MatchResult block) -> stripped(block.group(1)))
            .toList();
    assertTrue(blocks.size() >= 3, "the page has lost its code");
    String sources = stripped(sources());
    for (String block : blocks) {
      assertTrue(sources.contains(block), () -> "no test has this:\n" + block);
    }
  }

  private static String sources() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        sources.append(Files.readString(file));
      }
    }
    return sources.toString();
  }

  private static String stripped(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void clientOfTheChallengeIsToldPathAndHeader() {
    String token = "s3cret";
    try (var client =
        HelidonProcessorClient.builder(URI.create("https://example.org/processor-a"))
            .header("Authorization", "Bearer " + token)
            .build()) {
      assertFalse(client.toString().contains(token));
    }
  }

  @Nested
  class Client {

    private final UUID id = UUID.randomUUID();
    private final Bank bank = new Bank();
    private final BankClient client = new BankClient(bank.url());

    Client() throws IOException {}

    @AfterEach
    void close() {
      client.close();
      bank.close();
    }

    private Outcome send() {
      return client.send(id, AMOUNT, REQUESTED_AT_MILLIS, TIMEOUT_MILLIS);
    }

    @Test
    void paymentIsFoundAsItWasSent() {
      assertEquals(new Lookup.Absent(), client.find(id));
      assertEquals(new Outcome.Executed(), send());
      assertEquals(new Outcome.Duplicate(), send());
      assertEquals(new Lookup.Found(AMOUNT.cents(), REQUESTED_AT_MILLIS), client.find(id));
    }

    @ParameterizedTest
    @CsvSource({
      "422, Rejected", "429, Throttled", "500, Failed", "503, Failed",
      "502, Unknown", "504, Unknown", "302, Unknown", "401, Unknown"
    })
    void statusMeansWhatTheBankPromises(int status, String outcome) {
      bank.refuses = status;

      assertEquals(outcome, send().getClass().getSimpleName());
    }

    @Test
    void lostAnswerIsUnknown() {
      bank.losesAnswers = true;

      assertInstanceOf(Outcome.Unknown.class, send());
      assertInstanceOf(Lookup.Found.class, client.find(id));
    }

    @Test
    void refusedConnectionIsNotSent() throws IOException {
      try (var away = new BankClient(URI.create("http://127.0.0.1:" + freePort()))) {
        assertInstanceOf(
            Outcome.NotSent.class, away.send(id, AMOUNT, REQUESTED_AT_MILLIS, TIMEOUT_MILLIS));
        assertInstanceOf(Lookup.Unavailable.class, away.find(id));
      }
    }

    @Test
    void paymentWhoseAnswerWasLostIsSettledByTheLookUp() throws Exception {
      bank.losesAnswers = true;
      try (var router = PaymentRouter.builder(new MemoryStore()).processor(BANK, client).start()) {
        router.accept(id, AMOUNT);

        await(() -> router.census().settled() == 1);
        assertEquals(new Totals(1, 1990), router.summary(TimeWindow.ALL).of("bank"));
      }
    }

    @Test
    void paymentThatCannotBeLookedUpIsSentAgainUntilItIsKnown() throws Exception {
      ExecutionSettings defaults = ExecutionSettings.DEFAULTS;
      bank.losesAnswers = true;
      try (var router =
          PaymentRouter.builder(new MemoryStore())
              .processor(BANK, new NoLookUp(client))
              .execution(
                  new ExecutionSettings(
                      defaults.prefetch(),
                      defaults.claimTimeoutMillis(),
                      0, // the in-doubt bound: never believe that a payment is not there
                      defaults.maxAgeMillis(),
                      defaults.maxResolving()))
              .start()) {
        router.accept(id, AMOUNT);
        await(() -> router.census().inDoubt() == 1);

        bank.losesAnswers = false;

        await(() -> router.census().settled() == 1);
        assertEquals(1, bank.transfers.size());
      }
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }

  @Nested
  class Policy {

    private static final ProcessorSettings OTHER = ProcessorSettings.of("other", Fee.parse("0"));

    private final InMemoryProcessor bank = new InMemoryProcessor();
    private final InMemoryProcessor other = new InMemoryProcessor();

    private PaymentRouter router(ContractFirst policy) {
      return PaymentRouter.builder(new MemoryStore())
          .processor(BANK, bank)
          .processor(OTHER, other)
          .policy(policy)
          .start();
    }

    @Test
    void contractedProcessorGetsEverythingThoughAnotherIsCheaper() throws Exception {
      try (var router = router(new ContractFirst("bank", 60_000))) {
        for (int i = 0; i < 20; i++) {
          router.accept(UUID.randomUUID(), AMOUNT);
        }

        await(() -> bank.executed().size() == 20);
      }
    }

    @Test
    void othersHelpOutAfterAWhile() throws Exception {
      bank.failing(true);
      try (var router = router(new ContractFirst("bank", 300))) {
        for (int i = 0; i < 20; i++) {
          router.accept(UUID.randomUUID(), AMOUNT);
        }
        await(() -> other.executed().size() == 20);
        assertTrue(bank.executed().isEmpty());

        bank.failing(false);
        router.accept(UUID.randomUUID(), AMOUNT);
        await(() -> router.census().settled() == 21);
      }
    }

    @Test
    void policyThatNamesNobodyLosesNothing() throws Exception {
      try (var router =
          PaymentRouter.builder(new MemoryStore())
              .processor(BANK, bank)
              .policy(_ -> new Decision.Send("bnak", Reason.WEIGHT))
              .start()) {
        router.accept(UUID.randomUUID(), AMOUNT);

        await(() -> router.policyFault().isPresent());
        assertTrue(router.working());
        assertEquals(1, router.census().inFlight());
      }
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long untilNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < untilNanos, "did not come true within ten seconds");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
