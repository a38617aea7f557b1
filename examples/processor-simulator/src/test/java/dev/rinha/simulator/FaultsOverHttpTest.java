package dev.rinha.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsOverHttpTest {

  private static final String FAULTS = "/admin/configurations/faults";

  private final ProcessorSimulator processor = ProcessorSimulator.builder().seed(1).start();
  private final Caller caller = new Caller(processor);
  private final UUID id = UUID.randomUUID();

  @AfterEach
  void stop() {
    caller.close();
    processor.close();
  }

  @Test
  void lostAnswerLeavesThePaymentStored() throws Exception {
    processor.faults(Faults.none().withAnswerLost(1000));
    assertThrows(IOException.class, () -> caller.pay(id));
    assertTrue(processor.find(id).isPresent());

    processor.faults(Faults.none());
    assertEquals(422, caller.pay(id).statusCode());
  }

  @Test
  void droppedRequestLeavesNothing() throws Exception {
    processor.faults(Faults.none().withDropped(1000));
    assertThrows(IOException.class, () -> caller.pay(id));
    assertTrue(processor.find(id).isEmpty());
    assertTrue(processor.counts().unanswered() > 0);

    processor.faults(Faults.none());
    assertEquals(200, caller.pay(id).statusCode());
  }

  @Test
  void failureAfterInsertLeavesThePaymentStored() throws Exception {
    processor.faults(Faults.none().withFailedAfterInsert(1000));

    assertEquals(500, caller.pay(id).statusCode());
    assertTrue(processor.find(id).isPresent());
  }

  @Test
  void stalledPaymentIsStoredLate() throws Exception {
    processor.faults(Faults.none().withStalled(1000, Duration.ofSeconds(1)));
    CompletableFuture<HttpResponse<String>> stalled = caller.payAsync(id);
    Eventually.holds(() -> processor.counts().running() == 1, processor::counts);

    assertTrue(processor.find(id).isEmpty());
    assertFalse(stalled.isDone());
    assertEquals(200, stalled.get().statusCode());
    assertTrue(processor.find(id).isPresent());
  }

  @Test
  void heldAnswerLeavesThePaymentStoredMeanwhile() throws Exception {
    processor.faults(Faults.none().withStalled(0, Duration.ofSeconds(1)).withAnswerHeld(1000));
    CompletableFuture<HttpResponse<String>> held = caller.payAsync(id);
    Eventually.holds(() -> processor.find(id).isPresent(), processor::counts);

    assertFalse(held.isDone());
    assertEquals(200, held.get().statusCode());
  }

  @Test
  void refusedPaymentIsNotStored() throws Exception {
    processor.faults(Faults.none().withRefused(1000));
    assertEquals(400, caller.pay(id).statusCode());
    assertTrue(processor.find(id).isEmpty());

    processor.faults(Faults.none());
    assertEquals(200, caller.pay(id).statusCode());
  }

  @Test
  void anotherProcessSetsThemThroughTheAdmin() throws Exception {
    HttpResponse<String> set =
        caller.put(
            FAULTS,
            "{\"failedAfterInsertPermille\":900,\"refusedPermille\":100,\"stallMillis\":50}");
    assertEquals(
        "{\"droppedPermille\":0,\"stalledPermille\":0,\"failedAfterInsertPermille\":900,"
            + "\"answerLostPermille\":0,\"answerHeldPermille\":0,\"refusedPermille\":100,\"stallMillis\":50}",
        set.body());
    caller.put(FAULTS, "{\"failedAfterInsertPermille\":1000}");
    assertEquals(500, caller.pay(id).statusCode());

    assertEquals(200, caller.put(FAULTS, "{}").statusCode());
    assertEquals(422, caller.pay(id).statusCode());
    assertEquals(400, caller.put(FAULTS, "{\"fire\":1}").statusCode());
    assertEquals(400, caller.put(FAULTS, "{\"droppedPermille\":1001}").statusCode());
    assertEquals(401, caller.put(FAULTS, "{}", "wrong").statusCode());
  }
}
