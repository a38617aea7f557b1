package dev.rinha.core.event;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.event.EventReceiver.Result;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Replay;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.OutboxEvent.Kind;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.memory.MemoryStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventDeliveryTest {

  private static final Result OK = new Result.Delivered();
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong wallMillis = new AtomicLong(1_752_600_000_000L);
  private final AtomicLong nanos = new AtomicLong();
  private final MemoryStore store =
      new MemoryStore(100_000, () -> Instant.ofEpochMilli(wallMillis.get()));
  private final List<OutboxEvent> received = new CopyOnWriteArrayList<>();
  private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
  private final List<EventDelivery> open = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    open.forEach(EventDelivery::close);
    store.close();
  }

  @Test
  void everyEventIsDeliveredAndConfirmed() {
    deliver("a", 16, _ -> OK);

    for (int i = 0; i < 3_000; i++) {
      settle(i);
    }

    Poll.until("all have come", () -> received.size() == 3_000);
    Poll.until("all are confirmed", () -> subscriber().delivered() == 3_000);
    assertEquals(3_000, received.stream().map(OutboxEvent::id).distinct().count());
    assertEquals("ok", subscriber().state());
  }

  @Test
  void eventsOfOnePaymentComeInTheirOrderWhileThoseOfOthersPass() {
    AtomicInteger failures = new AtomicInteger();
    deliver("a", 16, event -> number(event) == 1 && failures.get() < 3 ? failed(failures) : OK);
    dead(1);
    putBack(1);
    settle(2);

    Poll.until("the other has come", () -> received.size() == 1);
    assertEquals(2, number(received.getFirst()));
    letTimePassUntil("the first has come", () -> received.size() == 3);

    assertEquals(
        List.of(Kind.SETTLED, Kind.DEAD, Kind.PUT_BACK),
        received.stream().map(OutboxEvent::kind).toList());
    assertEquals(3, failures.get());
  }

  @Test
  void eventThatFailsIsTriedAgainLaterEachTimeAndGivenUpWhenItIsTooOld() {
    AtomicInteger failures = new AtomicInteger();
    deliver("a", 1, _ -> failed(failures));
    settle(1);
    // What is shown has been noted: the time of the next try is known by then.
    Poll.until("it has failed once", () -> subscriber().state().equals("failure 1"));

    passSeconds(1);
    Poll.until("it has failed twice", () -> subscriber().state().equals("failure 2"));
    passSeconds(2);
    Poll.until("it has failed three times", () -> subscriber().state().equals("failure 3"));
    wallMillis.addAndGet(DAY.toMillis());
    passSeconds(4);

    Poll.until("it is given up", () -> subscriber().givenUp() == 1);
    assertEquals(4, failures.get());
    assertEquals(0, store.outbox().status().events());
  }

  @Test
  void whatIsNotTriedCountsAsNoFailure() {
    AtomicInteger asked = new AtomicInteger();
    deliver(
        "a",
        16,
        _ -> asked.incrementAndGet() == 1 ? new Result.NotNow("the circuit is open", 5_000) : OK);
    settle(1);
    Poll.until("it was asked", () -> asked.get() == 1);
    Poll.until("that is shown", () -> subscriber().state().equals("the circuit is open"));
    settle(2);

    passSeconds(4);
    assertEquals(0, received.size());
    passSeconds(1);

    Poll.until("both have come", () -> received.size() == 2);
    assertEquals(3, asked.get());
  }

  @Test
  void whatTheReceiverAnsweredIsShownWhileNothingIsTried() {
    AtomicInteger asked = new AtomicInteger();
    deliver(
        "a",
        16,
        _ ->
            switch (asked.incrementAndGet()) {
              case 1 -> new Result.Failed("it answered 500");
              case 2 -> new Result.NotNow("the circuit is open", 5_000);
              default -> OK;
            });
    settle(1);
    Poll.until("it has failed", () -> subscriber().state().equals("it answered 500"));
    settle(2);

    Poll.until(
        "the failure stays",
        () -> subscriber().state().equals("it answered 500; the circuit is open"));
    passSeconds(5);
    Poll.until("both have come", () -> received.size() == 2);
    Poll.until("it is forgotten", () -> subscriber().state().equals("ok"));
  }

  @Test
  void retryTriesWhatWaitsAtOnce() {
    AtomicInteger failures = new AtomicInteger();
    deliver("a", 16, _ -> failures.get() == 0 ? failed(failures) : OK);
    settle(1);
    Poll.until("it has failed", () -> failures.get() == 1);

    assertTrue(store.outbox().retry("shop"));

    Poll.until("it has come", () -> received.size() == 1);
  }

  @Test
  void pausedSubscriberGetsEverythingWhenItIsResumed() {
    deliver("a", 16, _ -> OK);
    store.outbox().pause("shop");
    settle(1);
    settle(2);
    Poll.until("it is paused", () -> subscriber().paused());
    assertEquals(0, received.size());

    store.outbox().resume("shop");

    Poll.until("both have come", () -> received.size() == 2);
  }

  @Test
  void anotherProcessDeliversWhatADeadOneHadNotConfirmed() {
    Semaphore stuck = new Semaphore(0);
    EventDelivery dead =
        deliver(
            "dead",
            2,
            _ -> {
              stuck.acquireUninterruptibly();
              return OK;
            });
    for (int i = 0; i < 10; i++) {
      settle(i);
    }
    Poll.until("two are on their way", () -> stuck.getQueueLength() == 2);
    cutOff.add("dead");
    List<OutboxEvent> taken = new CopyOnWriteArrayList<>();
    deliver(
        "heir",
        16,
        event -> {
          taken.add(event);
          return OK;
        });

    wallMillis.addAndGet(10_000);
    Poll.until("the heir has all", () -> taken.size() == 10);

    assertEquals(10, taken.stream().map(OutboxEvent::id).distinct().count());
    Poll.until("all are confirmed", () -> subscriber().delivered() == 10);
    stuck.release(2);
    dead.close();
    assertEquals(10, subscriber().delivered());
  }

  @Test
  void subscriberIsToldOnceHowManyEventsItNeverGot() {
    List<Long> lost = new CopyOnWriteArrayList<>();
    store.outbox().subscribe("shop", "a test");
    store.outbox().limit(10 * 256);
    for (int i = 0; i < 25; i++) {
      settle(i);
    }

    open.add(
        delivery(
                "a",
                16,
                _ -> OK,
                (_, events) -> {
                  lost.add(events);
                  return OK;
                })
            .start());

    Poll.until("the rest has come", () -> received.size() == 10);
    Poll.until("it is told", () -> lost.equals(List.of(15L)));
    Poll.until("that is confirmed", () -> subscriber().delivered() == 10);
    settle(100);
    Poll.until("the next has come", () -> received.size() == 11);
    assertEquals(List.of(15L), lost);
  }

  /** Each try once had an id of its own, and who goes by the id took it for another loss. */
  @Test
  void whatIsLostIsToldUnderOneIdUntilItIsTaken() {
    List<String> ids = new CopyOnWriteArrayList<>();
    store.outbox().subscribe("shop", "a test");
    store.outbox().limit(10 * 256);
    for (int i = 0; i < 25; i++) {
      settle(i);
    }
    open.add(
        delivery(
                "a",
                16,
                _ -> OK,
                (id, _) -> {
                  ids.add(id);
                  return new Result.Failed("500");
                })
            .start());
    Poll.until("it is tried", () -> ids.size() == 1);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    Poll.until("it is tried again", () -> ids.size() == 2);

    cutOff.add("a");
    open.add(
        delivery(
                "heir",
                16,
                _ -> OK,
                (id, _) -> {
                  ids.add(id);
                  return OK;
                })
            .start());
    wallMillis.addAndGet(10_000);
    Poll.until("the heir tells it", () -> ids.size() == 3);
    assertEquals(1, ids.stream().distinct().count(), ids::toString);
  }

  @Test
  void closingConfirmsWhatIsOnItsWay() {
    Semaphore slow = new Semaphore(0);
    EventDelivery delivery =
        deliver(
            "a",
            16,
            _ -> {
              slow.acquireUninterruptibly();
              return OK;
            });
    settle(1);
    Poll.until("it is on its way", slow::hasQueuedThreads);

    Thread.ofVirtual().start(() -> slow.release());
    delivery.close();

    assertEquals(1, subscriber().delivered());
    assertEquals("", subscriber().state(), "nobody delivers");
  }

  @Test
  void settingsOutOfTheirRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> settings("a b", 1, DAY));
    assertThrows(IllegalArgumentException.class, () -> settings("a", 0, DAY));
    assertThrows(IllegalArgumentException.class, () -> settings("a", 1, Duration.ZERO));
  }

  private static EventDelivery.Settings settings(String name, int atOnce, Duration giveUpAfter) {
    return new EventDelivery.Settings(name, "a test", "owner", atOnce, giveUpAfter);
  }

  private static Result failed(AtomicInteger failures) {
    return new Result.Failed("failure " + failures.incrementAndGet());
  }

  private EventDelivery deliver(String owner, int atOnce, Function<OutboxEvent, Result> receiver) {
    EventDelivery delivery = delivery(owner, atOnce, receiver, (_, _) -> OK).start();
    open.add(delivery);
    return delivery;
  }

  private EventDelivery delivery(
      String owner,
      int atOnce,
      Function<OutboxEvent, Result> receiver,
      BiFunction<String, Long, Result> lost) {
    EventReceiver target =
        new EventReceiver() {
          @Override
          public Result receive(OutboxEvent event) {
            Result result = receiver.apply(event);
            if (result instanceof Result.Delivered) {
              received.add(event);
            }
            return result;
          }

          @Override
          public Result lost(String id, long events) {
            return lost.apply(id, events);
          }
        };
    return new EventDelivery(
        unlessCutOff(owner),
        new EventDelivery.Settings("shop", "a test", owner, atOnce, DAY),
        target,
        () -> Instant.ofEpochMilli(wallMillis.get()),
        nanos::get,
        new SplittableRandom(1));
  }

  /** As a process sees the store that may not reach it any more. */
  private Outbox unlessCutOff(String owner) {
    return (Outbox)
        Proxy.newProxyInstance(
            Outbox.class.getClassLoader(),
            new Class<?>[] {Outbox.class},
            (_, method, arguments) -> {
              if (cutOff.contains(owner)) {
                throw new StoreException("it is away");
              }
              return method.invoke(store.outbox(), arguments);
            });
  }

  private Subscriber subscriber() {
    return store.outbox().status().subscribers().getFirst();
  }

  private void passSeconds(int seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private void letTimePassUntil(String what, BooleanSupplier condition) {
    Poll.until(
        what,
        () -> {
          passSeconds(1);
          return condition.getAsBoolean();
        });
  }

  private static int number(OutboxEvent event) {
    return (int) event.payment().payment().correlationId().getLeastSignificantBits();
  }

  private Claim taken(int number) {
    store.intake().accept(new Payment(new UUID(1, number), new Money(100), wallMillis.get()));
    return store.queue().take("w", 1, 0).getFirst();
  }

  private void settle(int number) {
    Claim claim = taken(number);
    Intent intent = new Intent("default", wallMillis.get());
    store.queue().begin("w", List.of(new Begin(claim, intent, history("b"))));
    store.queue().settle(List.of(new Settlement(claim, intent, wallMillis.get(), history("s"))));
  }

  private void dead(int number) {
    store
        .queue()
        .giveUp(
            "w", List.of(new GiveUp(taken(number), "rejected", wallMillis.get(), history("x"))));
  }

  private void putBack(int number) {
    DeadLetter letter = store.deadLetters().find(new UUID(1, number)).orElseThrow();
    store.deadLetters().replay(List.of(new Replay(letter, wallMillis.get(), history("r"))));
    store.queue().take("w", 1, 0);
  }
}
