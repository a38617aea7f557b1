package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.summary.TimeWindow;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
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
      InMemoryProcessor other = new InMemoryProcessor();
      Intent slow = new Intent("slow", System.currentTimeMillis());
      try (RedisStore store = RedisStore.open(settings);
          RedisPlants plants = new RedisPlants(settings, store);
          Ears ears = new Ears(RedisContext.class);
          PaymentRouter second = router(RedisStore.open(settings), "other", other)) {
        accept(second);
        List<Claim> onTheirWay = store.queue().take("first", PAYMENTS, 0);
        store
            .queue()
            .begin(
                "first",
                onTheirWay.stream().map(claim -> new Begin(claim, slow, History.EMPTY)).toList());

        plants.handOutAnew(destroyed);
        second.start();
        Poll.until("it has tried to begin all of them", () -> decisions(second) >= PAYMENTS);
        Poll.until("it holds none of them", () -> second.snapshot().held() == 0);

        assertEquals(List.of(), other.executed());
        assertEquals(
            Set.of(WriteResult.DONE),
            Set.copyOf(
                store
                    .queue()
                    .settle(
                        onTheirWay.stream()
                            .map(
                                claim ->
                                    new Settlement(
                                        claim, slow, slow.requestedAtMillis() + 9, History.EMPTY))
                            .toList())));
        assertEquals(PAYMENTS, store.ledger().census().settled());
        assertEquals(0, store.ledger().census().unfinished());
        assertEquals(destroyed ? 1 : 0, store.ledger().census().regroupings());
        assertEquals(destroyed, ears.heard.toString().contains("the group of the queue was gone"));
      }
    }
  }

  private static long decisions(PaymentRouter router) {
    return router.snapshot().decisions().values().stream().mapToLong(Long::longValue).sum();
  }

  @ParameterizedTest
  @MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
  void startingWorkerSaysThatTheQueueIsGoneAndRepairExecutesEachOnce(TestRedis.Edition edition) {
    RedisSettings settings = settings(edition, "lost");
    InMemoryProcessor processor = new InMemoryProcessor();
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store);
        PaymentRouter router = router(store, "only", processor);
        Ears ears = new Ears(PaymentRouter.class)) {
      accept(router);
      plants.deleteQueue();

      router.start();
      Poll.until(
          "it says so",
          () -> ears.heard.stream().anyMatch(line -> line.startsWith(PAYMENTS + " unfinished")));
      Poll.until(
          "it says what to run", () -> ears.heard.toString().contains("rinha-cli audit --repair"));

      QueueRepair repair = new QueueRepair();
      new InternalAudit(store.ledger(), store.books()).run(TimeWindow.ALL, repair, _ -> {});
      assertEquals(PAYMENTS, repair.repair(store.books(), System.currentTimeMillis()));
      assertEquals(0, repair.repair(store.books(), System.currentTimeMillis()));
      Poll.until("all are settled", () -> store.ledger().census().settled() == PAYMENTS);
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

  /** Hears what is logged about the queue. */
  private static final class Ears extends Handler implements AutoCloseable {

    private final Logger logger;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Ears(Class<?> speaker) {
      logger = Logger.getLogger(speaker.getName());
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
      heard.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
