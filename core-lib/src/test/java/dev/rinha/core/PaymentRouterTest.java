package dev.rinha.core;

import static java.util.Collections.reverseOrder;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.event.PaymentEvent;
import dev.rinha.core.event.PaymentListener;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.execution.Operator;
import dev.rinha.core.faults.Poll;
import dev.rinha.core.faults.RawServer;
import dev.rinha.core.history.Remark;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.HelidonProcessorClient;
import dev.rinha.core.processor.InMemoryProcessor;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.WorkerTerms;
import dev.rinha.core.store.memory.MemoryStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PaymentRouterTest {

  private static final ProcessorSettings ONLY =
      ProcessorSettings.of("only", Fee.parse("0.05")).withLookUpLagMillis(0);
  private static final Money AMOUNT = new Money(1990);

  private final InMemoryProcessor processor = new InMemoryProcessor();
  private final MemoryStore store = new MemoryStore();
  private final PaymentRouter.Builder builder =
      PaymentRouter.builder(store).processor(ONLY, processor);

  @Nested
  class Finished {

    private final UUID id = UUID.randomUUID();

    @Test
    void acceptedPaymentIsExecutedBeforeAStoreThatForgetsItIsClosed() {
      try (PaymentRouter router = builder.start()) {
        for (int i = 0; i < 50; i++) {
          router.accept(new UUID(0, i), AMOUNT);
        }
      }
      assertEquals(50, processor.executed().size());
    }

    @Test
    void whoeverWaitsIsToldThatAPaymentIsSettled() throws Exception {
      try (PaymentRouter router = builder.build()) {
        router.accept(id, AMOUNT);
        CompletableFuture<PaymentRecord> finished = router.whenFinished(id);
        assertFalse(finished.isDone());

        router.start();

        assertInstanceOf(PaymentState.Settled.class, finished.get(10, TimeUnit.SECONDS).state());
        assertTrue(router.whenFinished(id).isDone());
      }
    }

    /** A refusal is about the payment; nobody sends it again. */
    @Test
    void whoeverWaitsIsToldThatAPaymentIsDead() throws Exception {
      var events = new CopyOnWriteArrayList<PaymentEvent>();
      try (PaymentRouter router =
          PaymentRouter.builder(store)
              .processor(ONLY, new Answering(new Outcome.Rejected(422, "no")))
              .listener(events::add)
              .start()) {
        router.accept(id, AMOUNT);

        PaymentRecord record = router.whenFinished(id).get(10, TimeUnit.SECONDS);

        assertInstanceOf(PaymentState.Dead.class, record.state());
        Poll.until("it is told", () -> !events.isEmpty());
        assertEquals(
            List.of(new PaymentEvent.Dead(record.payment(), "rejected by only: 422 no")), events);
      }
    }

    @Test
    void paymentInDoubtIsToldOnceAndIsNotFinished() {
      var events = new CopyOnWriteArrayList<PaymentEvent>();
      PaymentRouter router =
          PaymentRouter.builder(store)
              .processor(ONLY, new Answering(new Outcome.Unknown("time-out")))
              .listener(events::add)
              .start();
      router.accept(id, AMOUNT);
      CompletableFuture<PaymentRecord> finished = router.whenFinished(id);
      Poll.until("it is in doubt", () -> router.census().inDoubt() == 1 && !events.isEmpty());
      router.stop(Duration.ZERO);
      router.close();

      assertEquals(1, events.size());
      assertInstanceOf(PaymentEvent.InDoubt.class, events.getFirst());
      assertEquals("the router is closed", finished.exceptionNow().getMessage());
    }

    @Test
    void paymentThatNobodyKnowsIsNotWaitedFor() {
      try (PaymentRouter router = builder.start()) {
        CompletableFuture<PaymentRecord> finished = router.whenFinished(id);

        assertTrue(finished.isCompletedExceptionally());
        assertInstanceOf(NoSuchElementException.class, finished.exceptionNow());
      }
    }

    @Test
    void listenerWithANameIsToldWhatOthersDoAndWhatItThrewAtAgain() {
      var heard = new CopyOnWriteArrayList<PaymentEvent>();
      var failed = new AtomicBoolean();
      PaymentListener listener =
          event -> {
            if (failed.compareAndSet(false, true)) {
              throw new IllegalStateException("on purpose");
            }
            heard.add(event);
          };
      PaymentRouter other =
          PaymentRouter.builder(store)
              .processor(ONLY, new Answering(new Outcome.Rejected(422, "no")))
              .build();
      try (PaymentRouter router = builder.listener("shop", listener).build()) {
        store.outbox().subscribe("shop", "before it starts");
        other.start();
        other.accept(id, AMOUNT);
        Poll.until("it is dead", () -> other.census().dead() == 1);
        other.stop(Duration.ZERO);

        router.start();

        Poll.until("it is told at last", () -> heard.size() == 1);
        assertInstanceOf(PaymentEvent.Dead.class, heard.getFirst());
        Operator operator = router.operator();
        assertEquals(1, operator.discard(operator.deadLetters(List.of(id)), new Remark("because")));
        Poll.until("it is told of that too", () -> heard.size() == 2);
        assertInstanceOf(PaymentEvent.Discarded.class, heard.get(1));
      }
    }

    /** A store that forgets its payments forgets its events. */
    @Test
    void listenerWithANameIsToldEverythingBeforeAStoreInMemoryIsClosed() {
      var heard = new CopyOnWriteArrayList<PaymentEvent>();
      try (PaymentRouter router = builder.listener("shop", heard::add).start()) {
        for (int i = 0; i < 500; i++) {
          router.accept(new UUID(3, i), AMOUNT);
        }
      }
      assertEquals(500, heard.size());
    }

    @Test
    void twoListenersOfOneNameAreRefused() {
      builder.listener("shop", _ -> {});
      assertThrows(IllegalArgumentException.class, () -> builder.listener("shop", _ -> {}));
      assertThrows(IllegalArgumentException.class, () -> builder.listener("a b", _ -> {}));
    }

    @Test
    void traceOfThePaymentGoesToTheProcessorAndIntoItsOutcome() throws Exception {
      var trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
      try (RawServer server = new RawServer(exchange -> exchange.respond(200, "{}"));
          PaymentRouter router =
              PaymentRouter.builder(store)
                  .processor(ONLY, new HelidonProcessorClient(server.url()))
                  .start()) {
        router.accept(id, AMOUNT, trace);
        router.whenFinished(id).get(10, TimeUnit.SECONDS);

        assertTrue(
            server.requests().getFirst().contains("\r\ntraceparent: " + trace + "\r\n"),
            server.requests()::toString);
        assertEquals(Optional.of(trace), router.details(id).orElseThrow().trace());

        UUID without = new UUID(4, 4);
        router.accept(without, AMOUNT);
        router.whenFinished(without).get(10, TimeUnit.SECONDS);
        assertFalse(server.requests().getLast().contains("traceparent"));
        assertEquals(Optional.empty(), router.details(without).orElseThrow().trace());
      }
    }

    /** As another worker of the store does it, of which this router hears nothing. */
    @Test
    void paymentThatAnotherRouterSettlesIsToldToo() throws Exception {
      try (FinishedPayments waiting = new FinishedPayments(store.ledger(), Duration.ofMillis(1));
          PaymentRouter router = builder.build()) {
        router.accept(id, AMOUNT);
        CompletableFuture<PaymentRecord> finished = waiting.when(id);

        router.start();

        assertInstanceOf(PaymentState.Settled.class, finished.get(10, TimeUnit.SECONDS).state());
      }
    }

    @Test
    void whoeverGivesUpTakesNoRoomFromOthers() {
      try (PaymentRouter router = builder.build()) {
        router.accept(id, AMOUNT);
        CompletableFuture<PaymentRecord> patient = router.whenFinished(id);
        for (int i = 0; i < FinishedPayments.MOST_AWAITED; i++) {
          assertTrue(router.whenFinished(id).cancel(false));
        }
        router.start();
        assertInstanceOf(PaymentState.Settled.class, patient.join().state());
      }
    }

    @Test
    void idleIsWhenNothingIsUnfinished() throws Exception {
      try (PaymentRouter router = builder.build()) {
        assertTrue(router.awaitIdle(Duration.ZERO));
        router.accept(id, AMOUNT);
        assertFalse(router.awaitIdle(Duration.ofMillis(20)));

        router.start();

        assertTrue(router.awaitIdle(Duration.ofSeconds(10)));
        assertEquals(1, router.census().settled());
      }
    }

    @Test
    void listenerThatThrowsHarmsNobody() {
      var heard = new CopyOnWriteArrayList<PaymentEvent>();
      PaymentListener broken =
          event -> {
            heard.add(event);
            throw new IllegalStateException("on purpose");
          };
      try (PaymentRouter router = builder.listener(broken).listener(heard::add).start()) {
        router.accept(new UUID(0, 1), AMOUNT);
        router.accept(new UUID(0, 2), AMOUNT);
        Poll.until("both are told both", () -> heard.size() == 4);
        assertTrue(router.working());
      }
    }
  }

  @Nested
  class Life {

    @Test
    void secondStartSaysSo() {
      try (PaymentRouter router = builder.start()) {
        assertSays("the router is started already", router::start);
        assertTrue(router.working());
      }
    }

    @Test
    void stoppedOrClosedRouterCannotBeStarted() {
      PaymentRouter router = builder.start();

      router.stop(Duration.ZERO);
      assertSays("stopped and cannot be started again", router::start);

      router.close();
      assertSays("closed and cannot be started", router::start);
    }

    @Test
    void useAfterCloseSaysSo() {
      PaymentRouter router = builder.start();
      router.close();

      assertSays("the router is closed", () -> router.accept(UUID.randomUUID(), AMOUNT));
      assertSays("the router is closed", () -> router.summary(TimeWindow.ALL));
      assertSays("the router is closed", () -> router.find(UUID.randomUUID()));
      assertSays("the router is closed", router::census);
      assertSays("the router is closed", router::purge);
      assertSays("the router is closed", () -> router.snapshot().held());
    }

    @Test
    void secondCloseDoesNothing() {
      PaymentRouter router = builder.start();
      router.close();

      router.close();
    }

    @Test
    void builderMakesOneRouter() {
      try (PaymentRouter router = builder.start()) {
        assertSays("begin another with PaymentRouter.builder", builder::build);
        assertTrue(router.working());
      }
    }

    /** A request that is still on its way may be executed after it was paid elsewhere. */
    @Test
    void inDoubtBoundThatIsTooShortForAProcessorIsRefused() {
      builder.execution(execution(12_499));

      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, builder::build);

      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("execution.in-doubt-bound=12499ms is too short"), message);
      assertTrue(message.contains("processors.only.response-timeout=10000ms"), message);
      assertTrue(message.contains("set the bound to 12500ms or more"), message);
      builder.execution(execution(12_500)).build().close();
    }

    /** It begins when that one is gone, and what that one sent can be on its way no more. */
    @Test
    void workerStandsBackForOneBesideWhomPaymentsMightBePaidTwice() {
      AtomicLong wall = new AtomicLong();
      MemoryStore shared = new MemoryStore(100, () -> Instant.ofEpochMilli(wall.get()));
      ProcessorSettings quick = ONLY.withResponseTimeoutMillis(1_000);
      try (PaymentRouter newcomer =
          PaymentRouter.builder(shared)
              .workerName("newcomer")
              .processor(quick, processor)
              .execution(execution(4_000))
              .build()) {
        PaymentRouter old =
            PaymentRouter.builder(shared).workerName("old").processor(ONLY, processor).start();
        Poll.until("the old one is known", () -> !shared.workers().all().isEmpty());
        old.stop(Duration.ZERO);

        newcomer.start();
        newcomer.accept(UUID.randomUUID(), AMOUNT);
        Poll.until("it stands back", () -> newcomer.standsBack().isPresent());

        String why = newcomer.standsBack().orElseThrow();
        assertTrue(why.contains("execution.in-doubt-bound=4000ms is too short"), why);
        assertTrue(why.contains("=10000ms of worker old"), why);
        assertEquals(
            List.of("old"), shared.workers().all().stream().map(WorkerTerms::worker).toList());
        assertEquals(1, newcomer.census().queued());
        wall.addAndGet(60_001);
        Poll.until("it begins", () -> newcomer.census().settled() == 1);
        assertTrue(newcomer.standsBack().isEmpty());
      }
    }

    /** Others need not ask it any more for what it knows. */
    @Test
    void workerThatStopsHasLeftOnlyIfAllThatItBeganIsWritten() {
      MemoryStore shared = new MemoryStore();
      Slow slow = new Slow();
      try (PaymentRouter router = PaymentRouter.builder(shared).processor(ONLY, slow).start();
          PaymentRouter hasty = PaymentRouter.builder(shared).processor(ONLY, slow).build()) {
        slow.answers.release();
        router.accept(UUID.randomUUID(), AMOUNT);
        Poll.until("it is settled", () -> router.census().settled() == 1);
        assertFalse(shared.workers().all().getFirst().hasLeft());

        router.stop(Duration.ofSeconds(10));
        assertTrue(shared.workers().all().getFirst().hasLeft());

        hasty.start();
        hasty.accept(UUID.randomUUID(), AMOUNT);
        Poll.until("one is on its way", () -> slow.answers.getQueueLength() == 1);
        hasty.stop(Duration.ZERO);
        slow.answers.release();

        assertEquals(
            List.of(true, false),
            shared.workers().all().stream()
                .map(WorkerTerms::hasLeft)
                .sorted(reverseOrder())
                .toList());
      }
    }

    private static ExecutionSettings execution(long inDoubtBoundMillis) {
      return new ExecutionSettings(512, 5_000, inDoubtBoundMillis, 0, 32);
    }

    @Test
    void builderThatWasRefusedCanBeCompleted() {
      PaymentRouter.Builder incomplete = PaymentRouter.builder(store);
      assertThrows(IllegalArgumentException.class, incomplete::build);

      incomplete.processor(ONLY, processor).build().close();
    }

    @Test
    void workerThatDoesNotRunIsSaidAtOnce() {
      PaymentRouter router = builder.build();
      assertSays("has not been started", () -> router.snapshot().held());

      router.start().stop(Duration.ZERO);

      assertSays("the router is stopped", () -> router.snapshot().held());
      router.close();
    }

    @Test
    void routerThatIsNotAtWorkCanBePurged() {
      try (PaymentRouter router = builder.build()) {
        router.accept(UUID.randomUUID(), AMOUNT);

        router.purge();

        assertEquals(0, router.census().accepted());
      }
    }

    private static void assertSays(String text, Runnable call) {
      var refusal = assertThrows(IllegalStateException.class, call::run);
      assertTrue(String.valueOf(refusal.getMessage()).contains(text), refusal::toString);
    }
  }

  @Nested
  class WrongPolicies {

    private final Logger log = Logger.getLogger(RoutingPolicy.class.getName());
    private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Recording();
    private volatile RoutingPolicy policy = new CheapestInTime();

    WrongPolicies() {
      log.addHandler(handler);
      log.setUseParentHandlers(false);
      builder.policy(input -> policy.decide(input));
    }

    @AfterEach
    void forgetLog() {
      log.removeHandler(handler);
      log.setUseParentHandlers(true);
    }

    static Stream<Arguments> wrong() {
      return Stream.of(
          policy(
              "sends to 'nobody', which is not one of the processors [only]",
              _ -> new Decision.Send("nobody", Reason.CHEAPEST)),
          policy("decided null", _ -> nothing()),
          policy(
              "threw java.util.NoSuchElementException: x",
              _ -> {
                throw new java.util.NoSuchElementException("x");
              }),
          policy(
              "threw java.lang.AssertionError: x",
              _ -> {
                throw new AssertionError("x");
              }),
          policy(
              "threw java.lang.NoClassDefFoundError: x",
              _ -> {
                throw new NoClassDefFoundError("x");
              }));
    }

    private static Arguments policy(String says, RoutingPolicy policy) {
      return Arguments.of(says, policy);
    }

    @SuppressWarnings("NullAway") // what a policy without a null checker may do
    private static Decision nothing() {
      return null;
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongPolicyNeitherLosesPaymentsNorEndsTheWorker(String says, RoutingPolicy wrong) {
      policy = wrong;
      try (PaymentRouter router = builder.start()) {
        UUID id = UUID.randomUUID();
        router.accept(id, AMOUNT);
        Poll.until("the fault is told", () -> router.policyFault().isPresent());

        assertTrue(
            router.policyFault().orElseThrow().contains(says), router.policyFault()::toString);
        assertTrue(router.policyFaults() > 0);
        assertEquals(1, logged.stream().filter(WrongPolicies::isSevere).count());
        assertTrue(logged.getFirst().getMessage().contains(says));
        assertTrue(router.working());
        assertEquals(new PaymentState.Queued(), router.find(id).orElseThrow().state());

        policy = new CheapestInTime();
        Poll.until("it is executed", () -> router.census().settled() == 1);
        Poll.until("no fault is told", () -> router.policyFault().isEmpty());
        assertEquals(1, processor.executed().size());
      }
    }

    private static boolean isSevere(LogRecord entry) {
      return entry.getLevel() == Level.SEVERE;
    }

    @Test
    void paymentThatThePolicyCannotDecideAboutHoldsUpNoOthersAndIsLoggedOnce() {
      policy =
          input ->
              new Decision.Send(input.amountCents() == 666 ? "nobody" : "only", Reason.CHEAPEST);
      try (PaymentRouter router = builder.start()) {
        router.accept(UUID.randomUUID(), new Money(666));
        for (int i = 1; i <= 20; i++) {
          int settled = i;
          router.accept(UUID.randomUUID(), AMOUNT);
          Poll.until("it is executed", () -> router.census().settled() == settled);
        }

        Poll.until("the fault is told", () -> router.policyFault().isPresent());
        assertEquals(1, logged.stream().filter(WrongPolicies::isSevere).count());
        policy = _ -> new Decision.Send("only", Reason.CHEAPEST);
      }
    }

    @Test
    void wrongPolicyIsNotAskedWithoutEnd() {
      policy = _ -> new Decision.Send("nobody", Reason.CHEAPEST);
      try (PaymentRouter router = builder.start()) {
        router.accept(UUID.randomUUID(), AMOUNT);
        Poll.until("it is asked again", () -> router.policyFaults() >= 3);

        assertTrue(router.policyFaults() < 20, () -> router.policyFaults() + " times");
        policy = _ -> new Decision.Send("only", Reason.CHEAPEST);
      }
    }

    @Test
    void policyCannotSendToWhatAnOperatorHasPaused() {
      policy = _ -> new Decision.Send("only", Reason.CHEAPEST);
      try (PaymentRouter router = builder.build()) {
        router.operator().pause(new PauseScope.Processor("only"), new Remark("maintenance"));
        router.start().accept(UUID.randomUUID(), AMOUNT);
        Poll.until("it waits", () -> router.snapshot().waiting() == 1);
        assertEquals(0, processor.executed().size());

        router.operator().resume(new PauseScope.Processor("only"));

        Poll.until("it is executed", () -> processor.executed().size() == 1);
        assertEquals(0, router.policyFaults());
      }
    }

    @Test
    void policyCannotSendMoreThanMayBeInFlight() {
      var slow = new Slow();
      policy = _ -> new Decision.Send("slow", Reason.CHEAPEST);
      try (PaymentRouter router =
          PaymentRouter.builder(new MemoryStore())
              .policy(policy)
              .processor(ProcessorSettings.of("slow", Fee.parse("0")).withMaxInFlight(2), slow)
              .start()) {
        for (int i = 0; i < 5; i++) {
          router.accept(UUID.randomUUID(), AMOUNT);
        }
        Poll.until("two are on their way", () -> slow.answers.getQueueLength() == 2);
        Poll.until("three wait", () -> router.snapshot().waiting() == 3);
        assertEquals(2, slow.answers.getQueueLength());

        slow.answers.release(5);

        Poll.until(
            "all are executed", () -> router.summary(TimeWindow.ALL).of("slow").count() == 5);
      }
    }

    private final class Recording extends Handler {
      @Override
      public void publish(LogRecord entry) {
        logged.add(entry);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    }
  }

  @Test
  void questionThatThrowsDoesNotEndTheWorker() {
    try (PaymentRouter router = builder.start()) {
      var thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  router.ask(
                      _ -> {
                        throw new ArithmeticException("a defect in a question");
                      }));

      assertTrue(thrown.toString().contains("a defect in a question"), thrown::toString);
      assertEquals(0, router.snapshot().held());
    }
  }

  @Test
  void summaryKnowsTheConfiguredProcessorsAndNoOthers() {
    try (PaymentRouter router = builder.build()) {
      assertEquals(Totals.NONE, router.summary(TimeWindow.ALL).of("only"));

      var refusal =
          assertThrows(
              IllegalArgumentException.class, () -> router.summary(TimeWindow.ALL).of("onyl"));
      assertTrue(String.valueOf(refusal.getMessage()).contains("[only]"), refusal::toString);
    }
  }

  @Test
  void summaryWithFeesTellsWhatProcessorsKeep() throws Exception {
    try (PaymentRouter router = builder.start()) {
      router.accept(new UUID(0, 1), AMOUNT);
      router.accept(new UUID(0, 2), new Money(10_01));
      assertTrue(router.awaitIdle(Duration.ofSeconds(10)));

      Summary summary = router.summaryWithFees(TimeWindow.ALL);

      assertEquals(new Totals(2, 29_91), summary.of("only"));
      assertEquals(0, new BigDecimal("1.4955").compareTo(summary.fees().get("only")));
      assertEquals(Map.of(), router.summary(TimeWindow.ALL).fees());
    }
  }

  /** An error says nothing of what it left half done: the worker stops, and another goes on. */
  @Test
  void clientThatThrowsAnErrorLosesNothing() {
    var broken = new Broken();
    var store = new MemoryStore();
    PaymentRouter router =
        PaymentRouter.builder(store)
            .healthBoard(store.healthBoard())
            .processor(ONLY, broken)
            .start();
    Poll.until("health has been asked for", () -> unreachable(router) > 0);
    assertTrue(router.working());
    router.accept(UUID.randomUUID(), AMOUNT);
    Poll.until("the worker has stopped", () -> !router.working());
    broken.whole = true;

    try (PaymentRouter another = PaymentRouter.builder(store).processor(ONLY, broken).start()) {
      Poll.until("it is settled", () -> another.census().settled() == 1);
    }
    router.close();
  }

  private static long unreachable(PaymentRouter router) {
    return requireNonNull(router.healthProbes().get("only")).unreachable();
  }

  /** Answers every payment alike, and finds none. */
  private record Answering(Outcome outcome) implements ProcessorClient {

    @Override
    public Outcome send(UUID id, Money amount, long requestedAtMillis, long timeoutMillis) {
      return outcome;
    }

    @Override
    public Lookup find(UUID id) {
      return new Lookup.Absent();
    }

    @Override
    public HealthReport health() {
      return new HealthReport.Unreachable("not asked");
    }

    @Override
    public void close() {}
  }

  /** Answers when it is told to. */
  private static final class Slow implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private final Semaphore answers = new Semaphore(0);

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      answers.acquireUninterruptibly();
      return real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
    }

    @Override
    public Lookup find(UUID correlationId) {
      return real.find(correlationId);
    }

    @Override
    public HealthReport health() {
      return real.health();
    }

    @Override
    public void close() {}
  }

  /** Throws errors, answers nothing, until it is whole. */
  private static final class Broken implements ProcessorClient {

    private final InMemoryProcessor real = new InMemoryProcessor();
    private volatile boolean whole;

    @Override
    public Outcome send(
        UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
      if (whole) {
        return real.send(correlationId, amount, requestedAtMillis, timeoutMillis);
      }
      throw new NoClassDefFoundError("a defect in a client");
    }

    @Override
    @SuppressWarnings("NullAway") // what a client without a null checker may do
    public Lookup find(UUID correlationId) {
      return whole ? real.find(correlationId) : null;
    }

    @Override
    public HealthReport health() {
      throw new AssertionError("a defect in a client");
    }

    @Override
    public void close() {}
  }
}
