package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StoreHealth;
import dev.rinha.core.store.UnwritableException;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.tck.PaymentStoreContract;
import dev.rinha.tck.Phase;
import dev.rinha.tck.StoreFactory;
import io.lettuce.core.KillArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract and what is special about Redis, on every Redis that this machine has. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class RedisStoreTest extends PaymentStoreContract {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Money AMOUNT = new Money(1990);
  private static final long NOW = 1_752_600_000_000L;
  private static final Intent INTENT = new Intent("default", NOW + 3);

  private final String namespace = "test" + NAMESPACES.incrementAndGet();
  @Parameter TestRedis.Edition edition = TestRedis.Edition.BUNDLED;

  private final StoreFactory factory = new OneNamespace();

  @Override
  public StoreFactory factory() {
    return factory;
  }

  private final class OneNamespace implements StoreFactory {

    @Override
    public PaymentStore open(long maxUnfinished) {
      return RedisStore.open(
          RedisSettings.at(TestRedis.shared(edition).address())
              .withNamespace(namespace)
              .withMaxUnfinished(maxUnfinished)
              .withIdBuckets(64));
    }

    @Override
    public void loseQueue() {
      withRedis(redis -> redis.del("{" + namespace + "}:queue"));
    }

    @Override
    public void handOutAnew(boolean destroyed) {
      withRedis(redis -> RedisPlants.handOutAnew(redis, "{" + namespace + "}:queue", destroyed));
    }

    /** As another server process does it that answers with the same data. */
    @Override
    public void beginEra() {
      withRedis(redis -> redis.hset("{" + namespace + "}:settings", "run", "another"));
    }
  }

  /** In a rolling update, and on the way back from it. */
  @Test
  void stepOfALaterBuildKeepsNoPaymentFromBeingExecuted() {
    PaymentStore store = store();
    Payment payment = new Payment(UUID.randomUUID(), new Money(1990), NOW);
    store.intake().accept(payment, history("@new"));
    Claim claim = store.queue().take("w", 1, 0).getFirst();

    assertEquals(List.of(new History.Step.Unreadable("@new")), claim.history().steps());
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().begin("w", List.of(new Begin(claim, INTENT, history("@new,default:c1")))));
    Claim taken = store.queue().takeOver("v", 1, 0).getFirst();
    assertEquals(history("@new,default:c1"), taken.history());
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(taken, INTENT, NOW + 9, taken.history()))));
  }

  @Test
  void paymentOfNobodyIsWrittenToTheByteAsBeforeThereWereClients() {
    PaymentStore store = store();
    store.intake().accept(new Payment(id(1), AMOUNT, NOW));
    String base = "1ja:" + Long.toString(NOW, 36) + ":";
    String data = "{" + namespace + "}:1:";
    withRedis(
        redis -> {
          assertEquals(List.of("Q:" + base), records(redis, data));
          assertEquals(Map.of("accepted", "1"), redis.hgetall(data + "n"));
          String entry =
              redis
                  .xrange("{" + namespace + "}:queue", Range.unbounded())
                  .getFirst()
                  .getBody()
                  .getOrDefault("p", "");
          assertTrue(entry.matches("(?s).*[0-9]+:" + base), entry);
        });

    Claim claim = store.queue().take("w", 1, 0).getFirst();
    store.queue().begin("w", List.of(new Begin(claim, INTENT, history("default:c1"))));
    store.queue().settle(List.of(new Settlement(claim, INTENT, NOW + 9, history("default:c1/x9"))));

    withRedis(
        redis -> {
          assertEquals(List.of("X:" + base + "0:3:6:default:c1/x9"), records(redis, data));
          assertEquals(Map.of("accepted", "1", "settled", "1"), redis.hgetall(data + "n"));
        });
  }

  private static List<String> records(RedisCommands<String, String> redis, String data) {
    return redis.keys(data + "i:*").stream().flatMap(key -> redis.hvals(key).stream()).toList();
  }

  /** Those that come at the same time are one step, in which nothing may be lost for one. */
  @Test
  void recordThatCannotBeReadHoldsUpNoOtherPayment() throws Exception {
    PaymentStore store = store(1_000);
    store.intake().accept(new Payment(new UUID(0, 1), AMOUNT, NOW));
    String data = "{" + namespace + "}:1:";
    withRedis(
        redis -> {
          String bucket = redis.keys(data + "i:*").getFirst();
          redis.del(bucket);
          redis.set(bucket, "no hash");
        });
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Payment payment = new Payment(new UUID(i, 1), AMOUNT, NOW);
      calls.add(() -> works(() -> store.intake().accept(payment)));
    }

    int accepted = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> answer : callers.invokeAll(calls)) {
        accepted += answer.get() ? 1 : 0;
      }
    }

    // Some others belong into the broken hash as well.
    assertTrue(accepted > 80 && accepted < 100, "accepted " + accepted);
    assertEquals(1 + accepted, store.ledger().census().accepted());
    assertEquals(1 + accepted, store.queue().take("w", 200, 0).size());
  }

  /** Who repeats may have been told that it is not known whether the payment was accepted. */
  @Test
  void repeatIsAnsweredWhatIsSoBesidePaymentsThatAreRefused() throws Exception {
    try (TestRedis server = TestRedis.start(edition);
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      List<Callable<Acceptance>> calls = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Payment known = new Payment(id(i), AMOUNT, NOW);
        Payment unknown = new Payment(id(1_000 + i), AMOUNT, NOW);
        store.intake().accept(known);
        calls.add(() -> store.intake().accept(known));
        calls.add(() -> store.intake().accept(unknown));
      }
      with(server, redis -> redis.configSet("min-replicas-to-write", "1"));

      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Acceptance>> answers = callers.invokeAll(calls);
        for (int i = 0; i < answers.size(); i += 2) {
          assertEquals(new Acceptance.Replayed(PaymentStatus.QUEUED), answers.get(i).get());
          Exception thrown = assertThrows(ExecutionException.class, answers.get(i + 1)::get);
          StoreException refused = assertInstanceOf(StoreException.class, thrown.getCause());
          assertTrue(refused.refused(), refused::toString);
          assertTrue(refused.toString().contains("min-replicas-to-write"), refused::toString);
        }
      }
      assertEquals(50, store.ledger().census().accepted());
    }
  }

  /** What one cannot read pauses, too: it may have been meant to. */
  @Test
  void pauseThatCannotBeReadIsOneAndHidesNoOther() {
    PaymentStore store = store();
    PauseScope known = new PauseScope.Processor("default");
    PauseScope unknown = new PauseScope.Processor("fallback");
    store.pauses().pause(new Pause(known, NOW, "maintenance"));
    withRedis(redis -> redis.hset("{" + namespace + "}:pauses", ":fallback", "of a later build"));

    Pauses current = store.pauses().current();
    assertEquals(Optional.of(new Pause(known, NOW, "maintenance")), current.ofProcessor("default"));
    assertTrue(current.ofProcessor("fallback").isPresent());

    assertTrue(store.pauses().resume(unknown));
    assertEquals(
        List.of(known), store.pauses().current().all().stream().map(Pause::scope).toList());
  }

  /** Whoever was slow may find that somebody else has read it, perhaps with a newer build. */
  @Test
  void onlyWhoHoldsAnEntrySetsItAsideAndSaysSo() {
    List<String> said = new CopyOnWriteArrayList<>();
    Logger log = Logger.getLogger(QueueEntries.class.getName());
    Handler listener = listener(said);
    log.addHandler(listener);
    try (RedisStore store =
        RedisStore.open(
            RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      String held = store.queue().take("w", 1, 0).getFirst().entry().replaceAll("/.*", "");
      store.intake().accept(new Payment(id(2), AMOUNT, NOW));
      QueueEntries entries = new QueueEntries(store.contextOf(id(1)));

      entries.setAside("v", Map.of(held, "not its own"));
      assertEquals(0, store.ledger().census().setAside());
      assertEquals(List.of(), said);

      entries.setAside("w", new TreeMap<>(Map.of("0-1", "not there", held, "broken")));
      assertEquals(1, store.ledger().census().setAside());
      assertEquals(List.of("entry " + held + " of the queue is set aside: broken"), said);
      assertEquals(id(2), store.queue().take("w", 9, 0).getFirst().payment().correlationId());
    } finally {
      log.removeHandler(listener);
    }
  }

  private static Handler listener(List<String> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord logged) {
        said.add(logged.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  /** An older build does not count, and somebody may delete from the queue. */
  @Test
  void countOfAClientsPaymentsThatIsWrongRightsItself() {
    PaymentStore store = store(4);
    String counters = "{" + namespace + "}:1:n";
    History shop = History.offered(Optional.empty(), Optional.of(new ClientName("shop")));
    Function<Integer, Acceptance> offer =
        number -> store.intake().accept(new Payment(id(number), AMOUNT, NOW), shop);
    assertEquals(0, store.ledger().census().accepted());

    withRedis(redis -> redis.hset(counters, "unfinished:shop", "one"));
    assertEquals(new Acceptance.Accepted(), offer.apply(1));
    withRedis(redis -> redis.hset(counters, "unfinished:shop", "1000"));
    assertEquals(new Acceptance.Accepted(), offer.apply(2));
    assertEquals(new Acceptance.ShareFull(), offer.apply(3));
    withRedis(redis -> redis.hset(counters, "unfinished:shop", "-1000"));
    assertEquals(new Acceptance.Accepted(), offer.apply(3));
    assertEquals(new Acceptance.ShareFull(), offer.apply(4));

    for (Claim claim : store.queue().take("w", 9, 0)) {
      store.queue().begin("w", List.of(new Begin(claim, INTENT, claim.history())));
      store.queue().settle(List.of(new Settlement(claim, INTENT, NOW + 9, claim.history())));
    }
    withRedis(
        redis -> assertEquals(Map.of("accepted", "3", "settled", "3"), redis.hgetall(counters)));
  }

  @Test
  void purgedKeysAreDeletedIncludingLeftoversOfEarlierPurges() {
    try (PaymentStore store = factory.open(10)) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      withRedis(redis -> redis.set("{" + namespace + "}:0:i:5", "left over"));
      store.ledger().purge();
      store.intake().accept(new Payment(id(2), AMOUNT, NOW));
      store.ledger().purge();
      withRedis(
          redis ->
              eventually(
                  () -> redis.keys("{" + namespace + "}:[0-9]*").isEmpty(),
                  "old keys are still there"));
      assertEquals(0, store.ledger().census().accepted());
    }
  }

  /**
   * Lettuce's own command timeout once cut a blocking read short, and the store seemed to be away.
   */
  @Test
  void emptyQueueIsWaitedForLongerThanTheCommandTimeout() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address())
            .withNamespace(namespace)
            .withCommandTimeout(Duration.ofSeconds(1));
    try (PaymentStore store = RedisStore.open(settings)) {
      assertEquals(List.of(), store.queue().take("worker", 1, 1_500));
    }
  }

  @Test
  void environmentIsCalledWhatWhoeverNamesItSays() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace);
    try (RedisStore unnamed = RedisStore.open(settings);
        RedisStore first = RedisStore.open(settings.withEnvironment("staging"));
        RedisStore second = RedisStore.open(settings.withEnvironment("production"))) {
      assertEquals(Optional.empty(), unnamed.inspection().environment());
      assertEquals(Optional.of("staging"), first.inspection().environment());
      assertEquals(Optional.of("production"), second.inspection().environment());
      unnamed.ledger().purge();
      assertEquals(Optional.of("production"), unnamed.inspection().environment());
    }
    assertThrows(IllegalArgumentException.class, () -> settings.withEnvironment("a b"));
  }

  /** 51 restarts left 51 of them. */
  @Test
  void namesOfDeadWorkersAreRemovedWhenNothingIsPendingWithThem() {
    try (PaymentStore store = factory.open(1_000)) {
      for (int i = 0; i <= 51; i++) {
        store.intake().accept(new Payment(id(i), AMOUNT, NOW));
        Claim claim = store.queue().take("killed-" + i, 1, 0).getFirst();
        if (i > 0) {
          store.queue().begin("killed-" + i, List.of(begin(claim)));
          store.queue().settle(List.of(new Settlement(claim, INTENT, NOW + 9, history("s"))));
        }
      }
      awaitIdle(20);

      assertEquals(List.of(), store.queue().takeOver("me", 1, 3_600_000));
      assertEquals(52, consumers(), "not for as long as they may live");
      assertEquals(
          1, store.queue().takeOver("me", 1, 20).size(), "what is pending is not lost with a name");
      store.queue().takeOver("me", 1, 20);
      assertTrue(consumers() <= 2, () -> consumers() + " consumers");
    }
  }

  private void awaitIdle(long millis) {
    long until = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    eventually(() -> System.nanoTime() > until, "time stands still");
  }

  private int consumers() {
    AtomicInteger count = new AtomicInteger();
    withRedis(
        redis -> count.set(redis.xinfoConsumers("{" + namespace + "}:queue", "workers").size()));
    return count.get();
  }

  @Test
  void oneRecordThatCannotBeReadKeepsNoOtherFromBeingTakenOver() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace);
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store)) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      store.intake().accept(new Payment(id(2), AMOUNT, NOW));
      store.queue().take("a", 10, 0);
      plants.changeRecord(id(1), _ -> "Z:?");

      assertEquals(
          List.of(id(2)),
          store.queue().takeOver("b", 10, 0).stream()
              .map(c -> c.payment().correlationId())
              .toList());
    }
  }

  @Test
  void settlementThatRedisCannotWriteKeepsNoOtherFromTheTotals() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace);
    try (RedisStore store = RedisStore.open(settings);
        RedisPlants plants = new RedisPlants(settings, store)) {
      for (int i = 1; i <= 3; i++) {
        store.intake().accept(new Payment(id(i), AMOUNT, NOW));
      }
      List<Claim> claims = store.queue().take("a", 10, 0);
      store.queue().begin("a", claims.stream().map(RedisStoreTest::begin).toList());
      Intent impossible = new Intent("impossible", INTENT.requestedAtMillis());
      withRedis(redis -> redis.hset("{" + namespace + "}:processors", "impossible", "999"));
      plants.changeRecord(id(2), text -> text.replaceFirst(":0:", ":999:"));
      Settlement bad = new Settlement(claims.get(1), impossible, NOW + 9, history("s"));

      assertEquals(
          List.of(WriteResult.DONE, WriteResult.REFUSED, WriteResult.DONE),
          store
              .queue()
              .settle(
                  List.of(
                      new Settlement(claims.get(0), INTENT, NOW + 9, history("s")),
                      bad,
                      new Settlement(claims.get(2), INTENT, NOW + 9, history("s")))));

      assertEquals(2, store.ledger().census().settled());
      assertEquals(2, store.ledger().summary(TimeWindow.ALL).total().count());
      assertThrows(UnwritableException.class, () -> store.queue().settle(List.of(bad)));
      assertEquals(1, store.ledger().census().unfinished());
    }
  }

  @Test
  void storeOlderThanTheNoteOfItsBeginningSaysThatItDoesNotKnow() {
    try (RedisStore store = (RedisStore) factory.open(10)) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      withRedis(redis -> redis.hdel("{" + namespace + "}:settings", "begun"));
      assertEquals(0, store.books().begunAtMillis());
    }
  }

  /** Every restart would otherwise have all doubts asked about everywhere, for good. */
  @Test
  void whatWasMissingIsNotMissingAnyMoreAfterADayInOneEra() {
    String settings = "{" + namespace + "}:settings";
    try (PaymentStore store = factory.open(10)) {
      store.queue().told("a", 0, true);
    }
    Function<Duration, Boolean> wentBack =
        ago -> {
          String era = Long.toString(System.currentTimeMillis() - ago.toMillis());
          withRedis(
              redis ->
                  redis.hset(settings, Map.of("era", era, "went-back", era, "run", "another")));
          try (PaymentStore store = factory.open(10)) {
            return store.queue().told("a", 0, true).wentBack();
          }
        };

    assertTrue(wentBack.apply(Duration.ofHours(23)));
    assertFalse(wentBack.apply(Duration.ofHours(25)));
  }

  /** The clock makes an era another one than any that was lost; it may have been set back. */
  @Test
  void eraIsLaterThanTheOneBeforeAndThanAnyThatWasSeen() {
    long far = 9_000_000_000_000L;
    String settings = "{" + namespace + "}:settings";
    try (PaymentStore store = factory.open(10)) {
      store.queue().told("a", 0, true);
    }
    withRedis(redis -> redis.hset(settings, Map.of("era", "" + far, "run", "another")));
    try (PaymentStore store = factory.open(10)) {
      assertEquals(far + 1, store.queue().told("a", 0, true).number());

      withRedis(redis -> redis.hset(settings, "era", "" + (far - 5)));
      withRedis(redis -> redis.clientKill(KillArgs.Builder.typeNormal()));
      eventually(() -> works(store.ledger()::census), "the store does not reconnect");
      eventually(() -> store.queue().told("a", 0, true).number() > far + 1, "no new era begins");

      assertEquals(far + 2, store.queue().told("a", 0, true).number());
    }
  }

  @Test
  void lostConnectionToTheSameServerBeginsNoEra() {
    try (PaymentStore store = factory.open(10)) {
      long era = store.queue().told("a", 0, true).number();

      withRedis(redis -> redis.clientKill(KillArgs.Builder.typeNormal()));
      eventually(() -> works(store.ledger()::census), "the store does not reconnect");

      assertEquals(era, store.queue().told("a", 0, true).number());
    }
  }

  @Test
  void nothingIsKeptOfWhatEndedButItsRecord() {
    try (PaymentStore store = factory.open(10)) {
      Phase.IN_DOUBT.reach(store);
      settle(store, store.queue().takeOver("v", 1, 0).getFirst());
      Phase.REPLAYED.reach(store);
      settle(store, store.queue().take("v", 1, 0).getFirst());
      Payment dead = store.ledger().find(Phase.DEAD.reach(store)).orElseThrow().payment();
      PaymentState sending = new PaymentState.Sending(Phase.INTENT);
      Claim known =
          new Claim("1-1/1", store.ledger().census().generation(), dead, sending, History.EMPTY);
      PaymentState doubt = new PaymentState.InDoubt(Phase.INTENT, NOW + 60);
      assertEquals(1, store.queue().recall(List.of(new Recollection(known, doubt, history("h")))));
      settle(store, store.queue().take("v", 1, 0).getFirst());

      withRedis(
          redis -> {
            assertEquals(List.of(), redis.keys("{" + namespace + "}:*:places"));
            assertEquals(List.of(), redis.keys("{" + namespace + "}:*:reasons"));
          });
    }
  }

  private static void settle(PaymentStore store, Claim claim) {
    Settlement settlement = new Settlement(claim, Phase.INTENT, NOW + 90, history("s"));
    assertEquals(List.of(WriteResult.DONE), store.queue().settle(List.of(settlement)));
  }

  /** A number of one byte stands for each in the ledger. */
  @Test
  void storeKnowsTwoHundredAndFiftySixProcessorsAndNoMore() {
    try (PaymentStore store = factory.open(1_000)) {
      for (int i = 0; i < 257; i++) {
        store.intake().accept(new Payment(id(i), AMOUNT, NOW));
      }
      List<Claim> claims = new ArrayList<>();
      while (claims.size() < 257) {
        claims.addAll(store.queue().take("w", 257, 0));
      }
      for (int i = 0; i < 256; i++) {
        Begin begin = new Begin(claims.get(i), new Intent("p" + i, NOW + 1), history("h"));
        assertEquals(
            List.of(WriteResult.DONE), store.queue().begin("w", List.of(begin)), begin::toString);
      }
      Begin oneMore = new Begin(claims.get(256), new Intent("p256", NOW + 1), history("h"));
      assertThrows(StoreException.class, () -> store.queue().begin("w", List.of(oneMore)));
    }
  }

  @Test
  void workerThatIsSilentForAsLongAsItCountsIsForgotten() {
    try (RedisStore store = (RedisStore) factory.open(10)) {
      long memoryMillis = announce(store, "dead").memoryMillis();
      plantHeard("dead", memoryMillis - 30_000);
      assertEquals(1, store.workers().all().size(), "it counts for as long as it says");

      plantHeard("dead", memoryMillis + 1);

      assertEquals(List.of(), store.workers().all());
      announce(store, "alive");
      withRedis(
          redis -> assertEquals(1, redis.hlen("{" + namespace + "}:workers"), "and is removed"));
    }
  }

  @Test
  void workerForgottenBeforeTheStoreWentBackIsNotWaitedFor() {
    try (RedisStore store = (RedisStore) factory.open(10)) {
      store.queue().told("dead", 0, true);
      plantHeard("dead", announce(store, "dead").memoryMillis() + 1);
      announce(store, "alive");

      PaymentStore after = inANewEra();

      assertTrue(after.queue().told("a", 0, true).complete());
    }
  }

  @Test
  void workerForgottenAfterTheStoreWentBackIsWaitedFor() {
    try (RedisStore store = (RedisStore) factory.open(10)) {
      store.queue().told("dead", 0, true);
      plantHeard("dead", announce(store, "dead").memoryMillis() + 1);

      PaymentStore after = inANewEra();
      announce(after, "alive");

      assertFalse(after.queue().told("a", 0, true).complete());
    }
  }

  private static WorkerTerms announce(PaymentStore store, String worker) {
    WorkerTerms terms = new WorkerTerms(worker, 5_000, 60_000, new TreeMap<>(), "");
    store.workers().announce(terms);
    return terms;
  }

  /** As if the worker had been heard of last so long ago. */
  private void plantHeard(String worker, long agoMillis) {
    withRedis(
        redis -> {
          String key = "{" + namespace + "}:workers";
          String[] parts = redis.hget(key, worker).split(":", 2);
          redis.hset(key, worker, System.currentTimeMillis() - agoMillis + ":" + parts[1]);
        });
  }

  @Test
  void intakeWithoutRoomChangesNothing() {
    try (RedisStore store = (RedisStore) factory.open(10)) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      assertEquals(
          new Acceptance.QueueFull(0),
          store.intakeWithoutRoom().accept(new Payment(id(2), AMOUNT, NOW)));
      assertEquals(1, store.ledger().census().accepted());
      assertEquals(
          new Acceptance.Accepted(), store.intake().accept(new Payment(id(2), AMOUNT, NOW)));
    }
  }

  @Test
  void tailThatWasAwayForTooLongIsToldAndNothingIsWrittenForItAnyMore() {
    try (PaymentStore store = factory.open(10)) {
      String seen = store.outbox().tail("", 10).after();
      settle(store, 1);
      assertEquals(1, store.outbox().tail(seen, 10).events().size());
      withRedis(redis -> redis.hset("{" + namespace + "}:settings", "tails-until", "1"));

      settle(store, 2);
      settle(store, 3);

      assertEquals(0, store.outbox().status().events());
      withRedis(redis -> assertFalse(redis.hexists("{" + namespace + "}:settings", "tails-until")));
      Outbox.Tail back = store.outbox().tail(seen, 10);
      assertEquals(new Outbox.Tail(true, back.after(), List.of()), back);
      settle(store, 4);
      Outbox.Tail after = store.outbox().tail(back.after(), 10);
      assertEquals(id(4), after.events().getFirst().payment().payment().correlationId());
      assertFalse(after.missing());
    }
  }

  @Test
  void tailThatComesBackInTimeIsKeptFor() {
    try (PaymentStore store = factory.open(10)) {
      store.outbox().tail("", 10);
      long soon = System.currentTimeMillis() + 60_000;
      String settings = "{" + namespace + "}:settings";
      withRedis(redis -> redis.hset(settings, "tails-until", Long.toString(soon)));

      store.outbox().tail("", 10);

      withRedis(
          redis -> assertTrue(Long.parseLong(redis.hget(settings, "tails-until")) > soon + 60_000));
    }
  }

  @Test
  void eventsThatAreTooOldForATailAreForgotten() {
    try (PaymentStore store = factory.open(10)) {
      store.outbox().tail("", 10);
      withRedis(
          redis ->
              redis.xadd(
                  "{" + namespace + "}:events", new XAddArgs().id("1000-0"), Map.of("k", "")));
      settle(store, 1);

      store.outbox().tail("", 10);

      assertEquals(1, store.outbox().status().events());
    }
  }

  @Test
  void leaseOfWhoComesBackIsRenewedBeforeItEnds() {
    try (PaymentStore store = factory.open(10)) {
      Outbox.Lease lease = new Outbox.Lease("shop", "owner", 60_000, "ok");
      store.outbox().subscribe("shop", "a test");
      store.outbox().take(lease, 0);
      long soon = System.currentTimeMillis() + 10_000;
      String key = "{" + namespace + "}:subscriber:shop";
      withRedis(redis -> redis.hset(key, "until", Long.toString(soon)));

      store.outbox().take(lease, 0);

      withRedis(redis -> assertTrue(Long.parseLong(redis.hget(key, "until")) > soon + 10_000));
    }
  }

  @Test
  void boundThatIsSetIsKeptByWhoeverSubscribesLater() {
    String settings = "{" + namespace + "}:settings";
    try (PaymentStore store = factory.open(10);
        PaymentStore other = factory.open(10)) {
      store.outbox().subscribe("a", "a test");
      withRedis(
          redis ->
              assertEquals(
                  Outbox.DEFAULT_MAX_BYTES,
                  Long.parseLong(redis.hget(settings, "outbox-max-bytes"))));
      store.outbox().limit(5_000);
      other.outbox().subscribe("b", "a test");
      withRedis(redis -> assertEquals("5000", redis.hget(settings, "outbox-max-bytes")));
    }
  }

  @Test
  void eventThatCannotBeReadKeepsNoOtherFromBeingDelivered() {
    try (PaymentStore store = factory.open(10)) {
      Outbox.Lease lease = new Outbox.Lease("shop", "owner", 60_000, "ok");
      store.outbox().subscribe("shop", "a test");
      store.outbox().take(lease, 10);
      withRedis(
          redis -> {
            String events = "{" + namespace + "}:events";
            redis.xadd(events, Map.of("k", "settled"));
            redis.xadd(events, Map.of("garbage", "?"));
          });
      settle(store, 1);

      assertEquals(1, store.outbox().take(lease, 10).events().size());
      assertEquals(2, store.outbox().status().subscribers().getFirst().givenUp());
    }
  }

  @Test
  void deletedEventsEndTheSubscriptionVisibly() {
    try (PaymentStore store = factory.open(10)) {
      Outbox.Lease lease = new Outbox.Lease("shop", "owner", 60_000, "ok");
      store.outbox().subscribe("shop", "a test");
      store.outbox().take(lease, 10);
      withRedis(redis -> redis.del("{" + namespace + "}:events"));
      assertEquals(Outbox.Turn.NOT_SUBSCRIBED, store.outbox().take(lease, 0).turn());
      settle(store, 1);

      assertEquals(
          Outbox.Delivery.none(Outbox.Turn.NOT_SUBSCRIBED), store.outbox().take(lease, 10));
      assertTrue(store.outbox().subscribe("shop", "a test"));
      settle(store, 2);
      assertEquals(1, store.outbox().take(lease, 10).events().size());
    }
  }

  private static void settle(PaymentStore store, int number) {
    store.intake().accept(new Payment(id(number), AMOUNT, NOW));
    Claim claim = store.queue().take("w", 1, 0).getFirst();
    store.queue().begin("w", List.of(new Begin(claim, INTENT, history("b"))));
    assertEquals(
        List.of(WriteResult.DONE),
        store.queue().settle(List.of(new Settlement(claim, INTENT, NOW + 9, history("s")))));
  }

  @Test
  void storesOfDifferentNamespacesDoNotMeet() {
    RedisSettings settings = RedisSettings.at(TestRedis.shared(edition).address());
    try (PaymentStore one = factory.open(10);
        PaymentStore other = RedisStore.open(settings.withNamespace(namespace + "x"))) {
      one.intake().accept(new Payment(id(1), AMOUNT, NOW));
      assertEquals(
          new Acceptance.Accepted(), other.intake().accept(new Payment(id(1), AMOUNT, NOW)));
      other.ledger().purge();
      assertEquals(1, one.ledger().census().queued());
    }
  }

  @Test
  void idBucketsOfTheFirstUseArePartOfTheStore() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace);
    try (PaymentStore one = RedisStore.open(settings.withIdBuckets(7));
        PaymentStore other = RedisStore.open(settings.withIdBuckets(9_999))) {
      for (int i = 0; i < 20; i++) {
        one.intake().accept(new Payment(id(i), AMOUNT, NOW));
        assertEquals(
            new Acceptance.Replayed(PaymentStatus.QUEUED),
            other.intake().accept(new Payment(id(i), AMOUNT, NOW)));
      }
    }
  }

  @Test
  void forgottenScriptsAndEmptiedServerAreNoObstacle() {
    try (TestRedis server = TestRedis.start(edition);
        PaymentStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      Claim claim = store.queue().take("w", 1, 0).getFirst();
      with(server, RedisCommands::scriptFlush);
      assertEquals(List.of(WriteResult.DONE), store.queue().begin("w", List.of(begin(claim))));
      with(server, RedisCommands::flushall);
      assertEquals(List.of(), store.queue().take("w", 1, 0));
      with(server, RedisCommands::flushall);
      assertEquals(
          List.of(WriteResult.CLAIM_LOST), store.queue().begin("w", List.of(begin(claim))));
      assertEquals(0, store.ledger().census().accepted());
      assertEquals(List.of(), store.queue().take("w", 1, 0));
      store.intake().accept(new Payment(id(2), AMOUNT, NOW));
      Claim fresh = store.queue().take("w", 1, 0).getFirst();
      assertEquals(List.of(WriteResult.DONE), store.queue().begin("w", List.of(begin(fresh))));
    }
  }

  @Test
  void everythingIsStillThereAfterRedisWasKilled() {
    try (TestRedis server = TestRedis.start(edition, "--appendfsync", "always");
        PaymentStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      for (int i = 0; i < 10; i++) {
        store.intake().accept(new Payment(id(i), AMOUNT, NOW));
      }
      List<Claim> claims = store.queue().take("w", 5, 10);
      store.queue().begin("w", claims.stream().map(RedisStoreTest::begin).toList());
      store.queue().settle(List.of(settlement(claims.getFirst())));
      var census = store.ledger().census();
      var summary = store.ledger().summary(TimeWindow.ALL);

      server.kill();
      assertFailsWithin(
          Duration.ofMillis(1_500), () -> store.intake().accept(new Payment(id(99), AMOUNT, NOW)));
      assertFailsWithin(
          Duration.ofMillis(500), () -> store.intake().accept(new Payment(id(99), AMOUNT, NOW)));
      assertFailsWithin(Duration.ofMillis(2_500), () -> store.queue().take("w", 5, 1_000));
      server.start();

      eventually(() -> works(store.ledger()::census), "the store does not reconnect");
      assertEquals(census, store.ledger().census());
      assertEquals(summary, store.ledger().summary(TimeWindow.ALL));
      assertEquals(4, store.queue().takeOver("v", 10, 0).size());
      eventually(
          () -> works(() -> store.queue().take("v", 2, 1)),
          "the waiting reader does not reconnect");
      assertEquals(
          new Acceptance.Replayed(PaymentStatus.SETTLED),
          store.intake().accept(new Payment(id(0), AMOUNT, NOW)));
    }
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void samePaymentAgainIsAReplayAfterARestart(Phase phase) {
    try (TestRedis server = TestRedis.start(edition, "--appendfsync", "always");
        PaymentStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      UUID id = phase.reach(store);
      Census census = store.ledger().census();

      server.kill();
      server.start();

      try (PaymentStore fresh = RedisStore.open(RedisSettings.at(server.address()))) {
        eventually(() -> works(fresh.ledger()::census), "Redis does not come back");
        assertEquals(
            new Acceptance.Replayed(
                PaymentStatus.of(fresh.ledger().find(id).orElseThrow().state())),
            fresh.intake().accept(new Payment(id, AMOUNT, NOW + 999)));
        assertEquals(
            new Acceptance.Conflict(AMOUNT),
            fresh.intake().accept(new Payment(id, new Money(1991), NOW + 999)));
        assertEquals(census, fresh.ledger().census());
      }
    }
  }

  @Test
  void redisThatIsAwayFromTheBeginningIsFoundWhenItComes() {
    TestRedis server = TestRedis.start(edition);
    server.kill();
    try (server;
        PaymentStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      assertFailsWithin(
          Duration.ofMillis(1_500), () -> store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
      assertFailsWithin(
          Duration.ofMillis(500), () -> store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
      server.start();
      eventually(
          () -> works(() -> store.intake().accept(new Payment(id(1), AMOUNT, NOW))),
          "never connected");
    }
  }

  @Test
  void redisThatDoesNotAnswerIsAnErrorAfterTheTimeout() {
    try (TestRedis server = TestRedis.start(edition);
        PaymentStore store =
            RedisStore.open(
                RedisSettings.at(server.address()).withCommandTimeout(Duration.ofMillis(100)))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      with(server, redis -> redis.clientPause(600));
      StoreException failure =
          assertFailsWithin(
              Duration.ofMillis(400), () -> store.intake().accept(new Payment(id(2), AMOUNT, NOW)));
      assertTrue(failure.toString().contains("did not answer within 100 ms"), failure::toString);
      eventually(() -> works(store.ledger()::census), "does not recover");
    }
  }

  /** 503 once said "was not accepted" of payments that were executed afterwards. */
  @Test
  void acceptanceThatMayComeLateIsNotCalledRefused() {
    try (TestRedis server = TestRedis.start(edition);
        PaymentStore store =
            RedisStore.open(
                RedisSettings.at(server.address()).withCommandTimeout(Duration.ofMillis(100)))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      with(server, redis -> redis.clientPause(600));
      StoreException late =
          assertThrows(
              StoreException.class, () -> store.intake().accept(new Payment(id(2), AMOUNT, NOW)));
      assertFalse(late.refused(), late::toString);
      eventually(() -> store.ledger().find(id(2)).isPresent(), "was not accepted after all");

      with(server, redis -> redis.replicaof("127.0.0.1", 1));
      StoreException replica =
          assertThrows(
              StoreException.class, () -> store.intake().accept(new Payment(id(3), AMOUNT, NOW)));
      assertTrue(replica.refused(), replica::toString);

      server.kill();
      eventually(
          () ->
              assertThrows(
                      StoreException.class,
                      () -> store.intake().accept(new Payment(id(4), AMOUNT, NOW)))
                  .refused(),
          "a connection that is not there carries nothing");
    }
  }

  @Test
  void fullRedisRefusesWholeStepsAndGoesOnWhenItHasRoom() {
    try (TestRedis server = TestRedis.start(edition, "--maxmemory-policy", "noeviction");
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      for (int i = 0; i < 50; i++) {
        store.intake().accept(new Payment(id(i), AMOUNT, NOW));
      }
      List<Claim> claims = store.queue().take("w", 40, 0);
      store.queue().begin("w", claims.subList(0, 20).stream().map(RedisStoreTest::begin).toList());
      store.queue().settle(List.of(settlement(claims.getFirst())));
      var census = store.ledger().census();
      var summary = store.ledger().summary(TimeWindow.ALL);
      assertTrue(store.inspection().health().sound(), () -> store.inspection().health().toString());

      with(server, redis -> redis.configSet("maxmemory", "1"));
      for (Runnable call :
          List.<Runnable>of(
              () -> store.intake().accept(new Payment(id(99), AMOUNT, NOW)),
              () ->
                  store
                      .queue()
                      .begin("w", claims.stream().skip(20).map(RedisStoreTest::begin).toList()),
              () ->
                  store
                      .queue()
                      .settle(
                          claims.stream()
                              .skip(1)
                              .map(RedisStoreTest::settlement)
                              .limit(9)
                              .toList()))) {
        StoreException full = assertThrows(StoreException.class, call::run);
        assertTrue(full.toString().contains("is full"), full::toString);
      }
      assertEquals(census, store.ledger().census());
      assertEquals(summary, store.ledger().summary(TimeWindow.ALL));
      assertEquals(List.of(), store.queue().renew("w", claims.subList(1, 40)));
      assertEquals(10, store.queue().take("w", 10, 0).size());
      assertEquals(49, store.queue().takeOver("v", 100, 0).size());
      assertTrue(store.inspection().health().problems().toString().contains("full"));
      try (PaymentStore fresh = RedisStore.open(RedisSettings.at(server.address()))) {
        assertEquals(
            new Acceptance.Replayed(PaymentStatus.SENDING),
            fresh.intake().accept(new Payment(id(1), AMOUNT, NOW)));
      }

      with(server, redis -> redis.configSet("maxmemory", "0"));
      assertEquals(
          new Acceptance.Accepted(), store.intake().accept(new Payment(id(99), AMOUNT, NOW)));
      assertEquals(
          List.of(WriteResult.DONE), store.queue().settle(List.of(settlement(claims.get(1)))));
      assertTrue(store.ledger().census().conserved());
    }
  }

  /** {@code /healthz} once was UP while every write failed. */
  @ParameterizedTest
  @EnumSource
  void healthTellsWhetherPaymentsCanBeStoredAndWhyNot(Unwritable how) {
    String[] options =
        edition == TestRedis.Edition.INSTALLED
            ? new String[] {"--enable-protected-configs", "yes"}
            : new String[0];
    try (TestRedis server = TestRedis.start(edition, options);
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      assertTrue(store.inspection().health().sound(), () -> store.inspection().health().toString());

      with(server, how::begin);

      assertFalse(works(() -> store.intake().accept(new Payment(id(2), AMOUNT, NOW))));
      String problems = store.inspection().health().problems().toString();
      assertTrue(problems.contains(how.reason), problems);
    }
  }

  /** Why a Redis takes no writes. */
  enum Unwritable {
    REPLICA("is a replica and takes no writes"),
    NO_REPLICAS("min-replicas-to-write"),
    DISK("cannot write to its disk");

    private final String reason;

    Unwritable(String reason) {
      this.reason = reason;
    }

    void begin(RedisCommands<String, String> redis) {
      switch (this) {
        case REPLICA -> redis.replicaof("127.0.0.1", 1);
        case NO_REPLICAS -> redis.configSet("min-replicas-to-write", "1");
        case DISK -> {
          redis.configSet("save", "3600 1000");
          redis.configSet("dir", "/proc");
          redis.bgsave();
          eventually(
              () -> redis.info("persistence").contains("rdb_last_bgsave_status:err"),
              "the snapshot does not fail");
        }
      }
    }
  }

  @Test
  void fullRedisCanBePurged() {
    try (TestRedis server = TestRedis.start(edition);
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      with(server, redis -> redis.configSet("maxmemory", "1"));
      store.ledger().purge();
      assertEquals(0, store.ledger().census().accepted());
    }
  }

  @Test
  void misconfiguredRedisIsTold() {
    try (TestRedis server =
            TestRedis.start(edition, "--maxmemory-policy", "allkeys-lru", "--appendonly", "no");
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      StoreHealth health = store.inspection().health();
      assertEquals(2, health.problems().size(), health::toString);
      assertTrue(health.problems().getFirst().contains("allkeys-lru"), health::toString);
      assertTrue(health.version().matches("\\d+\\.\\d+\\.\\d+"), health::toString);
      assertTrue(health.usedBytes() > 0);
    }
  }

  @Test
  void redisWithoutAnAppendOnlyFileAcceptsNothing() {
    try (TestRedis server = TestRedis.start(edition, "--appendonly", "no");
        RedisStore store = RedisStore.open(patient(server))) {
      for (int i = 0; i < 2; i++) {
        var refusal =
            assertThrows(
                StoreException.class, () -> store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
        assertEquals(
            "Redis has appendonly no; it must be yes, or a restart loses accepted payments",
            refusal.getMessage());
      }
      assertEquals(0, store.ledger().census().accepted());

      with(server, redis -> redis.configSet("appendonly", "yes"));
      assertEquals(
          new Acceptance.Accepted(), store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
    }
  }

  @Test
  void redisWithoutAnAppendOnlyFileIsTakenIfAskedFor() {
    try (TestRedis server = TestRedis.start(edition, "--appendonly", "no");
        RedisStore store = RedisStore.open(patient(server).withoutAppendOnlyFile())) {
      assertEquals(
          new Acceptance.Accepted(), store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
      assertEquals(List.of(), store.inspection().health().problems());
      assertTrue(store.inspection().health().warnings().getFirst().contains("appendonly no"));
    }
  }

  @Test
  void appendOnlyFileIsAskedForAnewWhenRedisComesBack() {
    try (TestRedis server = TestRedis.start(edition);
        RedisStore store = RedisStore.open(patient(server))) {
      store.intake().accept(new Payment(id(1), AMOUNT, NOW));
      server.kill();
      server.start();
      with(server, redis -> redis.configSet("appendonly", "no"));

      eventually(() -> refusal(store).contains("appendonly no"), "it accepts payments");
    }
  }

  private static RedisSettings patient(TestRedis server) {
    return RedisSettings.at(server.address())
        .withCommandTimeout(Duration.ofSeconds(10))
        .withConnectTimeout(Duration.ofSeconds(10));
  }

  private static String refusal(RedisStore store) {
    try {
      return String.valueOf(store.intake().accept(new Payment(id(2), AMOUNT, NOW)));
    } catch (StoreException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void redisThatMayNotTellItsSettingsAccepts() {
    try (TestRedis server = TestRedis.start(edition, "--rename-command", "CONFIG", "");
        RedisStore store = RedisStore.open(patient(server))) {
      assertEquals(
          new Acceptance.Accepted(), store.intake().accept(new Payment(id(1), AMOUNT, NOW)));
    }
  }

  @Test
  void redisThatMayNotTellItsSettingsIsAWarning() {
    try (TestRedis server =
            TestRedis.start(
                edition, "--rename-command", "CONFIG", "", "--rename-command", "INFO", "");
        RedisStore store = RedisStore.open(RedisSettings.at(server.address()))) {
      StoreHealth health = store.inspection().health();
      assertEquals(List.of(), health.problems());
      assertEquals(5, health.warnings().size(), health::toString);
    }
  }

  private void withRedis(Consumer<RedisCommands<String, String>> action) {
    with(TestRedis.shared(edition), action);
  }

  private static void with(TestRedis server, Consumer<RedisCommands<String, String>> action) {
    try (RedisClient client = RedisClient.create("redis://" + server.address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      action.accept(connection.sync());
    }
  }

  private static Begin begin(Claim claim) {
    return new Begin(claim, INTENT, history("h"));
  }

  private static Settlement settlement(Claim claim) {
    return new Settlement(claim, INTENT, NOW + 9, history("h"));
  }

  private static UUID id(int number) {
    return new UUID(number, ~number);
  }

  private static boolean works(Runnable call) {
    try {
      call.run();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private static StoreException assertFailsWithin(Duration limit, Runnable call) {
    long before = System.nanoTime();
    StoreException failure = assertThrows(StoreException.class, call::run);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    assertTrue(took.compareTo(limit) < 0, "took " + took + ": " + failure.getMessage());
    assertEquals(1, failure.toString().lines().count(), failure::toString);
    return failure;
  }

  /** A condition that the store does not answer is one that does not hold yet. */
  private static void eventually(BooleanSupplier condition, String otherwise) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    AtomicBoolean holds = new AtomicBoolean();
    while (!works(() -> holds.set(condition.getAsBoolean())) || !holds.get()) {
      assertTrue(System.nanoTime() < deadline, otherwise);
      Thread.onSpinWait();
    }
  }

  @Test
  void storeThatNobodyHasMadeIsNotMadeByLookingAtIt() {
    RedisSettings settings =
        RedisSettings.at(TestRedis.shared(edition).address()).withNamespace(namespace + "-nobody");
    try (RedisStore onlooker = RedisStore.openExisting(settings)) {
      var refused = assertThrows(StoreException.class, onlooker.ledger()::census);
      assertTrue(
          String.valueOf(refused.getMessage()).endsWith("has no store '" + namespace + "-nobody'"));
      assertThrows(StoreException.class, () -> onlooker.ledger().summary(TimeWindow.ALL));
      assertThrows(StoreException.class, onlooker.pauses()::current);
      assertEquals(false, onlooker.inspection().exists());
      onlooker.inspection().health();

      try (RedisStore maker = RedisStore.open(settings)) {
        maker.ledger().census();
      }

      assertEquals(0, onlooker.ledger().census().accepted());
      assertTrue(onlooker.inspection().exists());
    }
  }
}
