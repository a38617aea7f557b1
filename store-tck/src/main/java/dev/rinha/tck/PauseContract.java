package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.PaymentStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators pause is paused for everybody, until somebody resumes it. */
public interface PauseContract extends StoreContract {

  PauseScope QUEUE = new PauseScope.Queue();
  PauseScope DEFAULT = new PauseScope.Processor("default");

  @Test
  default void nothingIsPausedAtFirst() {
    assertEquals(Pauses.NONE, store().pauses().current());
  }

  @Test
  default void pauseIsSeenThroughEveryStoreWithItsReason() {
    Pause fallback = new Pause(new PauseScope.Processor("fallback"), 9, "it: is slow");
    Pause queue = new Pause(QUEUE, 8, "");
    Pause first = new Pause(DEFAULT, 7, "maintenance, until 04:00 – ok");

    assertTrue(store().pauses().pause(fallback));
    assertTrue(store().pauses().pause(first));
    assertTrue(store().pauses().pause(queue));

    Pauses pauses = store().pauses().current();
    assertEquals(List.of(queue, first, fallback), pauses.all());
    assertEquals(Optional.of(queue), pauses.ofQueue());
    assertEquals(Optional.of(first), pauses.ofProcessor("default"));
    assertEquals(Optional.empty(), pauses.ofProcessor("third"));
  }

  @Test
  default void whatIsPausedStaysSoForItsFirstReason() {
    PaymentStore store = store();
    Pause first = new Pause(DEFAULT, 7, "first");
    store.pauses().pause(first);

    assertFalse(store.pauses().pause(new Pause(DEFAULT, 8, "second")));

    assertEquals(List.of(first), store.pauses().current().all());
  }

  @Test
  default void resumedScopeIsPausedNoMore() {
    PaymentStore store = store();
    Pause queue = new Pause(QUEUE, 7, "why");
    store.pauses().pause(queue);
    store.pauses().pause(new Pause(DEFAULT, 7, "why"));

    assertTrue(store.pauses().resume(DEFAULT));
    assertFalse(store.pauses().resume(DEFAULT));
    assertFalse(store.pauses().resume(new PauseScope.Processor("third")));

    assertEquals(List.of(queue), store.pauses().current().all());
  }

  @Test
  default void purgeDoesNotResume() {
    PaymentStore store = store();
    store.pauses().pause(new Pause(QUEUE, 7, "why"));

    store.ledger().purge();

    assertTrue(store.pauses().current().ofQueue().isPresent());
  }
}
