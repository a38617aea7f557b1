package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A store says in which format it is written, and no build touches one that it would misread. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class StoreFormatTest {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  @Parameter TestRedis.Edition edition = TestRedis.Edition.BUNDLED;

  @SuppressWarnings("NullAway.Init")
  private RedisSettings settings;

  @SuppressWarnings("NullAway.Init")
  private RedisStore made;

  @SuppressWarnings("NullAway.Init")
  private RedisPlants plants;

  @BeforeEach
  void make() {
    settings =
        RedisSettings.at(TestRedis.shared(edition).address())
            .withNamespace("format" + NAMESPACES.incrementAndGet());
    made = RedisStore.open(settings);
    made.intake().accept(payment(1));
    plants = new RedisPlants(settings, made);
  }

  @AfterEach
  void close() {
    plants.close();
    made.close();
  }

  private static Payment payment(int number) {
    return new Payment(new UUID(4, number), new Money(1990), 1_752_600_000_000L);
  }

  @Test
  void storeThatIsMadeSaysItsFormat() {
    assertEquals("1", plants.settings().get("format"));
  }

  @Test
  void storeThatSaysNoneIsOfTheFirstFormatAndOpenedAsBefore() {
    plants.setting("format", "");

    try (RedisStore store = RedisStore.open(settings)) {
      store.requireKnownFormat();
      assertEquals(
          new Acceptance.Replayed(PaymentStatus.QUEUED), store.intake().accept(payment(1)));
      assertEquals(new Acceptance.Accepted(), store.intake().accept(payment(2)));
      assertEquals(2, store.queue().take("w", 10, 0).size());
    }
  }

  @Test
  void storeOfAnotherFormatIsRefusedInOneLineAndLeftAsItIs() {
    plants.setting("format", "7");
    Map<String, String> before = plants.settings();

    try (RedisStore store = RedisStore.open(settings.withEnvironment("other"));
        RedisStore looking = RedisStore.openExisting(settings)) {
      for (Executable call :
          List.<Executable>of(
              store::requireKnownFormat,
              () -> store.intake().accept(payment(2)),
              () -> store.queue().take("w", 10, 0),
              () -> store.queue().takeOver("w", 10, 0),
              store.inspection()::health,
              looking::requireKnownFormat,
              looking.ledger()::census,
              looking.inspection()::exists)) {
        assertEquals(
            "Redis at %s: store '%s' has format 7, and this build knows format 1 only; use the"
                    .formatted(settings.address(), settings.namespace())
                + " build that made it, or a newer one",
            assertThrows(StoreException.class, call).getMessage());
      }
    }

    assertEquals(before, plants.settings());
    assertEquals(1, made.queue().take("w", 10, 0).size());
  }

  @Test
  void redisThatIsAwayIsNotRefused() {
    try (RedisStore store = RedisStore.open(RedisSettings.at("127.0.0.1:1"))) {
      store.requireKnownFormat();
    }
  }
}
