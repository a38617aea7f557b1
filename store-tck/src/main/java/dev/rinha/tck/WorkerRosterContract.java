package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.WorkerTerms;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Workers see each other. */
public interface WorkerRosterContract extends StoreContract {

  @Test
  default void ofTwoWorkersThatAnnounceThemselvesTheLaterSeesTheEarlier() {
    PaymentStore store = store();
    WorkerTerms one =
        new WorkerTerms(
            "one", 5_000, 60_000, new TreeMap<>(Map.of("default", 10_000L, "x", 1L)), "host:8080");
    WorkerTerms two = new WorkerTerms("t:w,o", 100, 0, new TreeMap<>(Map.of("default", 50L)), "");

    assertEquals(List.of(), store.workers().announce(one));
    assertEquals(List.of(one), store.workers().announce(two));
    store.ledger().purge();
    assertEquals(List.of(two), store.workers().announce(one));
    store.workers().withdraw("one");

    assertEquals(List.of(two), store.workers().all());
  }

  /** What it sent may still be on its way. */
  @Test
  default void workerThatHasLeftStillCountsWithItsTerms() {
    WorkerTerms terms =
        new WorkerTerms(
            "one", 5_000, 60_000, new TreeMap<>(Map.of("default", 10_000L)), "host:8080");
    store().workers().announce(terms);

    store().workers().announce(terms.left());

    WorkerTerms there = store().workers().all().getFirst();
    assertTrue(there.hasLeft());
    assertEquals(terms, there.withAddress("host:8080"));
  }
}
