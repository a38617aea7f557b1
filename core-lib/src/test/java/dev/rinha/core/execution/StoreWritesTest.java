package dev.rinha.core.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingStore;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a worker's writes reach the store; calls are made by hand, one after the other. */
final class StoreWritesTest {

  private final Queue<Runnable> calls = new ArrayDeque<>();
  private final List<Event> events = new ArrayList<>();
  private final List<StoreException> failures = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private boolean defective;

  private final StoreWrites writes =
      new StoreWrites("me", new Seen(), calls::add, events::addAll, failures::add);

  @Test
  void aBacklogIsNeverMoreThanTwoShortCallsInTheStore() {
    IntStream.range(0, 100).forEach(this::begin);
    int most = 0;
    writes.start();
    while (!calls.isEmpty()) {
      most = Math.max(most, calls.size());
      makeCall();
      writes.start();
    }
    assertEquals(2, most);
    assertEquals(
        List.of("begin 16", "begin 16", "begin 16", "begin 16", "begin 16", "begin 16", "begin 4"),
        seen);
    assertEquals(
        IntStream.range(0, 100).mapToObj(Long::valueOf).toList(),
        events.stream().map(event -> ((Event.Written) event).ticket()).toList());
  }

  @Test
  void whatEndsPaymentsGoesBeforeWhatBeginsThem() {
    begin(1);
    begin(2);
    settle(3);
    writes.start();
    makeCall();
    makeCall();
    assertEquals(List.of("settle 1", "begin 2"), seen);
  }

  @Test
  void settlementsThatSomebodyWaitsForDoNotWaitForTheirTurn() {
    IntStream.range(0, 32).forEach(this::begin);
    writes.start();
    settle(40);
    writes.start();
    assertEquals(2, calls.size());

    writes.startSettlements();

    assertEquals(3, calls.size());
  }

  @Test
  void everythingIsStartedWhenThereIsNoLater() {
    IntStream.range(0, 100).forEach(this::begin);
    writes.startAll();
    assertEquals(7, calls.size());
  }

  @Test
  void aStoreThatThrowsAnythingHasNotWritten() {
    defective = true;
    begin(1);
    writes.start();
    makeCall();
    assertEquals(List.of(new Event.WriteFailed(1)), events);
    assertTrue(failures.toString().contains("a defect"), failures::toString);

    defective = false;
    begin(1);
    writes.start();
    assertEquals(1, calls.size(), "the failed call made room");
  }

  private void begin(int ticket) {
    writes.add(new Command.Begin(ticket, new WorkQueue.Begin(claim(), new Intent("cheap", 1), "")));
  }

  private void settle(int ticket) {
    writes.add(
        new Command.Settle(
            ticket, new WorkQueue.Settlement(claim(), new Intent("cheap", 1), 2, "")));
  }

  private static Claim claim() {
    Payment payment = new Payment(new UUID(1, 2), new Money(1990), 0);
    return new Claim("1/1", 1, payment, new PaymentState.Queued(), "");
  }

  private void makeCall() {
    calls.remove().run();
    writes.callEnded();
  }

  /** Takes note of calls and answers that they are done. */
  private final class Seen extends DelegatingStore {

    Seen() {
      super(new MemoryStore());
    }

    @Override
    public List<Write> begin(String worker, List<Begin> sends) {
      if (defective) {
        throw new IllegalStateException("a defect");
      }
      return done("begin", sends);
    }

    @Override
    public List<Write> settle(List<Settlement> settlements) {
      return done("settle", settlements);
    }

    private List<Write> done(String kind, List<?> some) {
      seen.add(kind + " " + some.size());
      return some.stream().map(_ -> Write.DONE).toList();
    }
  }
}
