package dev.rinha.core.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class GroupedCallsTest {

  private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

  /** Callers who arrive while the first one, who is 0, lets them. */
  private final List<FutureTask<Integer>> others = new ArrayList<>();

  private List<Integer> noted(List<Integer> wanted) {
    calls.add(wanted);
    return wanted;
  }

  /** The others are about to send as well, until a call has been made. */
  private GroupedCalls<Integer, List<Integer>> withOthers(
      int count, Function<List<Integer>, List<Integer>> call, Runnable afterwards) {
    Thread first = Thread.currentThread();
    CountDownLatch called = new CountDownLatch(1);
    List<GroupedCalls<Integer, List<Integer>>> grouped = new ArrayList<>();
    grouped.add(
        new GroupedCalls<>(
            wanted -> {
              called.countDown();
              return call.apply(wanted);
            },
            () -> {
              if (Thread.currentThread() != first) {
                awaitUninterruptibly(called);
                return;
              }
              for (int i = others.size() + 1; i <= count; i++) {
                arrive(grouped.getFirst(), i);
              }
              afterwards.run();
            }));
    return grouped.getFirst();
  }

  private void arrive(GroupedCalls<Integer, List<Integer>> grouped, int wanted) {
    FutureTask<Integer> other = new FutureTask<>(() -> answered(grouped, wanted));
    others.add(other);
    Thread thread = Thread.ofPlatform().daemon().start(other);
    Poll.until("it waits", () -> thread.getState() == Thread.State.WAITING);
  }

  /** What is said of the one who asked. */
  private static int answered(GroupedCalls<Integer, List<Integer>> grouped, int wanted) {
    GroupedCalls.Answer<List<Integer>> answer = grouped.call(wanted);
    return answer.toAll().get(answer.index());
  }

  private void assertOthersAnswered() throws Exception {
    for (int i = 0; i < others.size(); i++) {
      assertEquals(i + 1, others.get(i).get());
    }
  }

  @Test
  void whoIsAloneIsSentAlone() {
    GroupedCalls<Integer, List<Integer>> grouped = withOthers(0, this::noted, () -> {});

    assertEquals(7, answered(grouped, 7));
    assertEquals(8, answered(grouped, 8));
    assertEquals(List.of(List.of(7), List.of(8)), calls);
  }

  @Test
  void whoArrivesWhileAnotherIsAboutToSendIsTakenAlong() throws Exception {
    assertEquals(0, answered(withOthers(5, this::noted, () -> {}), 0));

    assertOthersAnswered();
    assertEquals(List.of(List.of(0, 1, 2, 3, 4, 5)), calls);
  }

  @Test
  void largeGroupsAreDividedAndNobodyIsForgotten() throws Exception {
    assertEquals(0, answered(withOthers(50, this::noted, () -> {}), 0));

    assertOthersAnswered();
    assertTrue(
        calls.stream().allMatch(call -> call.size() <= GroupedCalls.MAX_IN_A_CALL),
        calls::toString);
    List<Integer> sent = new ArrayList<>(calls.stream().flatMap(List::stream).toList());
    Collections.sort(sent);
    assertEquals(IntStream.rangeClosed(0, 50).boxed().toList(), sent);
  }

  @Test
  void callThatIsNotAnsweredHoldsUpNobodyWhoComesLater() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    GroupedCalls<Integer, List<Integer>> grouped =
        new GroupedCalls<>(
            wanted -> {
              if (wanted.contains(1)) {
                awaitUninterruptibly(answered);
              }
              return wanted;
            },
            () -> {});
    arrive(grouped, 1);

    assertEquals(2, answered(grouped, 2));
    answered.countDown();
    assertOthersAnswered();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatACallThrowsIsThrownToAll() {
    IllegalStateException failure = new IllegalStateException("no");
    GroupedCalls<Integer, List<Integer>> grouped =
        withOthers(
            3,
            _ -> {
              throw failure;
            },
            () -> {});

    assertSame(failure, assertThrows(IllegalStateException.class, () -> grouped.call(0)));
    assertEveryoneIsThrown(failure);
  }

  @Test
  void errorInACallLeavesNobodyWaiting() {
    Error failure = new StackOverflowError();
    GroupedCalls<Integer, List<Integer>> grouped =
        withOthers(
            3,
            _ -> {
              throw failure;
            },
            () -> {});

    assertSame(failure, assertThrows(StackOverflowError.class, () -> grouped.call(0)));
    assertEquals(3, others.size());
    others.forEach(other -> assertThrows(Exception.class, other::get));
  }

  private void assertEveryoneIsThrown(Throwable failure) {
    assertEquals(3, others.size());
    for (FutureTask<Integer> other : others) {
      assertSame(failure, assertThrows(Exception.class, other::get).getCause());
    }
  }

  @Test
  void interruptionOfOneIsNotThatOfTheOthersAndRepeatsNothing() throws Exception {
    GroupedCalls<Integer, List<Integer>> grouped =
        withOthers(3, this::noted, Thread.currentThread()::interrupt);

    assertThrows(StoreException.class, () -> grouped.call(0));
    assertTrue(Thread.interrupted());
    assertOthersAnswered();
    assertEquals(List.of(List.of(0, 1, 2, 3)), calls);
  }

  @Test
  void whoEndsBeforeSendingHoldsUpNobody() {
    Error end = new StackOverflowError();
    GroupedCalls<Integer, List<Integer>> grouped =
        withOthers(
            0,
            this::noted,
            () -> {
              if (calls.isEmpty()) {
                calls.add(List.of());
                throw end;
              }
            });

    assertSame(end, assertThrows(StackOverflowError.class, () -> grouped.call(0)));
    assertEquals(1, answered(grouped, 1));
    assertEquals(List.of(List.of(), List.of(0, 1)), calls);
  }
}
