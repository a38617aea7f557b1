package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.Relay;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.StoreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection to Redis that carries nothing any more, and of which nobody says so. */
final class SilentConnectionTest {

  private static final long NOW = 1_752_600_000_000L;

  private final TestRedis server = TestRedis.start(TestRedis.Edition.BUNDLED);
  private final Relay relay = relay();
  private final RedisStore store = RedisStore.open(RedisSettings.at(relay.address()));

  @BeforeEach
  void connect() {
    accept(1);
    store.queue().take("worker", 10, 1);
  }

  @AfterEach
  void close() {
    store.close();
    relay.close();
    server.close();
  }

  @Test
  void silentConnectionIsReplacedByOneThatWorks() {
    relay.silence();

    StoreException lost = assertThrows(StoreException.class, () -> accept(2));

    assertFalse(lost.refused(), lost::toString);
    Poll.until("payments are accepted", () -> works(() -> accept(3)));
    Poll.until("work is taken", () -> works(() -> store.queue().take("worker", 10, 1)));
  }

  @Test
  void workerThatWaitsOnASilentConnectionIsBackWithoutAnybodyElse() {
    relay.silence();

    Poll.until("work is taken", () -> works(() -> store.queue().take("worker", 10, 1_000)));
  }

  @Test
  void whatWasOnItsWayOnASilentConnectionIsNotDoneAfterWhatFollows() throws InterruptedException {
    relay.silence();
    assertThrows(StoreException.class, () -> accept(2));
    Poll.until("payments are accepted", () -> works(() -> accept(3)));

    relay.deliverLate();

    assertEquals(Optional.empty(), store.ledger().find(id(2)));
    assertEquals(2, store.ledger().census().accepted());
  }

  @Test
  void connectionThatIsSilentFromItsBeginningIsGivenUp() {
    relay.silenceNew(true);
    relay.reset();
    Poll.until("the connection is gone", () -> !works(() -> accept(2)));

    relay.silenceNew(false);

    Poll.until("payments are accepted", () -> works(() -> accept(3)));
  }

  /** The question whether it is silent is given up before somebody asks what became of it. */
  @Test
  void silentConnectionIsReplacedAlsoWhereAnswersAreSoonGivenUp() {
    RedisSettings soon =
        RedisSettings.at(relay.address()).withCommandTimeout(Duration.ofMillis(300));
    try (RedisStore hasty = RedisStore.open(soon)) {
      Poll.until("it is answered", () -> works(hasty.ledger()::census));
      relay.silence();
      Poll.until("it is not answered", () -> !works(hasty.ledger()::census));

      Poll.until("it is answered again", () -> works(hasty.ledger()::census));
    }
  }

  private void accept(int number) {
    store.intake().accept(new Payment(id(number), new Money(1990), NOW));
  }

  private static UUID id(int number) {
    return new UUID(number, number);
  }

  private static boolean works(Runnable call) {
    try {
      call.run();
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  private Relay relay() {
    try {
      String[] address = server.address().split(":", 2);
      return new Relay(new InetSocketAddress(address[0], Integer.parseInt(address[1])));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
