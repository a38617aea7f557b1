package dev.rinha.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.PaymentRouter;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.simulator.ProcessorSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditCommandTest {

  private static final int PAYMENTS = 1_200;
  private static final int FORGOTTEN = 18_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final int JOURNAL_RECORD_BYTES = 40;
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final StoreSeeder.Settled SETTLED = StoreSeeder.payment(400);
  private static final UUID ID = SETTLED.payment().correlationId();

  private final RedisSettings settings =
      RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address())
          .withNamespace("audit-command" + NAMESPACES.incrementAndGet())
          .withIdBuckets(64);

  @TempDir private Path folder = Path.of("");

  @Test
  void booksThatAgreeEndWithZeroAndPrintNothing() throws IOException {
    seed();
    try (ProcessorSimulator primary = processor("default");
        ProcessorSimulator fallback = processor("fallback")) {
      CommandRun run = audit(primary, fallback);

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertEquals("", run.out());
      assertTrue(
          run.err().startsWith("audited 1,200 accepted and 1,200 settled payments"), run::err);
      assertTrue(run.err().contains("default: here 900 payments for "), run::err);
      assertTrue(run.err().endsWith("no contradictions\n"), run::err);
    }
  }

  @Test
  void paymentsForgottenHereAreNoBreaksAfterThem() throws IOException {
    StoreSeeder.seed(settings, FORGOTTEN + PAYMENTS);
    StoreSeeder.writeJournals(folder, FORGOTTEN + PAYMENTS);
    long firstKept;
    try (RedisStore store = RedisStore.open(settings)) {
      long first = store.retention().oldestSettledMinute().orElseThrow();
      while (store.retention().forgetSettled(first + MINUTE_MILLIS, 256) > 0) {}
      firstKept = store.retention().oldestSettledMinute().orElseThrow();
    }
    try (ProcessorSimulator primary = processor("default");
        ProcessorSimulator fallback = processor("fallback")) {
      CommandRun everything = audit(primary, fallback);
      CommandRun kept =
          audit(primary, fallback, "--from", Instant.ofEpochMilli(firstKept).toString());

      assertEquals(ExitCode.FINDING, everything.exitCode(), everything::toString);
      assertTrue(everything.err().contains("were forgotten here"), everything::err);
      assertEquals(ExitCode.OK, kept.exitCode(), kept::toString);
      assertEquals("", kept.out());
    }
  }

  @Test
  void afterAPurgeWhatProcessorsStillHaveIsOneFindingOfEach() throws IOException {
    seed();
    try (RedisStore store = RedisStore.open(settings)) {
      store.ledger().purge();
    }
    try (ProcessorSimulator primary = processor("default");
        ProcessorSimulator fallback = processor("fallback")) {
      CommandRun run = audit(primary, fallback);

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.err().contains("2 contradictions:\n  older-than-store: "), run::err);
      assertTrue(run.err().contains("from before the store was purged or made"), run::err);
      String suggested =
          run.err().lines().reduce("", (_, last) -> last).replaceFirst(".*rinha-cli ", "");
      CommandRun pasted = CommandRun.of(suggested.split(" ", -1));
      assertEquals(ExitCode.OK, pasted.exitCode(), pasted::toString);
    }
  }

  @Test
  void paymentsWhoseQueueWasDeletedAreQueuedAgain() {
    try (Planted planted = new Planted("repair");
        RedisPlants plants = new RedisPlants(planted.settings(), planted.store())) {
      planted.settled(1_752_600_000_100L);
      planted.inDoubt(1_752_600_000_200L);
      planted.queued();
      plants.deleteQueue();

      CommandRun found = planted.run("audit");
      CommandRun shown = planted.run("audit", "--repair", "--dry-run");
      CommandRun refused = planted.run("audit", "--repair");
      assertEquals(ExitCode.FINDING, found.exitCode(), found::toString);
      assertTrue(
          found.err().contains("nobody will execute it; repair: rinha-cli audit --repair"),
          found::err);
      assertEquals(ExitCode.FINDING, shown.exitCode(), shown::toString);
      assertTrue(
          shown.err().endsWith("would queue again: 2 payments; nothing was changed\n"), shown::err);
      assertEquals(ExitCode.REFUSED, refused.exitCode(), refused::toString);
      assertEquals(2, planted.store().ledger().census().missing());

      CommandRun repaired = planted.run("audit", "--repair", "--yes");
      CommandRun again = planted.run("audit", "--repair", "--yes");
      assertEquals(ExitCode.OK, repaired.exitCode(), repaired::toString);
      assertTrue(repaired.err().contains("queued again: 2 payments\n"), repaired::err);
      assertTrue(repaired.err().endsWith("no contradictions\n"), repaired::err);
      assertEquals(ExitCode.OK, again.exitCode(), again::toString);
      assertEquals(2, planted.store().ledger().census().unfinished());
    }
  }

  @Test
  void paymentThatTheProcessorLacksIsNamed() throws IOException {
    seed();
    Path journal = folder.resolve("default.journal");
    byte[] all = Files.readAllBytes(journal);
    int at = 300 * JOURNAL_RECORD_BYTES;
    System.arraycopy(
        all, at + JOURNAL_RECORD_BYTES, all, at, all.length - at - JOURNAL_RECORD_BYTES);
    Files.write(journal, Arrays.copyOf(all, all.length - JOURNAL_RECORD_BYTES));
    try (ProcessorSimulator primary = processor("default");
        ProcessorSimulator fallback = processor("fallback")) {
      CommandRun run = audit(primary, fallback, "-o", "jsonl");

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertEquals(1, run.out().lines().count(), run::out);
      JsonNode found = new ObjectMapper().readTree(run.out());
      assertEquals("missing-at-processor", found.at("/kind").asText());
      assertEquals(ID.toString(), found.at("/correlationId").asText());
      assertEquals("default", found.at("/processor").asText());
      assertTrue(
          run.err().contains("missing-at-processor: settled here, but no processor has it"),
          run::err);
    }
  }

  @Test
  void breakInTheStoreIsPrintedInEveryFormat() throws IOException {
    seed();
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store)) {
      plants.removeFromLedger(
          new LedgerEntry(
              ID,
              SETTLED.payment().amount().cents(),
              SETTLED.intent().processor(),
              SETTLED.intent().requestedAtMillis()));
    }

    CommandRun table = audit();
    CommandRun json = audit("--json");
    CommandRun csv = audit("-o", "csv");

    assertEquals(ExitCode.FINDING, table.exitCode(), table::toString);
    assertTrue(table.out().contains("ledger-missing"), table::out);
    assertTrue(table.out().contains(ID.toString()), table::out);
    JsonNode array = new ObjectMapper().readTree(json.out());
    assertEquals(3, array.size(), json::out);
    assertEquals("ledger-missing", array.at("/0/kind").asText());
    assertEquals("aggregate-differs", array.at("/1/kind").asText());
    assertEquals(0, array.at("/1/expectedCount").asInt());
    assertEquals(1, array.at("/1/foundCount").asInt());
    assertEquals("counter-differs", array.at("/2/kind").asText());
    assertTrue(csv.out().startsWith("kind,correlationId,processor,from,to,expectedCount"));
    assertEquals(4, csv.out().lines().count(), csv::out);
  }

  @Test
  void nothingFoundIsAnEmptyDocumentForPrograms() throws IOException {
    seed();

    assertEquals("[]\n", audit("--json").out());
    assertEquals("", audit("-o", "jsonl").out());
  }

  @Test
  void processorThatCannotBeAskedIsUnreachable() throws IOException {
    seed();
    try (ProcessorSimulator fallback = processor("fallback")) {
      CommandRun run =
          audit(
              "--processors",
              "--processor",
              "default=http://127.0.0.1:1",
              "--processor",
              "fallback=" + fallback.url());

      assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
      assertTrue(run.err().contains("default could not be audited: "), run::err);
      assertTrue(run.err().contains("fallback: here 300 payments"), run::err);
    }
  }

  @Test
  void wrongTokenIsTold() throws IOException {
    seed();
    try (ProcessorSimulator primary = processor("default");
        ProcessorSimulator fallback = processor("fallback")) {
      CommandRun run = audit(primary, fallback, "--token", "no");

      assertEquals(ExitCode.UNREACHABLE, run.exitCode(), run::toString);
      assertTrue(run.err().contains("it does not accept the token"), run::err);
    }
  }

  @Test
  void tokenOfAFileIsShown() throws IOException {
    seed();
    Path file = Files.writeString(folder.resolve("token"), "marked-secret\r\n");
    try (ProcessorSimulator primary = wanting("marked-secret");
        ProcessorSimulator fallback = wanting("marked-secret")) {
      CommandRun run = audit(primary, fallback, "--token-file", file.toString());

      assertFalse(run.err().contains("it does not accept the token"), run::err);
      assertTrue(run.err().contains("there 0 payments"), run::err);
      assertFalse(run.toString().contains("marked-secret"), run::toString);
    }
  }

  private static ProcessorSimulator wanting(String token) {
    return ProcessorSimulator.builder().token(token).start();
  }

  /** Two slow processors that fail now and then, and a router that works as hard as it can. */
  @Test
  void nothingIsReportedOnAHealthySystemUnderFullLoad() {
    try (ProcessorSimulator primary = ProcessorSimulator.builder().start();
        ProcessorSimulator fallback = ProcessorSimulator.builder().start();
        RedisStore store = RedisStore.open(settings);
        HelidonProcessorClient toPrimary = new HelidonProcessorClient(URI.create(primary.url()));
        HelidonProcessorClient toFallback = new HelidonProcessorClient(URI.create(fallback.url()));
        PaymentRouter router =
            PaymentRouter.builder(store)
                .processor(ProcessorSettings.of("default", Fee.parse("0.05")), toPrimary)
                .processor(ProcessorSettings.of("fallback", Fee.parse("0.15")), toFallback)
                .patience(Duration.ZERO)
                .start();
        Load load = new Load(router)) {
      primary.delay(Duration.ofMillis(20));
      Poll.until("payments settle", () -> router.census().settled() > 300);
      for (int i = 0; i < 6 || (i < 100 && load.accepted() <= 1_000); i++) {
        primary.failing(i % 3 == 1);
        fallback.delay(Duration.ofMillis(i * 100L));
        CommandRun run = audit(primary, fallback);
        assertEquals("", run.out(), run::err);
        assertEquals(ExitCode.OK, run.exitCode(), run::err);
      }
      load.close();
      assertTrue(load.accepted() > 1_000, () -> load.accepted() + " payments");
    }
  }

  /** Accepts payments until it is closed. */
  private static final class Load implements AutoCloseable {

    private static final int MAX_UNFINISHED = 2_000;

    private final PaymentRouter router;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean closed;

    Load(PaymentRouter router) {
      this.router = router;
      thread.start();
    }

    int accepted() {
      return accepted.get();
    }

    private void run() {
      while (!closed) {
        if (router.census().unfinished() < MAX_UNFINISHED) {
          for (int i = 0; i < 20; i++) {
            router.accept(UUID.randomUUID(), new Money(1 + accepted.incrementAndGet() % 5_000));
          }
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void seed() throws IOException {
    StoreSeeder.seed(settings, PAYMENTS);
    StoreSeeder.writeJournals(folder, PAYMENTS);
  }

  private ProcessorSimulator processor(String name) {
    return ProcessorSimulator.builder().journal(folder.resolve(name + ".journal")).start();
  }

  private CommandRun audit(
      ProcessorSimulator primary, ProcessorSimulator fallback, String... arguments) {
    List<String> all = new ArrayList<>(List.of("--processors"));
    all.addAll(List.of("--processor", "default=" + primary.url()));
    all.addAll(List.of("--processor", "fallback=" + fallback.url()));
    all.addAll(List.of(arguments));
    return audit(all.toArray(String[]::new));
  }

  private CommandRun audit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit", "--redis", settings.address()));
    all.addAll(List.of("--namespace", settings.namespace()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
