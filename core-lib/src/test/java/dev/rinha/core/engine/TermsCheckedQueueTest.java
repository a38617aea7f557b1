package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.WriteResult;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.store.memory.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TermsCheckedQueueTest {

  private static final Intent INTENT = new Intent("default", 40);

  private long millis = 1_000_000;
  private final MemoryStore store = new MemoryStore(100, () -> Instant.ofEpochMilli(millis));
  private final Ears ears = new Ears();

  @AfterEach
  void forgetLog() {
    ears.close();
  }

  @Test
  void workerWhoseRequestsTakeTooLongForAnotherTakesNothingAndSaysWhyOnce() {
    store.workers().announce(terms("quick", 5_000, 4_000, Map.of("default", 1_000L)));
    TermsCheckedQueue slow = worker(terms("slow", 5_000, 60_000, Map.of("default", 10_000L)));
    store.intake().accept(new Payment(id(1), new Money(1990), millis));

    for (int i = 0; i < 3; i++) {
      slow.pauses();
    }

    String why = slow.clash().orElseThrow();
    assertTrue(why.contains("execution.in-doubt-bound=4000ms of worker quick"), why);
    assertEquals(List.of("SEVERE: this worker takes no payments: " + why), ears.heard);
    assertEquals(List.of(), slow.take("slow", 10, 0));
    assertEquals(
        List.of("quick"), store.workers().all().stream().map(WorkerTerms::worker).toList());
  }

  @Test
  void workerThatStandsBackTakesNeitherOverNorBackWhatOthersHaveLeft() {
    for (int i = 1; i <= 2; i++) {
      store.intake().accept(new Payment(id(i), new Money(1990), millis));
    }
    List<Claim> claims = store.queue().take("old", 2, 0);
    for (Claim claim : claims) {
      assertEquals(
          List.of(WriteResult.DONE),
          store.queue().begin("old", List.of(new Begin(claim, INTENT, History.EMPTY))));
      store
          .queue()
          .doubt(
              "old",
              List.of(
                  new Doubt(
                      claim.as(new PaymentState.Sending(INTENT), History.EMPTY),
                      INTENT,
                      millis,
                      History.EMPTY)));
    }
    store.queue().park("old", "default", claims.subList(0, 1));
    store.workers().announce(terms("old", 5_000, 60_000, Map.of("default", 10_000L)));
    TermsCheckedQueue hasty = worker(terms("hasty", 5_000, 4_000, Map.of("default", 1_000L)));

    hasty.pauses();

    assertTrue(hasty.clash().isPresent());
    assertEquals(List.of(), hasty.takeOver("hasty", 10, 0));
    assertEquals(List.of(), hasty.takeBack("hasty", "default", 10));
    millis += 60_001;
    hasty.pauses();
    assertEquals(1, hasty.takeOver("hasty", 10, 0).size());
    assertEquals(1, hasty.takeBack("hasty", "default", 10).size());
  }

  /** Two that stand back for each other would both stand still. */
  @Test
  void workerThatHasBegunGoesOnBesideANewcomer() {
    TermsCheckedQueue first = worker(terms("first", 5_000, 60_000, Map.of("default", 10_000L)));
    first.pauses();
    store.workers().announce(terms("newcomer", 5_000, 4_000, Map.of("default", 1_000L)));
    store.intake().accept(new Payment(id(1), new Money(1990), millis));
    millis += 5_000;

    first.pauses();

    assertTrue(first.clash().isEmpty());
    assertEquals(1, first.take("first", 10, 0).size());
  }

  @Test
  void workerThatIsAtWorkIsNotForgotten() {
    TermsCheckedQueue worker = worker(terms("w", 5_000, 60_000, Map.of("default", 10_000L)));

    for (int i = 0; i < 30; i++) {
      worker.pauses();
      millis += 5_000;
    }

    assertEquals(List.of("w"), store.workers().all().stream().map(WorkerTerms::worker).toList());
  }

  @Test
  void whatIsOnlySlowBesideAnotherIsRemarkedOnce() {
    store.workers().announce(terms("a", 60_000, 120_000, Map.of("default", 10_000L, "third", 1L)));
    store.workers().announce(terms("b", 60_000, 120_000, Map.of("default", 10_000L)));
    TermsCheckedQueue worker = worker(terms("w", 15_000, 60_000, Map.of("default", 10_000L)));

    for (int i = 0; i < 2; i++) {
      worker.pauses();
      millis += 5_000;
    }

    assertTrue(worker.clash().isEmpty());
    assertEquals(
        List.of(
            "WARNING: worker a sends to third, not among processors.names here: what it leaves in"
                + " doubt there waits for as long as this worker has it",
            "WARNING: execution.claim-timeout=15000ms is short beside that of worker b, 60000ms:"
                + " what it still has is taken over again and again"),
        ears.heard);
  }

  @Test
  void workerIsReckonedWithForAsLongAsWhatItSentMayBeOnItsWay() {
    assertEquals(60_000, terms("w", 5_000, 0, Map.of("default", 1L)).memoryMillis());
    assertEquals(90_000, terms("w", 5_000, 90_000, Map.of("default", 1L)).memoryMillis());
    assertEquals(102_500, terms("w", 5_000, 0, Map.of("default", 100_000L)).memoryMillis());
  }

  private TermsCheckedQueue worker(WorkerTerms terms) {
    return new TermsCheckedQueue(
        store.queue(),
        store.pauses(),
        store.workers(),
        terms,
        () -> "",
        () -> new Now(millis, millis));
  }

  private static WorkerTerms terms(
      String worker, long claimTimeout, long inDoubtBound, Map<String, Long> responseTimeouts) {
    return new WorkerTerms(worker, claimTimeout, inDoubtBound, new TreeMap<>(responseTimeouts), "");
  }

  private static UUID id(int number) {
    return new UUID(5, number);
  }

  /** What is logged. */
  private static final class Ears extends Handler {

    private static final Logger LOG = Logger.getLogger(TermsCheckedQueue.class.getName());
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Ears() {
      LOG.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      heard.add(entry.getLevel() + ": " + new SimpleFormatter().formatMessage(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      LOG.removeHandler(this);
    }
  }
}
