package dev.rinha.core.store.partitioned;

import static dev.rinha.tck.Phase.history;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.InDoubtPayment;
import dev.rinha.core.store.Intake;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnknownOutcomes.Freed;
import dev.rinha.core.store.UnknownOutcomes.Freeing;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store of partitions promises beyond what every store does: what is when one is away. */
final class PartitionedStoreTest {

  private static final int COUNT = 4;
  private static final int AWAY = 2;
  private static final long NOW = 1_752_600_000_000L;
  private static final long NEVER_MILLIS = 3_600_000;
  private static final Intent INTENT = new Intent("default", NOW + 40);

  private final Partitioner partitioner = new Partitioner(COUNT, MemoryPartitions.KEY);
  private final AtomicLong millis = new AtomicLong(NOW);
  private final List<MemoryStore> memory =
      IntStream.range(0, COUNT)
          .mapToObj(_ -> new MemoryStore(1_000, () -> Instant.ofEpochMilli(millis.get())))
          .toList();
  private final List<Breakable> parts = memory.stream().map(Breakable::new).toList();
  private final PartitionedStore store = new PartitionedStore(parts, partitioner);

  @AfterEach
  void closeStore() {
    store.close();
  }

  /** A store that is away when a test says so: it fails, or does not answer until it is back. */
  private static final class Breakable extends DelegatingStore {

    private final PaymentStore real;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean fails;
    private volatile CountDownLatch silent = new CountDownLatch(0);

    Breakable(PaymentStore real) {
      super(real);
      this.real = real;
    }

    private void reach() {
      asked.incrementAndGet();
      try {
        silent.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException("interrupted", e);
      }
      if (fails) {
        throw new StoreException("no answer within 1 s");
      }
    }

    @Override
    public Intake intake() {
      reach();
      return real.intake();
    }

    @Override
    public Ledger ledger() {
      reach();
      return real.ledger();
    }

    @Override
    public PauseSwitch pauses() {
      reach();
      return real.pauses();
    }

    @Override
    public WorkQueue queue() {
      return new DelegatingQueue(real.queue()) {
        @Override
        public List<Claim> take(String worker, int max, long waitMillis) {
          reach();
          return super.take(worker, max, waitMillis);
        }

        @Override
        public List<Claim> takeOver(String worker, int max, long idleMillis) {
          reach();
          return super.takeOver(worker, max, idleMillis);
        }

        @Override
        public List<Claim> renew(String worker, List<Claim> claims) {
          reach();
          return super.renew(worker, claims);
        }

        @Override
        public List<WriteResult> begin(String worker, List<Begin> sends) {
          reach();
          return super.begin(worker, sends);
        }

        @Override
        public List<WriteResult> settle(List<Settlement> settlements) {
          reach();
          return super.settle(settlements);
        }

        @Override
        public int recall(List<Recollection> recollections) {
          reach();
          return super.recall(recollections);
        }

        @Override
        public Era told(String worker, long era, boolean waitsForOthers) {
          reach();
          return super.told(worker, era, waitsForOthers);
        }
      };
    }
  }

  private static UUID id(int number) {
    return new UUID(0x9e3779b97f4a7c15L * (number + 1), 0x8000000000000000L | number);
  }

  /** The first numbers of payments that one partition has. */
  private List<UUID> idsOf(int partition, int count) {
    return IntStream.iterate(0, number -> number + 1)
        .mapToObj(PartitionedStoreTest::id)
        .filter(id -> partitioner.partitionOf(id) == partition)
        .limit(count)
        .toList();
  }

  private List<UUID> oneOfEach() {
    return IntStream.range(0, COUNT).mapToObj(i -> idsOf(i, 1).getFirst()).toList();
  }

  private void accept(UUID id) {
    assertInstanceOf(
        Acceptance.Accepted.class, store.intake().accept(new Payment(id, new Money(1990), NOW)));
  }

  private List<Claim> held(List<UUID> ids) {
    ids.forEach(this::accept);
    Map<UUID, Claim> claims =
        store.queue().take("w", ids.size(), 0).stream()
            .collect(Collectors.toMap(claim -> claim.payment().correlationId(), claim -> claim));
    return ids.stream().map(id -> requireNonNull(claims.get(id))).toList();
  }

  private static List<Begin> begins(List<Claim> claims) {
    return claims.stream().map(claim -> new Begin(claim, INTENT, history("b"))).toList();
  }

  private static List<Settlement> settlements(List<Claim> claims) {
    return claims.stream()
        .map(claim -> new Settlement(claim, INTENT, NOW + 50, history("s")))
        .toList();
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "not so within 10 s");
      Thread.onSpinWait();
    }
  }

  private boolean isPausedBefore(Pause pause) {
    try {
      return !store.pauses().pause(pause);
    } catch (StoreException e) {
      return false;
    }
  }

  // Which partition.

  @Test
  void keyDecidesWhereAPaymentIsAndSpreadsThemEvenly() {
    byte[] otherKey = new byte[Partitioner.KEY_BYTES];
    otherKey[15] = 1;
    Partitioner other = new Partitioner(COUNT, otherKey);
    int[] counts = new int[COUNT];
    int elsewhere = 0;
    for (int i = 0; i < 8_000; i++) {
      counts[partitioner.partitionOf(id(i))]++;
      elsewhere += partitioner.partitionOf(id(i)) == other.partitionOf(id(i)) ? 0 : 1;
    }

    for (int count : counts) {
      assertTrue(Math.abs(count - 2_000) < 200, "far from a fourth: " + count);
    }
    assertTrue(elsewhere > 5_000, "the same for both keys: " + elsewhere);
    assertEquals(0, new Partitioner(1, otherKey).partitionOf(id(1)));
  }

  /** Otherwise payments of a store would be looked for where they are not after an update. */
  @Test
  void partitionOfAPaymentIsTheSameForEver() {
    byte[] key = new byte[Partitioner.KEY_BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) i;
    }
    Partitioner sixteen = new Partitioner(16, key);

    assertEquals(
        EXPECTED, IntStream.range(0, 8).map(i -> sixteen.partitionOf(id(i))).boxed().toList());
  }

  private static final List<Integer> EXPECTED = List.of(12, 5, 6, 6, 0, 5, 1, 9);

  @Test
  void wrongNumberOfPartitionsAndKeyOfWrongLengthAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Partitioner(0, MemoryPartitions.KEY));
    assertThrows(IllegalArgumentException.class, () -> new Partitioner(257, MemoryPartitions.KEY));
    assertThrows(IllegalArgumentException.class, () -> new Partitioner(2, new byte[15]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PartitionedStore(memory.subList(0, 3), partitioner));
  }

  // One is away.

  @Test
  void writesOfPartitionsThatAnswerAreDoneWhileOneIsAway() {
    List<UUID> ids = oneOfEach();
    List<Claim> claims = held(ids);
    parts.get(AWAY).fails = true;

    List<WriteResult> results = store.queue().begin("w", begins(claims));

    for (int i = 0; i < COUNT; i++) {
      assertEquals(i == AWAY ? WriteResult.NO_ANSWER : WriteResult.DONE, results.get(i));
    }
    assertEquals(
        List.of(WriteResult.NO_ANSWER),
        store.queue().begin("w", begins(claims.subList(AWAY, AWAY + 1))),
        "also alone: the store is there");
    parts.get(AWAY).fails = false;
    until(
        () ->
            store
                .queue()
                .begin("w", begins(claims))
                .equals(
                    List.of(
                        WriteResult.DONE, WriteResult.DONE, WriteResult.DONE, WriteResult.DONE)));
    assertEquals(
        Set.of(new PaymentState.Sending(INTENT)),
        ids.stream()
            .map(id -> store.ledger().find(id).orElseThrow().state())
            .collect(Collectors.toSet()));
  }

  @Test
  void storeOfWhichNoPartitionAnswersFails() {
    List<Claim> claims = held(oneOfEach());
    parts.forEach(part -> part.fails = true);

    assertThrows(StoreException.class, () -> store.queue().settle(settlements(claims)));
    assertThrows(StoreException.class, () -> store.queue().take("w", 8, 0));
    assertThrows(StoreException.class, () -> store.queue().take("w", 8, 1_000));
    assertThrows(StoreException.class, () -> store.queue().renew("w", claims));
    assertThrows(StoreException.class, () -> store.queue().told("w", 0, true));
  }

  @Test
  void nobodyWaitsForAPartitionThatWasSilentJustNow() {
    List<Claim> claims = held(oneOfEach());
    AtomicLong nanos = new AtomicLong();
    try (PartitionedStore frozen =
        new PartitionedStore(
            parts, partitioner, task -> Thread.ofVirtual().start(task), nanos::get)) {
      parts.get(AWAY).fails = true;
      assertEquals(WriteResult.NO_ANSWER, frozen.queue().settle(settlements(claims)).get(AWAY));
      int asked = parts.get(AWAY).asked.get();

      for (int i = 0; i < 50; i++) {
        assertEquals(WriteResult.NO_ANSWER, frozen.queue().settle(settlements(claims)).get(AWAY));
      }
      StoreException refused =
          assertThrows(
              StoreException.class,
              () ->
                  frozen.intake().accept(new Payment(idsOf(AWAY, 2).getLast(), new Money(1), NOW)));

      assertTrue(refused.refused(), "certainly not accepted");
      assertTrue(
          String.valueOf(refused.getMessage()).startsWith("partition 2 of 4 does not answer"),
          refused::getMessage);
      assertEquals(asked, parts.get(AWAY).asked.get());
      nanos.addAndGet(Duration.ofMillis(200).toNanos());
      assertEquals(WriteResult.NO_ANSWER, frozen.queue().settle(settlements(claims)).get(AWAY));
      until(() -> parts.get(AWAY).asked.get() == asked + 1);
    }
  }

  private void takeUntil(Set<UUID> taken, int count) {
    until(
        () -> {
          store.queue().take("w", 8, 50).forEach(one -> taken.add(one.payment().correlationId()));
          return taken.size() == count;
        });
  }

  @Test
  void silentPartitionKeepsTakesOfOthersFromNobody() {
    List<UUID> ids = oneOfEach();
    store.queue().told("w", 0, true);
    parts.get(AWAY).silent = new CountDownLatch(1);
    for (int i = 0; i < COUNT; i++) {
      memory.get(i).intake().accept(new Payment(ids.get(i), new Money(1), NOW));
    }

    Set<UUID> taken = new HashSet<>();
    takeUntil(taken, COUNT - 1);
    assertFalse(taken.contains(ids.get(AWAY)));

    parts.get(AWAY).silent.countDown();
    takeUntil(taken, COUNT);
  }

  @Test
  @Timeout(60)
  void partitionThatWasSilentFromTheBeginningKeepsTakesOfOthersFromNobody() {
    List<UUID> ids = oneOfEach();
    parts.get(AWAY).silent = new CountDownLatch(1);
    for (int i = 0; i < COUNT; i++) {
      memory.get(i).intake().accept(new Payment(ids.get(i), new Money(1), NOW));
    }

    Set<UUID> taken = new HashSet<>();
    takeUntil(taken, COUNT - 1);
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), store.queue().take("w", 8, 1));
    }
    assertTrue(parts.get(AWAY).asked.get() <= 2, "for its era and by one take, and no more");

    parts.get(AWAY).silent.countDown();
    takeUntil(taken, COUNT);
  }

  @Test
  void takeOverHasAllThatIsIdleHoweverItIsSpread() {
    List<UUID> ids = new ArrayList<>(idsOf(AWAY, 9));
    ids.addAll(idsOf(0, 2));
    held(ids);

    List<Claim> some = store.queue().takeOver("v", 6, 0);
    List<Claim> all = store.queue().takeOver("v", 100, 0);

    assertEquals(6, some.stream().map(claim -> claim.payment().correlationId()).distinct().count());
    assertEquals(6, some.size());
    assertEquals(11, all.size());
    assertEquals(List.of(), store.queue().renew("v", all), "each by the claim that it has now");
  }

  @Test
  void partitionThatFailsIsTakenFromAgainWhenItIsBack() {
    parts.get(AWAY).fails = true;
    assertEquals(List.of(), store.queue().take("w", 8, 20));
    UUID id = idsOf(AWAY, 1).getFirst();
    memory.get(AWAY).intake().accept(new Payment(id, new Money(1), NOW));
    parts.get(AWAY).fails = false;

    List<UUID> taken = new ArrayList<>();
    until(
        () -> {
          store.queue().take("w", 8, 50).forEach(one -> taken.add(one.payment().correlationId()));
          return !taken.isEmpty();
        });
    assertEquals(List.of(id), taken);
  }

  @Test
  void claimsThatNobodyHasAnsweredAreNotLost() {
    List<Claim> claims = held(oneOfEach());
    store.queue().settle(settlements(claims.subList(0, 1)));
    parts.get(AWAY).fails = true;

    assertEquals(claims.subList(0, 1), store.queue().renew("w", claims));
  }

  @Test
  void summaryNeverLeavesAPartitionOut() {
    List<Claim> claims = held(oneOfEach());
    store.queue().begin("w", begins(claims));
    store.queue().settle(settlements(claims));
    assertEquals(COUNT, store.ledger().summary(TimeWindow.ALL).total().count());

    parts.get(AWAY).fails = true;

    assertThrows(StoreException.class, () -> store.ledger().summary(TimeWindow.ALL));
  }

  @Test
  void whatAWorkerKnowsIsToldBeforeItIsSaidToBeTold() {
    long era = store.queue().told("w", 0, true).number();
    MemoryStore.Copy past = memory.get(AWAY).copy();
    List<Claim> claims = held(oneOfEach());
    UUID lost = claims.get(AWAY).payment().correlationId();
    memory.get(AWAY).restore(past);
    parts.get(AWAY).fails = true;

    List<WorkQueue.Recollection> known =
        claims.stream()
            .map(
                claim ->
                    new WorkQueue.Recollection(
                        claim, new PaymentState.InDoubt(INTENT, NOW + 60), history("h")))
            .toList();
    assertEquals(COUNT - 1, store.queue().recall(known), "the others have got it");
    assertFalse(store.queue().told("w", era, true).complete(), "one of them has not");
    parts.get(AWAY).fails = false;

    until(() -> store.queue().told("w", era, true).number() > era);
    assertEquals(
        new PaymentState.InDoubt(INTENT, NOW + 60),
        store.ledger().find(lost).orElseThrow().state());
  }

  // What is in which order.

  @Test
  void resultsAreInTheOrderOfTheArguments() {
    List<UUID> ids = IntStream.range(0, 100).mapToObj(PartitionedStoreTest::id).toList();
    List<Claim> claims = held(ids);
    List<Claim> some =
        IntStream.range(0, 100).filter(i -> i % 3 == 0).mapToObj(claims::get).toList();
    store.queue().begin("w", begins(some));
    store.queue().settle(settlements(some));

    List<WriteResult> results = store.queue().begin("w", begins(claims));

    for (int i = 0; i < 100; i++) {
      assertEquals(
          i % 3 == 0 ? WriteResult.ALREADY_SETTLED : WriteResult.DONE, results.get(i), "" + i);
    }
    assertEquals(
        ids.subList(10, 20).reversed(),
        store.ledger().find(ids.subList(10, 20).reversed()).stream()
            .map(record -> record.payment().correlationId())
            .toList());
  }

  @Test
  void placeInAListIsShortHoweverManyPartitionsThereAreAndGoesOnInEach() {
    List<UUID> ids = IntStream.range(0, 60).mapToObj(PartitionedStoreTest::id).toList();
    ids.forEach(this::accept);
    List<UUID> read = new ArrayList<>();
    Optional<String> after = Optional.of(PaymentLists.BEGINNING);
    while (after.isPresent()) {
      PaymentLists.Page<PaymentRecord> page = store.lists().unfinished(after.get(), 7);
      page.entries().forEach(entry -> read.add(entry.value().payment().correlationId()));
      assertTrue(
          page.entries().stream().allMatch(one -> one.place().matches("[0-9A-Za-z.-]{8,40}")));
      after = page.next();
    }

    assertEquals(60, read.size());
    assertEquals(Set.copyOf(ids), Set.copyOf(read));
  }

  @Test
  void placeThatIsNoneIsRefused() {
    for (String place : List.of("x", "1", "9.1", "2147483647.1", "-1.1", "1.11.1", "0.0.0.0.0.")) {
      assertThrows(IllegalArgumentException.class, () -> store.lists().unfinished(place, 7), place);
      assertThrows(
          IllegalArgumentException.class,
          () -> store.lists().dead(TimeWindow.ALL, place, 7),
          place);
    }
  }

  // Eras.

  @Test
  void newEraOfOnePartitionFencesItsClaimsAndNoOthers() {
    List<Claim> claims = held(oneOfEach());
    Era before = store.queue().told("w", 0, true);
    memory.get(AWAY).restore(memory.get(AWAY).copy());

    List<WriteResult> results = store.queue().begin("w", begins(claims));

    for (int i = 0; i < COUNT; i++) {
      assertEquals(i == AWAY ? WriteResult.CLAIM_LOST : WriteResult.DONE, results.get(i));
    }
    Era after = store.queue().told("w", before.number(), true);
    assertEquals(new Era(before.number() + 1, false, false), after);
    assertEquals(
        new Era(after.number(), true, false), store.queue().told("w", after.number(), true));
    Claim young =
        store.queue().takeOver("w", 8, 0).stream()
            .filter(claim -> partitioner.partitionOf(claim.payment().correlationId()) == AWAY)
            .findFirst()
            .orElseThrow();
    assertEquals(after.number(), young.era());
    assertEquals(List.of(WriteResult.DONE), store.queue().begin("w", begins(List.of(young))));
  }

  @Test
  void partitionThatIsHeardOfLateIsAnEraOfItsOwn() {
    parts.get(AWAY).fails = true;
    Era before = store.queue().told("w", 0, true);
    assertFalse(before.complete());
    parts.get(AWAY).fails = false;

    until(() -> store.queue().told("w", before.number(), true).number() > before.number());
    Era after = store.queue().told("w", before.number(), true);

    assertEquals(new Era(before.number() + 1, true, false), after, "it knew nothing of that one");
  }

  @Test
  void nobodyIsGivenUpByAWorkerThatHasJustHeardOfThePartition() {
    store.queue().told("y", 0, true);
    parts.get(AWAY).fails = true;
    PartitionedStore other = new PartitionedStore(parts, partitioner);
    long era = other.queue().told("x", 0, true).number();
    memory.get(AWAY).restore(memory.get(AWAY).copy());
    parts.get(AWAY).fails = false;

    until(() -> other.queue().told("x", era, false).number() > era);

    long present = other.queue().told("x", era, true).number();
    assertFalse(
        other.queue().told("x", present, true).complete(), "y may know what that one has lost");
  }

  // Taken ahead.

  @Test
  void paymentIsTakenAtOnceWhicheverPartitionHasIt() throws Exception {
    for (UUID id : oneOfEach()) {
      CompletableFuture<List<Claim>> taken = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> taken.complete(store.queue().take("w", 8, 60_000)));
      accept(id);
      assertEquals(id, taken.get().getFirst().payment().correlationId());
    }
  }

  @Test
  void whatWasTakenAheadIsHandedOutNextAndOnlyOnce() {
    List<UUID> ids = IntStream.range(0, 40).mapToObj(PartitionedStoreTest::id).toList();
    ids.forEach(this::accept);

    List<UUID> taken = new ArrayList<>();
    until(
        () -> {
          List<Claim> claims = store.queue().take("w", 3, 20);
          assertTrue(claims.size() <= 3);
          claims.forEach(claim -> taken.add(claim.payment().correlationId()));
          return taken.size() >= 40;
        });

    assertEquals(40, taken.size());
    assertEquals(Set.copyOf(ids), Set.copyOf(taken));
  }

  @Test
  void whatWasTakenAheadIsReleasedWhenTheWorkerLeaves() throws Exception {
    CompletableFuture<List<Claim>> taken = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> taken.complete(store.queue().take("w", 1, 400)));
    List<UUID> ids = oneOfEach();
    ids.forEach(this::accept);
    Set<UUID> handedOut =
        taken.get().stream()
            .map(claim -> claim.payment().correlationId())
            .collect(Collectors.toSet());
    assertEquals(1, handedOut.size());

    store.queue().leave("w");

    Set<UUID> left = new HashSet<>();
    store.queue().take("v", 8, 0).forEach(claim -> left.add(claim.payment().correlationId()));
    store
        .queue()
        .takeOver("v", 8, NEVER_MILLIS)
        .forEach(claim -> left.add(claim.payment().correlationId()));
    assertEquals(3, left.size(), "nobody waits for the worker that has left");
    left.addAll(handedOut);
    assertEquals(Set.copyOf(ids), left);
  }

  @Test
  void whatNobodyAsksForIsReleasedForOthers() throws Exception {
    CompletableFuture<List<Claim>> taken = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> taken.complete(store.queue().take("w", 1, 5_000)));
    List<UUID> ids = oneOfEach();
    ids.forEach(this::accept);
    assertEquals(1, taken.get().size());

    Set<UUID> others = new HashSet<>();
    until(
        () -> {
          store
              .queue()
              .takeOver("v", 8, NEVER_MILLIS)
              .forEach(claim -> others.add(claim.payment().correlationId()));
          store.queue().take("v", 8, 0).forEach(one -> others.add(one.payment().correlationId()));
          return others.size() == 3;
        });
    assertEquals(3, others.size());
  }

  // Purge, pauses, events.

  @Test
  void purgeThatWasOnlyRecordedIsCompletedByAnyWorkerAndTouchesNothingNew() {
    oneOfEach().forEach(this::accept);
    long generation = memory.getFirst().ledger().purge();
    UUID early = idsOf(0, 2).getLast();
    accept(early);
    assertEquals(COUNT, store.ledger().census().accepted(), "the others are as they were");

    store.queue().told("any worker", 0, true);

    until(() -> store.ledger().census().accepted() == 1);
    assertTrue(store.ledger().find(early).isPresent());
    memory.forEach(part -> assertEquals(generation, part.ledger().census().generation()));
  }

  @Test
  void purgeWithAPartitionAwayIsRecordedAndCompletedWhenItIsBack() {
    oneOfEach().forEach(this::accept);
    parts.get(AWAY).fails = true;

    StoreException recorded = assertThrows(StoreException.class, store.ledger()::purge);

    assertTrue(
        String.valueOf(recorded.getMessage()).startsWith("the purge is recorded"),
        recorded::getMessage);
    assertEquals(1, memory.get(AWAY).ledger().census().accepted());
    assertEquals(0, memory.getFirst().ledger().census().accepted());
    parts.get(AWAY).fails = false;
    until(
        () -> {
          store.queue().told("any worker", 0, true);
          return memory.get(AWAY).ledger().census().accepted() == 0;
        });
  }

  @Test
  void purgeHoldsInAPartitionThatGoesBackToBeforeIt() {
    oneOfEach().forEach(this::accept);
    MemoryStore.Copy before = memory.get(AWAY).copy();
    long era = store.queue().told("w", 0, true).number();
    long generation = store.ledger().purge();
    memory.get(AWAY).restore(before);
    assertEquals(1, memory.get(AWAY).ledger().census().accepted());

    until(
        () -> {
          store.queue().told("w", era, true);
          return memory.get(AWAY).ledger().census().accepted() == 0;
        });
    assertEquals(generation, memory.get(AWAY).ledger().census().generation());
  }

  @Test
  void whatAPartitionIsToldAgainDoesNotGoWithThePurgeThatItHadLost() {
    MemoryStore.Copy before = memory.get(AWAY).copy();
    long era = store.queue().told("w", 0, true).number();
    long generation = store.ledger().purge();
    UUID id = idsOf(AWAY, 1).getFirst();
    Claim claim = held(List.of(id)).getFirst();
    memory.get(AWAY).restore(before);

    PaymentState doubt = new PaymentState.InDoubt(INTENT, NOW + 60);
    assertEquals(
        1, store.queue().recall(List.of(new WorkQueue.Recollection(claim, doubt, history("h")))));

    assertEquals(generation, memory.get(AWAY).ledger().census().generation());
    assertEquals(generation, store.ledger().purgeTo(generation));
    store.queue().told("w", era, true);
    assertEquals(doubt, store.ledger().find(id).orElseThrow().state());
  }

  @Test
  void pauseHoldsWhileTheControlPartitionIsAway() {
    Pause queue = new Pause(new PauseScope.Queue(), NOW - 10_000, "asked");
    Pause processor = new Pause(new PauseScope.Processor("default"), NOW - 9_000, "asked");
    assertTrue(store.pauses().pause(queue));
    assertTrue(store.pauses().pause(processor));
    parts.getFirst().fails = true;
    parts.get(AWAY).fails = true;

    assertEquals(List.of(queue, processor), store.pauses().current().all());
    assertThrows(StoreException.class, () -> store.pauses().resume(queue.scope()));
    parts.forEach(part -> part.fails = true);
    assertThrows(StoreException.class, () -> store.pauses().current());
  }

  @Test
  void pauseIsEndedThoughAPartitionIsAway() {
    Pause pause = new Pause(new PauseScope.Queue(), NOW - 10_000, "asked");
    assertTrue(store.pauses().pause(pause));
    parts.get(AWAY).fails = true;

    assertTrue(store.pauses().resume(pause.scope()));

    assertEquals(List.of(), store.pauses().current().all());
    parts.get(AWAY).fails = false;
    Pause again = new Pause(pause.scope(), NOW, "once more");
    until(() -> isPausedBefore(again));
    assertEquals(List.of(again), memory.get(AWAY).pauses().current().all());
  }

  @Test
  void doubtIsNotEndedByAPauseThatItsPartitionHasMissed() {
    UUID id = idsOf(AWAY, 1).getFirst();
    Claim claim = held(List.of(id)).getFirst();
    store.queue().begin("w", begins(List.of(claim)));
    store
        .queue()
        .doubt(
            "w",
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(INTENT), history("b")),
                    INTENT,
                    NOW + 45,
                    history("d"))));
    InDoubtPayment doubtful = store.unknownOutcomes().find(id).orElseThrow();
    Pause pause = new Pause(new PauseScope.Processor("default"), NOW - 10_000, "asked");
    parts.get(AWAY).fails = true;
    assertThrows(StoreException.class, () -> store.pauses().pause(pause));
    parts.get(AWAY).fails = false;
    until(() -> isPausedBefore(pause));
    memory.get(AWAY).pauses().resume(pause.scope());
    memory
        .get(AWAY)
        .pauses()
        .pause(new Pause(pause.scope(), NOW - 90_000, "an older one that was never ended there"));
    millis.addAndGet(5_000);
    Freeing freeing = new Freeing(doubtful, NOW + 5_000, history("f"), 3_000);

    assertEquals(List.of(Freed.TOO_EARLY), store.unknownOutcomes().free(List.of(freeing)));
    assertEquals(List.of(pause), memory.get(AWAY).pauses().current().all());
    millis.addAndGet(3_000);
    assertEquals(List.of(Freed.DONE), store.unknownOutcomes().free(List.of(freeing)));
    assertTrue(store.pauses().resume(pause.scope()));
    memory.forEach(part -> assertEquals(List.of(), part.pauses().current().all()));
  }

  @Test
  void tailGoesOnInEveryPartitionFromBehindAnyEvent() {
    String begun = store.outbox().tail("", 8).after();
    List<Claim> claims = held(IntStream.range(0, 30).mapToObj(PartitionedStoreTest::id).toList());
    store.queue().begin("w", begins(claims));
    store.queue().settle(settlements(claims));
    List<OutboxEvent> all = new ArrayList<>();
    List<String> places = new ArrayList<>();
    Outbox.Tail tail = store.outbox().tail(begun, 4);
    while (!tail.events().isEmpty()) {
      assertFalse(tail.missing());
      assertTrue(tail.events().size() <= 4);
      all.addAll(tail.events());
      places.addAll(tail.places());
      tail = store.outbox().tail(tail.after(), 4);
    }
    assertEquals(30, all.stream().map(OutboxEvent::id).distinct().count());

    for (int i = 0; i < 30; i++) {
      Set<String> rest = new HashSet<>();
      Outbox.Tail again = store.outbox().tail(places.get(i), 100);
      again.events().forEach(event -> rest.add(event.id()));
      assertEquals(
          all.subList(i + 1, 30).stream().map(OutboxEvent::id).collect(Collectors.toSet()), rest);
    }
    assertTrue(
        store.outbox().tail(all.getFirst().id(), 8).missing(),
        "one event does not say where the reader was in other partitions");
  }

  @Test
  void partitionThatRefusesWritesAndAnswersQuestionsIsToldOnce() {
    AtomicLong nanos = new AtomicLong();
    List<String> told = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            told.add(line.getLevel() + " " + line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(PartitionedStore.class.getName());
    log.addHandler(handler);
    try (PartitionedStore own =
        new PartitionedStore(parts, partitioner, Runnable::run, nanos::get)) {
      for (UUID id : idsOf(AWAY, 8)) {
        parts.get(AWAY).fails = true;
        Payment payment = new Payment(id, new Money(1990), NOW);
        assertThrows(StoreException.class, () -> own.intake().accept(payment));
        parts.get(AWAY).fails = false;
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        own.intake().accept(payment);
      }
      assertEquals(1, told.size(), told::toString);
      assertTrue(told.getFirst().startsWith("WARNING partition 2 of 4 does not answer"));

      nanos.addAndGet(TimeUnit.SECONDS.toNanos(6));
      var _ = own.ledger().census();

      assertEquals("INFO partition 2 of 4 works again after 46 s", told.getLast());
      assertEquals(2, told.size(), told::toString);
    } finally {
      log.removeHandler(handler);
    }
  }
}
