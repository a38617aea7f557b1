package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.StoreCallObserver;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.StorePartition;
import dev.rinha.core.store.StorePartition.State;
import dev.rinha.core.store.StorePlace;
import dev.rinha.core.store.redis.TermsSource.Use;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store has as many partitions as it was made with, for everybody. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class PartitionTest {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Payment PAYMENT = new Payment(new UUID(7, 8), new Money(1990), 3);

  @Parameter Edition edition = Edition.BUNDLED;

  private RedisSettings settings(String namespace, int partitions) {
    return RedisSettings.at(TestRedis.shared(edition).address())
        .withNamespace(namespace)
        .withPartitions(partitions);
  }

  private static String namespace() {
    return "partition" + NAMESPACES.incrementAndGet();
  }

  private static RedisPartition partition(RedisSettings settings, RedisNodes nodes, boolean makes) {
    TermsSource terms = new TermsSource(settings, nodes, makes ? Use.MAKING : Use.EXISTING);
    return new RedisPartition(
        settings,
        nodes,
        TermsSource.tag(settings.namespace(), 2),
        terms::get,
        StoreCallObserver.NONE,
        makes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void settingsWithAnotherNumberOfPartitionsThanTheStoreAreRefused(int others) {
    RedisSettings right = settings(namespace(), 16);
    RedisSettings wrong = right.withPartitions(others);
    try (RedisNodes nodes = new RedisNodes(right, System::nanoTime);
        RedisStore one = RedisStore.open(right.withPartitions(1));
        RedisNodes otherNodes = new RedisNodes(wrong, System::nanoTime)) {
      partition(right, nodes, true).intake().accept(PAYMENT);

      StoreException refusal =
          others == 1
              ? assertThrows(StoreException.class, () -> one.intake().accept(PAYMENT))
              : assertThrows(
                  StoreException.class,
                  () -> partition(wrong, otherNodes, true).intake().accept(PAYMENT));

      assertTrue(
          String.valueOf(refusal.getMessage())
              .contains("was made with 16 partitions, and the settings say " + others),
          refusal::toString);
    }
  }

  @Test
  void storeThatIsNotPartedIsNotMadeAnotherTimeInParts() {
    RedisSettings right = settings(namespace(), 1);
    RedisSettings wrong = right.withPartitions(16);
    try (RedisStore store = RedisStore.open(right);
        RedisNodes nodes = new RedisNodes(wrong, System::nanoTime)) {
      store.intake().accept(PAYMENT);

      assertThrows(
          StoreException.class, () -> partition(wrong, nodes, true).intake().accept(PAYMENT));
    }
  }

  @Test
  void whoeverKnowsOtherTermsThanThePartitionIsRefusedInItsOwnStep() {
    RedisSettings settings = settings(namespace(), 16);
    try (RedisNodes nodes = new RedisNodes(settings, System::nanoTime)) {
      partition(settings, nodes, true).intake().accept(PAYMENT);
      StoreTerms others = new StoreTerms(16, new byte[] {1, 2, 3});
      RedisPartition misled =
          new RedisPartition(
              settings,
              nodes,
              TermsSource.tag(settings.namespace(), 2),
              () -> others,
              StoreCallObserver.NONE,
              true);

      StoreException refusal =
          assertThrows(StoreException.class, () -> misled.intake().accept(PAYMENT));
      assertTrue(refusal.refused(), refusal::toString);
      assertTrue(String.valueOf(refusal.getMessage()).contains("other partitions"));
    }
  }

  @Test
  void partsOfOneStoreAgreeWhoeverMadeThem() {
    RedisSettings settings = settings(namespace(), 16);
    try (RedisNodes nodes = new RedisNodes(settings, System::nanoTime);
        RedisNodes otherNodes = new RedisNodes(settings, System::nanoTime)) {
      partition(settings, nodes, true).intake().accept(PAYMENT);

      Acceptance again = partition(settings, otherNodes, true).intake().accept(PAYMENT);

      assertTrue(again instanceof Acceptance.Replayed, again::toString);
      assertEquals(1, partition(settings, otherNodes, false).ledger().census().accepted());
    }
  }

  @Test
  void toolFindsAsManyPartitionsAsTheStoreWasMadeWith() {
    RedisSettings settings = settings(namespace(), 16);
    try (RedisStore tool = RedisStore.openExisting(settings.withPartitions(1));
        RedisStore store = RedisStore.open(settings)) {
      Ledger ledger = tool.ledger();
      assertThrows(StoreException.class, ledger::census);

      store.intake().accept(PAYMENT);

      assertEquals(1, ledger.census().accepted());
      assertEquals(PAYMENT, ledger.find(PAYMENT.correlationId()).orElseThrow().payment());
    }
  }

  @Test
  void toldPlaceOfAPaymentIsThePartitionThatHasIt() {
    RedisSettings settings = settings(namespace(), 16);
    try (RedisStore store = RedisStore.open(settings);
        RedisNodes nodes = new RedisNodes(settings, System::nanoTime)) {
      Optional<Payment> inTheThird =
          IntStream.range(0, 1_000)
              .mapToObj(i -> new Payment(new UUID(7, i), new Money(1990), 3))
              .filter(one -> store.inspection().placeOf(one.correlationId()).partition() == 2)
              .findFirst();

      store.intake().accept(inTheThird.orElseThrow());

      assertEquals(1, partition(settings, nodes, false).ledger().census().accepted());
      assertEquals(
          new StorePlace(2, 16, TestRedis.shared(edition).address(), false),
          store.inspection().placeOf(inTheThird.get().correlationId()));
    }
  }

  @Test
  void partitionWithoutItsReplicasOrItsServerIsTold() {
    String server = TestRedis.shared(edition).address();
    RedisSettings settings = settings(namespace(), 16);
    try (RedisStore store = RedisStore.open(settings);
        RedisStore replicated = RedisStore.open(settings.withReplicas(1));
        RedisStore away = RedisStore.open(RedisSettings.at("127.0.0.1:1").withPartitions(2))) {
      assertEquals(
          IntStream.range(0, 16)
              .mapToObj(i -> new StorePartition(i, server, State.WELL, 0))
              .toList(),
          store.inspection().partitions());
      assertEquals(
          new StorePartition(15, server, State.TOO_FEW_REPLICAS, 0),
          replicated.inspection().partitions().getLast());
      assertEquals(
          List.of(
              new StorePartition(0, "", State.AWAY, 0), new StorePartition(1, "", State.AWAY, 0)),
          away.inspection().partitions());
    }
  }

  @Test
  void toolAsksNoRedisBeforeAPortIsUsed() {
    try (RedisStore tool = RedisStore.openExisting(RedisSettings.at("127.0.0.1:1"))) {
      Ledger ledger = tool.ledger();

      assertThrows(StoreException.class, ledger::census);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void readOnlyStoreRefusesEverybodyButItsReaderUntilItIsMadeWritable(int partitions) {
    RedisSettings settings = settings(namespace(), partitions);
    try (RedisStore service = RedisStore.open(settings);
        RedisStore tool = RedisStore.openExisting(settings);
        RedisStore reader = RedisStore.openReadOnly(settings)) {
      service.intake().accept(PAYMENT);

      tool.makeReadOnly();

      assertTrue(assertThrows(StoreException.class, () -> accept(service, 8)).refused());
      assertThrows(StoreException.class, () -> service.queue().take("w", 1, 0));
      assertThrows(StoreException.class, () -> service.ledger().purge());
      try (RedisStore started = RedisStore.open(settings);
          RedisStore other = RedisStore.open(settings.withPartitions(5))) {
        assertThrows(StoreException.class, () -> accept(started, 9));
        assertThrows(StoreException.class, () -> accept(other, 9));
      }
      assertTrue(reader.isReadOnly());
      assertEquals(1, reader.ledger().census().accepted());

      reader.makeWritable();

      accept(service, 8);
      assertEquals(2, service.ledger().census().accepted());
    }
  }

  private static void accept(RedisStore store, int id) {
    store.intake().accept(new Payment(new UUID(7, id + 100L), new Money(1), 3));
  }
}
