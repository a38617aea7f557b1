package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.execution.ExecutionCore;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Workers whose queue somebody takes away, with a real Redis. */
final class QueueLossTest {

  private static final int PAYMENTS = 50;

  /** It paid 53 of 70 twice. */
  @ParameterizedTest
  @MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
  void destroyedGroupPaysNothingTwice(TestRedis.Edition edition) {
    for (boolean destroyed : List.of(true, false)) {
      RedisSettings settings = settings(edition, "regrouped-" + destroyed);
      SlowProcessor slow = new SlowProcessor();
      InMemoryProcessor other = new InMemoryProcessor();
      try (RedisStore store = RedisStore.open(settings);
          RedisPlants plants = new RedisPlants(settings, store);
          PaymentRouter first = router(store, "slow", slow).start()) {
        accept(first);
        Poll.until("all are on their way", () -> slow.sent.getQueueLength() == PAYMENTS);

        plants.handOutAnew(destroyed);
        try (PaymentRouter second = router(store, "other", other).start()) {
          Poll.until("all were handed out again", () -> store.census().queued() == 0);
          Poll.until("none could be begun", () -> second.ask(ExecutionCore::heldCount) == 0);
          assertEquals(List.of(), other.executed());

          slow.sent.release(PAYMENTS);
          Poll.until("all are settled", () -> store.census().settled() == PAYMENTS);
        }
        assertEquals(List.of(), other.executed());
        assertEquals(PAYMENTS, slow.real.executed().size());
        assertEquals(destroyed ? 1 : 0, store.census().regroupings());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
  void startingWorkerSaysThatTheQueueIsGoneAndRepairExecutesEachOnce(TestRedis.Edition edition) {
    RedisSettings settings = settings(edition, "lost");
    InMemoryProcessor processor = new InMemoryProcessor();
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store);
        PaymentRouter router = router(store, "only", processor);
        Ears ears = new Ears()) {
      accept(router);
      plants.deleteQueue();

      router.start();
      Poll.until(
          "it says so",
          () -> ears.heard.stream().anyMatch(line -> line.startsWith(PAYMENTS + " unfinished")));
      Poll.until(
          "it says what to run", () -> ears.heard.toString().contains("rinha-cli audit --repair"));

      QueueRepair repair = new QueueRepair();
      new InternalAudit(store, store.books()).run(TimeWindow.ALL, repair, _ -> {});
      assertEquals(PAYMENTS, repair.repair(store.books(), System.currentTimeMillis()));
      assertEquals(0, repair.repair(store.books(), System.currentTimeMillis()));
      Poll.until("all are settled", () -> store.census().settled() == PAYMENTS);
      assertEquals(PAYMENTS, processor.executed().size());
    }
  }

  private static RedisSettings settings(TestRedis.Edition edition, String namespace) {
    return RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace);
  }

  private static PaymentRouter router(RedisStore store, String name, ProcessorClient client) {
    return PaymentRouter.builder(store)
        .processor(ProcessorSettings.of(name, Fee.parse("0.05")), client)
        .build();
  }

  private static void accept(PaymentRouter router) {
    for (int i = 0; i < PAYMENTS; i++) {
      router.accept(UUID.randomUUID(), new Money(1990));
    }
  }

  /** Executes what it is sent when it is let. */
  private static final class SlowProcessor implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private final Semaphore sent = new Semaphore(0);

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      sent.acquireUninterruptibly();
      return real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
    }

    @Override
    public Lookup find(UUID correlationId) {
      return real.find(correlationId);
    }

    @Override
    public HealthReport health() {
      return real.health();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** Hears what is logged about the queue. */
  private static final class Ears extends Handler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PaymentRouter.class.getName());
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Ears() {
      LOG.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      heard.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      LOG.removeHandler(this);
    }
  }
}
