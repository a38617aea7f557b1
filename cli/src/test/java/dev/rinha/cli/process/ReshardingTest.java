package dev.rinha.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.redis.TestCluster;
import dev.rinha.core.store.redis.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Partitions move to other nodes while payments come in. */
final class ReshardingTest {

  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PER_SECOND = 150;
  private static final int PARTITIONS = 4;
  private static final int OFFERS = 40;
  private static final Duration BOUND = Duration.ofSeconds(60);

  @Test
  void partitionsThatMoveUnderLoadLoseAndDoubleNothing() {
    try (Stack stack = stack();
        Payments payments = stack.load(PER_SECOND)) {
      TestCluster cluster = stack.theCluster();
      AtomicInteger moved = new AtomicInteger();
      for (int i = 0; i < PARTITIONS; i++) {
        int before = payments.accepted().size();
        Waiting.until(() -> payments.accepted().size() > before + 100, BOUND, payments::toString);
        cluster.move(key(i), other(cluster, key(i)), moved::incrementAndGet);
      }
      assertTrue(moved.get() > 100, () -> moved + " keys have moved");
      payments.finish(BOUND);
      Examination examination = stack.examination("api-1");
      var _ = examination.drained(BOUND);
      examination.passes(payments);
    }
  }

  @Test
  void partitionThatMovesAnswers503AndTheOthersGoOn() throws IOException {
    try (Stack stack = stack()) {
      TestCluster cluster = stack.theCluster();
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();
      accept(stack, OFFERS, accepted, refused);
      assertEquals(OFFERS, accepted.get());

      cluster.beginMove(key(0), other(cluster, key(0)));
      accept(stack, OFFERS, accepted, refused);
      cluster.abandonMove(key(0));

      assertTrue(refused.get() > 0, "nothing was refused");
      assertTrue(accepted.get() > OFFERS, "nothing was accepted");
    }
  }

  private static Stack stack() {
    return Stack.of(ReshardingTest.class)
        .cluster()
        .flag("store.replicas", "1")
        .flag("store.partitions", Integer.toString(PARTITIONS))
        .seed(SEED)
        .start();
  }

  private static String key(int partition) {
    return "{rinha:" + partition + "}:queue";
  }

  private static TestRedis other(TestCluster cluster, String key) {
    TestRedis owner = cluster.primaryOf(key);
    List<TestRedis> others =
        cluster.primaries().stream().filter(node -> node.port() != owner.port()).toList();
    return others.getFirst();
  }

  private static void accept(Stack stack, int offers, AtomicInteger accepted, AtomicInteger refused)
      throws IOException {
    for (int i = 0; i < offers; i++) {
      HttpResponse<String> answer =
          stack
              .http()
              .post(
                  stack.url("api-1").resolve("/payments"),
                  "{\"correlationId\":\"%s\",\"amount\":19.90}".formatted(UUID.randomUUID()));
      if (answer.statusCode() == 503) {
        assertTrue(answer.headers().firstValue("Retry-After").isPresent(), answer::toString);
        refused.incrementAndGet();
      } else {
        assertEquals(202, answer.statusCode(), answer::body);
        accepted.incrementAndGet();
      }
    }
  }
}
