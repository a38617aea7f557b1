package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.PaymentRouter;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.UUID;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A Redis of little memory, with clients that go on while no processor works. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class WatermarkTest {

  @Parameter TestRedis.Edition edition = TestRedis.Edition.BUNDLED;

  /** How a processor fails. */
  enum Failing {
    REFUSES,
    NEVER_ANSWERS
  }

  @ParameterizedTest
  @EnumSource
  void whatWasAcceptedUntilRedisHadNoMoreRoomIsSettledWithoutAnOperator(Failing trouble) {
    try (TestRedis server =
            TestRedis.start(edition, "--maxmemory", "4mb", "--maxmemory-policy", "noeviction");
        PaymentRouter router = router(server, trouble)) {
      long accepted = 0;
      while (router.accept(UUID.randomUUID(), new Money(1990)) instanceof Acceptance.Accepted) {
        accepted++;
      }
      assertInstanceOf(
          Acceptance.QueueFull.class, router.accept(UUID.randomUUID(), new Money(1990)));
      assertTrue(accepted > 1_000, "only " + accepted);
      Poll.until("payments were tried", () -> first.tried && second.tried);

      first.down = false;
      second.down = false;

      for (long before = -1; before < accepted; before = router.census().settled()) {
        long settled = before;
        Poll.until("more is settled than " + settled, () -> router.census().settled() > settled);
      }
      assertEquals(accepted, router.census().settled());
      assertInstanceOf(
          Acceptance.Accepted.class, router.accept(UUID.randomUUID(), new Money(1990)));
    }
  }

  private final Unreliable first = new Unreliable();
  private final Unreliable second = new Unreliable();

  private PaymentRouter router(TestRedis server, Failing trouble) {
    first.trouble = trouble;
    second.trouble = trouble;
    return PaymentRouter.builder(RedisStore.open(RedisSettings.at(server.address())))
        .processor(ProcessorSettings.of("first", Fee.parse("0.05")), first)
        .processor(ProcessorSettings.of("second", Fee.parse("0.15")), second)
        .start();
  }

  private static final class Unreliable implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private volatile Failing trouble = Failing.REFUSES;
    private volatile boolean down = true;
    private volatile boolean tried;

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      tried = true;
      if (!down) {
        return real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
      }
      return switch (trouble) {
        case REFUSES -> new Outcome.NotSent("connection refused");
        case NEVER_ANSWERS -> new Outcome.Unknown("no answer");
      };
    }

    @Override
    public Lookup find(UUID correlationId) {
      return down ? new Lookup.Unavailable("no answer") : real.find(correlationId);
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
}
