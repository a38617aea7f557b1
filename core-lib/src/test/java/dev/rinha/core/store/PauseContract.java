package dev.rinha.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators pause is paused for everybody, until somebody resumes it. */
interface PauseContract extends StoreContract {

  PauseScope QUEUE = new PauseScope.Queue();
  PauseScope DEFAULT = new PauseScope.Processor("default");

  @Test
  default void nothingIsPausedAtFirst() {
    assertEquals(Pauses.NONE, store().pauses());
  }

  @Test
  default void pauseIsSeenThroughEveryStoreWithItsReason() {
    Pause fallback = new Pause(new PauseScope.Processor("fallback"), 9, "it: is slow");
    Pause queue = new Pause(QUEUE, 8, "");
    Pause first = new Pause(DEFAULT, 7, "maintenance, until 04:00 – ok");

    assertTrue(store().pause(fallback));
    assertTrue(store().pause(first));
    assertTrue(store().pause(queue));

    Pauses pauses = store().pauses();
    assertEquals(List.of(queue, first, fallback), pauses.all());
    assertEquals(Optional.of(queue), pauses.ofQueue());
    assertEquals(Optional.of(first), pauses.ofProcessor("default"));
    assertEquals(Optional.empty(), pauses.ofProcessor("third"));
  }

  @Test
  default void whatIsPausedStaysSoForItsFirstReason() {
    PaymentStore store = store();
    Pause first = new Pause(DEFAULT, 7, "first");
    store.pause(first);

    assertFalse(store.pause(new Pause(DEFAULT, 8, "second")));

    assertEquals(List.of(first), store.pauses().all());
  }

  @Test
  default void resumedScopeIsPausedNoMore() {
    PaymentStore store = store();
    Pause queue = new Pause(QUEUE, 7, "why");
    store.pause(queue);
    store.pause(new Pause(DEFAULT, 7, "why"));

    assertTrue(store.resume(DEFAULT));
    assertFalse(store.resume(DEFAULT));
    assertFalse(store.resume(new PauseScope.Processor("third")));

    assertEquals(List.of(queue), store.pauses().all());
  }

  @Test
  default void purgeDoesNotResume() {
    PaymentStore store = store();
    store.pause(new Pause(QUEUE, 7, "why"));

    store.purge();

    assertTrue(store.pauses().ofQueue().isPresent());
  }
}
