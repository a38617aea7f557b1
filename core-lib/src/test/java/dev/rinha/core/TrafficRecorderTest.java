package dev.rinha.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.DeadLetters;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TrafficRecorderTest {

  private static final long MINUTE = 1_752_580_800_000L;
  private static final Duration KEPT = Duration.ofDays(7);
  private static final Money AMOUNT = Money.parse("19.90");

  private long nowMillis = MINUTE;
  private long nanos;
  private final InstantSource clock = () -> Instant.ofEpochMilli(nowMillis);
  private final MemoryStore store = new MemoryStore(1_000, clock);
  private final InMemoryProcessor processor = new InMemoryProcessor();

  private TrafficRecorder recorder(TrafficLog log) {
    return new TrafficRecorder(
        "w", log, KEPT, Map.of("default", Fee.parse("0.05")), "as set", clock);
  }

  private Observation watching(TrafficRecorder recorder) {
    return new Observation(List.of(recorder), clock, () -> nanos);
  }

  private List<TrafficMinute> recorded() {
    List<TrafficMinute> minutes = new ArrayList<>();
    store.traffic().read(0, Long.MAX_VALUE, minutes::add);
    return minutes;
  }

  private void send(ProcessorClient client, long tookMillis) {
    nanos += tookMillis * 1_000_000;
    client.send(UUID.randomUUID(), AMOUNT, nowMillis, 10_000);
  }

  @Test
  void recordAgreesWithTheSummaryToTheCent() {
    MemoryStore own = new MemoryStore();
    try (PaymentRouter router =
        PaymentRouter.builder(own)
            .processor(ProcessorSettings.of("default", Fee.parse("0.05")), processor)
            .trafficLog(own.traffic(), KEPT)
            .start()) {
      for (int i = 0; i < 100; i++) {
        router.accept(UUID.randomUUID(), new Money(1_000 + i));
      }
      Poll.until("all are settled", () -> router.census().settled() == 100);

      router.stop(Duration.ofSeconds(1));

      Totals hundred = new Totals(100, 104_950);
      List<TrafficMinute> minutes = new ArrayList<>();
      own.traffic().read(0, Long.MAX_VALUE, minutes::add);
      TrafficMinute all = minutes.stream().reduce(TrafficMinute::then).orElseThrow();
      assertEquals(hundred, all.arrived());
      assertEquals(hundred, all.processor("default").settled());
      assertEquals(
          router.summary(TimeWindow.ALL).processors().get("default"),
          all.processor("default").settled());
      assertEquals(104_950L * 50_000, all.processor("default").feeMicroCents());
      assertEquals(100, all.processor("default").attempts(AttemptResult.EXECUTED));
    }
  }

  @Test
  void paymentThatAnOperatorPutBackOnTheQueueHasNotArrivedAgain() {
    try (TrafficRecorder recorder = recorder(store.traffic())) {
      WorkQueue watched = watching(recorder).watched(store.queue());
      store.intake().accept(new Payment(UUID.randomUUID(), AMOUNT, nowMillis));
      Claim claim = watched.take("w", 1, 0).getFirst();
      store
          .queue()
          .giveUp("w", List.of(new WorkQueue.GiveUp(claim, "given up", nowMillis, History.EMPTY)));
      DeadLetter letter = store.deadLetters().list(DeadLetterFilter.ALL, 1).getFirst();
      store
          .deadLetters()
          .replay(List.of(new DeadLetters.Replay(letter, nowMillis + 300_000, History.EMPTY)));

      assertEquals(1, watched.take("w", 1, 0).size());
    }

    assertEquals(new Totals(1, 1_990), recorded().getFirst().arrived());
    assertEquals(1, recorded().size());
  }

  @Test
  void secondIsWhatMostOfItsAttemptsWere() {
    try (TrafficRecorder recorder = recorder(store.traffic())) {
      ProcessorClient watched = watching(recorder).watched("default", processor);
      nowMillis = MINUTE + 3_500;
      send(watched, 0);
      processor.failing(true);
      send(watched, 0);
      send(watched, 0);
      recorder.flush();
      assertEquals(
          "...A", recorded().getFirst().processor("default").tried().text().substring(0, 4));

      processor.failing(false);
      send(watched, 0);
      recorder.flush();
    }

    ProcessorMinute minute = recorded().getFirst().processor("default");
    assertEquals("...a" + ".".repeat(56), minute.tried().text());
    assertEquals(Map.of(AttemptResult.EXECUTED, 2L, AttemptResult.FAILED, 2L), minute.attempts());
    assertEquals("as set", recorded().getFirst().routing());
  }

  @Test
  void processorThatIsNotTriedIsKnownByWhatItSays() {
    try (TrafficRecorder recorder = recorder(store.traffic())) {
      nowMillis = MINUTE + 12_000;
      recorder.reported("default", new HealthReport.Reported(true, 200), 2_000);
      recorder.reported("default", new HealthReport.Unreachable("away"), 0);
    }
    Seconds reported = recorded().getFirst().processor("default").reported();
    assertEquals(Optional.of(new Seconds.State(true, LatencyBuckets.of(200))), reported.at(10));
    assertEquals(Optional.empty(), reported.at(12));
  }

  @Test
  void batchWhoseAnswerIsLostCountsOnce() {
    LosingLog log = new LosingLog(store.traffic());
    try (TrafficRecorder recorder = recorder(log)) {
      store.intake().accept(new Payment(UUID.randomUUID(), AMOUNT, nowMillis));
      watching(recorder).watched(store.queue()).take("w", 10, 0);
      log.losing = true;
      recorder.flush();
      recorder.flush();
      store.intake().accept(new Payment(UUID.randomUUID(), AMOUNT, nowMillis));
      watching(recorder).watched(store.queue()).take("w", 10, 0);
      log.losing = false;
    }
    assertEquals(new Totals(2, 3_980), recorded().getFirst().arrived());
  }

  @Test
  void logThatIsAwayDisturbsNoPayment() {
    LosingLog log = new LosingLog(store.traffic());
    log.losing = true;
    MemoryStore own = new MemoryStore();
    try (PaymentRouter router =
        PaymentRouter.builder(own)
            .processor(ProcessorSettings.of("default", Fee.parse("0.05")), processor)
            .trafficLog(log, KEPT)
            .start()) {
      router.accept(UUID.randomUUID(), AMOUNT);
      Poll.until("all are settled", () -> router.census().settled() == 1);
      assertTrue(router.working());
    }
    assertEquals(1, processor.executed().size());
  }

  @Test
  void timeFromAcceptanceToSettlementIsKept() {
    try (TrafficRecorder recorder = recorder(store.traffic())) {
      WorkQueue watched = watching(recorder).watched(store.queue());
      store.intake().accept(new Payment(UUID.randomUUID(), AMOUNT, nowMillis));
      Claim claim = watched.take("w", 1, 0).getFirst();
      nowMillis += 30_000;
      Intent intent = new Intent("default", nowMillis);
      watched.begin("w", List.of(new WorkQueue.Begin(claim, intent, History.EMPTY)));
      watched.settle(
          List.of(new WorkQueue.Settlement(claim, intent, nowMillis + 500, History.EMPTY)));
      watched.settle(
          List.of(new WorkQueue.Settlement(claim, intent, nowMillis + 500, History.EMPTY)));
    }
    ProcessorMinute minute = recorded().getFirst().processor("default");
    assertEquals(Math.round(1_990 * 30.5), minute.waitedCentSeconds());
    assertEquals(new Totals(1, 1_990), minute.settled());
  }

  @Test
  void storeThatIsAwayForDaysDoesNotFillTheMemory() {
    TrafficTally tally = new TrafficTally("");
    for (long i = 0; i < 3_000; i++) {
      tally.arrived(MINUTE + i * TrafficMinute.MILLIS, 1_990);
    }
    List<TrafficMinute> taken =
        tally.take(Integer.MAX_VALUE, MINUTE + 3_000 * TrafficMinute.MILLIS);
    assertEquals(TrafficTally.MAX_MINUTES, taken.size());
    assertEquals(MINUTE + 2_999 * TrafficMinute.MILLIS, taken.getLast().atMillis());
  }

  /** Adds everything and says that it has not. */
  private static final class LosingLog implements TrafficLog {
    private final TrafficLog log;
    private volatile boolean losing;

    LosingLog(TrafficLog log) {
      this.log = log;
    }

    @Override
    public void add(String worker, String batch, List<TrafficMinute> minutes, long keptMillis) {
      log.add(worker, batch, minutes, keptMillis);
      if (losing) {
        throw new StoreException("the answer is lost");
      }
    }

    @Override
    public void read(long fromMillis, long toMillis, Consumer<TrafficMinute> reader) {
      log.read(fromMillis, toMillis, reader);
    }
  }
}
