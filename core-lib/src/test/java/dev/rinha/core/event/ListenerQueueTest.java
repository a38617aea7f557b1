package dev.rinha.core.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class ListenerQueueTest {

  private final List<Long> heard = new CopyOnWriteArrayList<>();
  private final Semaphore slow = new Semaphore(0);

  @Test
  void oldestEventsGoAndAreCountedWhereAListenerIsTooSlow() {
    try (ListenerQueue queue = new ListenerQueue(List.of(this::hear))) {
      queue.start();
      queue.add(event(0));
      Poll.until("it is busy with the first", slow::hasQueuedThreads);
      for (int i = 1; i <= ListenerQueue.MOST_WAITING + 3; i++) {
        queue.add(event(i));
      }
      assertEquals(3, queue.dropped());

      slow.release(ListenerQueue.MOST_WAITING + 1);
      Poll.until("all are told", () -> heard.size() == ListenerQueue.MOST_WAITING + 1);
      assertEquals(List.of(0L, 4L, 5L), heard.subList(0, 3));
    }
  }

  @Test
  void closedQueueTellsWhatItHas() {
    ListenerQueue queue = new ListenerQueue(List.of(this::hear));
    queue.add(event(1));
    queue.add(event(2));
    queue.start();
    queue.close();
    slow.release(2);

    Poll.until("both are told", () -> heard.equals(List.of(1L, 2L)));
  }

  private void hear(PaymentEvent event) {
    slow.acquireUninterruptibly();
    heard.add(event.payment().correlationId().getLeastSignificantBits());
  }

  private static PaymentEvent event(long number) {
    return new PaymentEvent.Dead(new Payment(new UUID(0, number), new Money(1), 0), "a reason");
  }
}
