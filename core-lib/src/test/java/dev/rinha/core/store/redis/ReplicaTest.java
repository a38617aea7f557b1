package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** With replicas asked for, nothing is promised that only one server has. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class ReplicaTest {

  private static final Payment PAYMENT = new Payment(new UUID(1, 2), new Money(1990), 3);

  @Parameter Edition edition = Edition.BUNDLED;
  private TestRedis primary = TestRedis.shared(Edition.BUNDLED);
  private TestRedis replica = primary;
  private RedisStore store = RedisStore.open(RedisSettings.at(primary.address()));

  @BeforeEach
  void start() {
    primary = TestRedis.start(edition);
    replica =
        TestRedis.start(edition, "--replicaof", "127.0.0.1", Integer.toString(primary.port()));
    store.close();
    store = RedisStore.open(RedisSettings.at(primary.address()).withReplicas(1));
    Poll.until("the replica is there", () -> store.inspection().health().problems().isEmpty());
  }

  @AfterEach
  void end() {
    store.close();
    replica.close();
    primary.close();
  }

  @Test
  void acceptedPaymentIsAtTheReplica() throws Exception {
    try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Acceptance>> answers =
          IntStream.range(0, 200)
              .mapToObj(i -> new Payment(new UUID(9, i), new Money(1), 0))
              .map(payment -> many.submit(() -> store.intake().accept(payment)))
              .toList();
      for (Future<Acceptance> answer : answers) {
        assertInstanceOf(Acceptance.Accepted.class, answer.get());
      }
    }
    primary.kill();

    long there = TestCluster.ask(replica, redis -> redis.xlen("{rinha}:queue"));
    assertEquals(200, there);
  }

  @Test
  void nothingIsPromisedThatTheReplicaHasNot() throws Exception {
    assertInstanceOf(Acceptance.Accepted.class, store.intake().accept(PAYMENT));
    List<Claim> claims = store.queue().take("worker", 10, 0);
    signal("STOP");
    Payment another = new Payment(new UUID(1, 3), new Money(5), 4);

    for (int i = 0; i < 2; i++) {
      StoreException refusal =
          assertThrows(StoreException.class, () -> store.intake().accept(another));
      assertFalse(refusal.refused(), "it may be accepted");
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("0 of 1 replicas have it"),
          refusal::toString);
    }
    try (RedisStore elsewhere =
        RedisStore.open(RedisSettings.at(primary.address()).withReplicas(1))) {
      // It changes nothing there, and is no promise before the first one is.
      assertThrows(StoreException.class, () -> elsewhere.intake().accept(another));
    }
    Begin begin = new Begin(claims.getFirst(), new Intent("default", 7), History.EMPTY);
    assertThrows(StoreException.class, () -> store.queue().begin("worker", List.of(begin)));
    assertFalse(store.inspection().health().problems().isEmpty());

    signal("CONT");
    Poll.until("it can be repeated", () -> accepts(another));
    assertInstanceOf(Acceptance.Replayed.class, store.intake().accept(another));
    Poll.until("it is well", () -> store.inspection().health().problems().isEmpty());
  }

  private boolean accepts(Payment payment) {
    try {
      return store.intake().accept(payment) instanceof Acceptance.Replayed;
    } catch (StoreException e) {
      return false;
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(replica.handle().pid()))
            .start()
            .waitFor();
    assertEquals(0, status);
  }
}
