package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.store.memory.MemoryStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a worker's writes reach the store; calls are made by hand, one after the other. */
final class StoreWritesTest {

  private final Queue<Runnable> calls = new ArrayDeque<>();
  private final List<Event> events = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private boolean away;
  private boolean gone;

  private final List<RuntimeException> refusals = new ArrayList<>();
  private final Set<Long> impossible = new HashSet<>();

  private final StoreWrites writes =
      new StoreWrites("me", new Seen(), new ByHand(), this::ended, refusals::add);

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
  void readerIsLetInWhenWhatCameBeforeItIsWritten() {
    IntStream.range(0, 32).forEach(this::begin);
    writes.start();
    settle(40);
    var reader = new CompletableFuture<Void>();

    writes.arrive(reader);

    assertEquals(3, calls.size(), "a settlement that somebody waits for does not wait its turn");
    assertFalse(reader.isDone(), "before the call is made");
    makeCall();
    makeCall();
    assertFalse(reader.isDone(), "after others");
    makeCall();
    assertTrue(reader.isDone());
  }

  @Test
  void settlementsThatComeAfterAReaderWaitUntilItLeaves() {
    var reader = new CompletableFuture<Void>();
    writes.arrive(reader);
    assertTrue(reader.isDone(), "nothing is to be written");
    settle(1);
    writes.start();
    assertEquals(0, calls.size());

    writes.leave(reader);
    writes.start();

    assertEquals(1, calls.size());
  }

  @Test
  void readersAreLetInTogetherAndDoNotStarveSettlements() {
    settle(1);
    writes.start();
    var first = new CompletableFuture<Void>();
    var second = new CompletableFuture<Void>();
    writes.arrive(first);
    writes.arrive(second);
    makeCall();
    assertTrue(first.isDone() && second.isDone());

    settle(2);
    var third = new CompletableFuture<Void>();
    writes.arrive(third);
    writes.leave(first);
    assertEquals(0, calls.size(), "one still reads");
    writes.leave(second);

    assertEquals(1, calls.size(), "what the third waits for is written");
    assertFalse(third.isDone());
    makeCall();
    assertTrue(third.isDone());
  }

  @Test
  void readerThatWaitsNoLongerHoldsNobodyUp() {
    settle(1);
    writes.start();
    var reader = new CompletableFuture<Void>();
    writes.arrive(reader);
    settle(2);
    writes.leave(reader);
    writes.start();
    assertEquals(2, calls.size());
  }

  @Test
  void atTheEndPaymentsAreEndedButNotBegun() {
    IntStream.range(0, 40).forEach(this::settle);
    IntStream.range(40, 100).forEach(this::begin);
    writes.startLast();
    while (!calls.isEmpty()) {
      makeCall();
    }
    assertEquals(List.of("settle 16", "settle 16", "settle 8"), seen);
  }

  @Test
  void aCallThatFailsIsToldForEachOfItsWritesAndMakesRoom() {
    away = true;
    begin(1);
    begin(2);
    writes.start();
    makeCall();
    assertEquals(List.of(new Event.WriteFailed(1), new Event.WriteFailed(2)), events);

    away = false;
    IntStream.range(0, 32).forEach(this::begin);
    writes.start();
    assertEquals(2, calls.size());
  }

  @Test
  void oneWriteThatTheStoreCannotDoDoesNotFailItsNeighbours() {
    impossible.add(7L);
    IntStream.range(0, 14).forEach(this::settle);
    writes.start();
    makeCall();

    for (int i = 0; i < 14; i++) {
      WriteResult became = i == 7 ? WriteResult.REFUSED : WriteResult.DONE;
      assertEquals(new Event.Written(i, became), events.get(i));
    }
    assertEquals(1, refusals.size());
  }

  @Test
  void storeThatIsAwayIsNotAskedWriteByWrite() {
    IntStream.range(0, 14).forEach(this::settle);
    writes.start();
    gone = true;
    makeCall();

    assertEquals(List.of("settle 14"), seen);
    assertEquals(new Event.WriteFailed(0), events.getFirst());
    assertEquals(List.of(), refusals);
  }

  private void begin(int ticket) {
    writes.add(
        new Command.Begin(
            ticket, new WorkQueue.Begin(claim(), new Intent("cheap", 1), History.EMPTY)));
  }

  private void settle(int ticket) {
    writes.add(
        new Command.Settle(
            ticket,
            new WorkQueue.Settlement(claim(), new Intent("cheap", ticket), 2, History.EMPTY)));
  }

  private static Claim claim() {
    Payment payment = new Payment(new UUID(1, 2), new Money(1990), 0);
    return new Claim("1/1", 1, payment, new PaymentState.Queued(), History.EMPTY);
  }

  private void makeCall() {
    calls.remove().run();
  }

  private void ended(StoreWrites.Ended call) {
    events.addAll(call.events());
    writes.callEnded(call);
  }

  /** Keeps calls until they are made. */
  private final class ByHand implements StoreWrites.Caller {

    @Override
    public <W> void call(
        List<W> some,
        Function<List<W>, List<WorkQueue.WriteResult>> call,
        Consumer<List<WorkQueue.WriteResult>> answered,
        Runnable failed) {
      calls.add(
          () -> {
            if (away) {
              failed.run();
            } else {
              try {
                answered.accept(call.apply(some));
              } catch (StoreException e) {
                failed.run();
              }
            }
          });
    }
  }

  /** Takes note of calls and answers that they are done. */
  private final class Seen extends DelegatingQueue {

    Seen() {
      super(new MemoryStore().queue());
    }

    @Override
    public List<WriteResult> begin(String worker, List<Begin> sends) {
      return done("begin", sends);
    }

    @Override
    public List<WriteResult> settle(List<Settlement> settlements) {
      List<WriteResult> done = done("settle", settlements);
      if (gone) {
        throw new StoreException("not reachable");
      }
      if (settlements.stream().anyMatch(s -> impossible.contains(s.intent().requestedAtMillis()))) {
        throw new IllegalArgumentException("no such time");
      }
      return done;
    }

    private List<WriteResult> done(String kind, List<?> some) {
      seen.add(kind + " " + some.size());
      return some.stream().map(_ -> WriteResult.DONE).toList();
    }
  }
}
