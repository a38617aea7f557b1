package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Backlog;
import dev.rinha.core.routing.CheapestInTime;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.routing.Decision;
import dev.rinha.core.routing.FailoverAtOnce;
import dev.rinha.core.routing.OutageEstimate;
import dev.rinha.core.routing.Outages;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.Quote;
import dev.rinha.core.routing.Reason;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.routing.WeightedSplit;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoutingPolicyTest {

  private static final long NOW = 1_752_600_000_000L;
  private static final long PATIENCE = 1_000;
  private static final Payment FRESH = new Payment(new UUID(1, 1), new Money(100), NOW);
  private static final Payment OLD = new Payment(new UUID(1, 2), new Money(100), NOW - PATIENCE);
  private static final ProcessorSettings DEAR = processor("dear", "0.15");
  private static final ProcessorSettings CHEAP = processor("cheap", "0.05");

  @Test
  void processorsAreTriedByFeeAndNotByName() {
    Router router = router(patient());

    assertEquals(List.of("cheap", "dear"), names(router));
    assertEquals(new Decision.Send("cheap", Reason.CHEAPEST), decide(router, FRESH));
  }

  @Test
  void holdUntilNowIsNotAskedAgainAtOnce() {
    Router router = router(_ -> new Decision.Hold(NOW - 5, Reason.HOLD_FULL));

    assertEquals(
        new Decision.Hold(NOW + 1, Reason.HOLD_FULL),
        router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(1), NOW));
  }

  @Test
  void faultIsToldUntilTheWrongPaymentWouldHaveBeenAskedForAgain() {
    Router router =
        router(
            input -> new Decision.Send(input.amountCents() == 100 ? "x" : "cheap", Reason.WEIGHT));
    Payment other = new Payment(new UUID(1, 3), new Money(200), NOW);
    assertEquals(Optional.empty(), router.policyFault(NOW));

    assertEquals(
        new Decision.Hold(NOW + 1_000, Reason.HOLD_UNDECIDED),
        router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(1), NOW));
    assertInstanceOf(
        Decision.Send.class, router.decide(other, other.acceptedAtMillis(), backlog(1), NOW + 1));
    assertTrue(router.policyFault(NOW + 1_999).isPresent());
    assertEquals(Optional.empty(), router.policyFault(NOW + 2_000));

    router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(1), NOW + 1_000);
    assertTrue(router.policyFault(NOW + 100_000).isPresent(), "nothing was decided since");
    assertEquals(2, router.policyFaults());
  }

  @Test
  void processorThatIsDownIsProbedAndNotStormedWhateverThePolicySays() {
    Router router = router(_ -> new Decision.Send("cheap", Reason.CHEAPEST));
    down(router.monitor("cheap"));
    ProcessorMonitor cheap = router.monitor("cheap");

    Decision.Hold hold =
        assertInstanceOf(
            Decision.Hold.class, router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(1), NOW));
    assertEquals(new Decision.Hold(cheap.changesAtMillis(NOW), Reason.HOLD_NOT_ABLE), hold);
    assertEquals(
        new Decision.Send("cheap", Reason.CHEAPEST),
        router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(1), hold.untilMillis()));
  }

  @Test
  void patientPaymentWaitsForTheCheapOne() {
    Router router = router(patient());
    down(router.monitor("cheap"));

    Decision.Hold hold = assertInstanceOf(Decision.Hold.class, decide(router, FRESH));
    assertEquals(Reason.HOLD_FOR_CHEAPER, hold.reason());
    assertTrue(hold.untilMillis() > NOW && hold.untilMillis() <= NOW + PATIENCE);
  }

  @Test
  void impatientPaymentPaysTheHigherFee() {
    Router router = router(patient());
    down(router.monitor("cheap"));

    assertEquals(new Decision.Send("dear", Reason.PATIENCE_OVER), decide(router, OLD));
  }

  @Test
  void paymentLeavesWhenItsTimeCostsMoreThanTheDifferenceInFees() {
    Router router = priced(20_000, DEAR, CHEAP);
    down(router.monitor("cheap"));

    // Ten points at 2 % per second are worth five seconds; the first outage is expected to last
    // ten.
    assertEquals(new Decision.Send("dear", Reason.TIME_COSTS_MORE), decide(router, FRESH));
  }

  @Test
  void whoeverSendsToAProcessorStaysThereForATwentiethOfTheDifferenceInFees() {
    // At 2 % per second ten points are worth five seconds, and a twentieth of them a quarter.
    assertEquals(
        new Decision.Send("cheap", Reason.MEASUREMENT), decide(silentFor(5_001, false), FRESH));
    assertEquals(
        new Decision.Send("cheap", Reason.CHEAPEST), decide(silentFor(5_250, true), FRESH));
    assertEquals(
        new Decision.Send("cheap", Reason.MEASUREMENT), decide(silentFor(5_251, true), FRESH));
  }

  private static Router silentFor(long millis, boolean sentToBefore) {
    Router router = priced(20_000, DEAR, CHEAP);
    if (sentToBefore) {
      assertEquals(new Decision.Send("cheap", Reason.CHEAPEST), decide(router, FRESH));
    }
    router.monitor("cheap").sent(NOW - millis);
    router.monitor("dear").sent(NOW);
    router.monitor("dear").answered(new Outcome.Executed(), 0, NOW);
    return router;
  }

  @Test
  void paymentsThatLeaveAskTheCheaperOneAgain() {
    for (Router router : List.of(priced(20_000, DEAR, CHEAP), router(patient()))) {
      down(router.monitor("cheap"));
      for (int i = 0; i < Circuit.DIVERTED_PER_PROBE; i++) {
        assertEquals(
            "dear", assertInstanceOf(Decision.Send.class, decide(router, OLD)).processor());
      }

      assertEquals(new Decision.Send("cheap", Reason.PROBE), decide(router, OLD));
    }
  }

  @Test
  void recoveryOfOneMakesTheProbesOfTheOthersDue() {
    Router router = router(patient());
    down(router.monitor("cheap"));
    down(router.monitor("dear"));
    router.monitor("dear").sent(NOW);
    assertFalse(router.monitor("cheap").probeDue(NOW));

    router.answered("dear", new Outcome.Executed(), 1, NOW);

    assertTrue(router.monitor("cheap").probeDue(NOW));
  }

  @Test
  void routerKnowsWhatIsConfigured() {
    assertTrue(router(patient()).knows("cheap"));
    assertFalse(router(patient()).knows("free"));
  }

  @Test
  void timeIsMoneyAndMoneyTime() {
    PriceOfTime half = PriceOfTime.parse("0.005");

    assertEquals("0.005", half.toString());
    assertEquals(500_000, half.microCents(100, 1_000));
    assertEquals(100_000_000, half.microCents(1, Long.MAX_VALUE), "a hundred times the amount");
    assertEquals(1_000, half.millis(100, 500_000));
    assertEquals(Integer.MAX_VALUE, half.millis(0, 1), "nothing costs nothing");
    assertEquals(Integer.MAX_VALUE, half.millis(1, Long.MAX_VALUE / 2));
  }

  @Test
  void secondCostsAMillionthToTheWholeOfAnAmount() {
    assertEquals("0.000001", new PriceOfTime(1).toString());
    assertEquals("1", new PriceOfTime(1_000_000).toString());
    assertThrows(IllegalArgumentException.class, () -> new PriceOfTime(1_000_001));
  }

  @Test
  void whatWasWaitedIsSunk() {
    Router router = priced(5_000, DEAR, CHEAP);
    down(router.monitor("cheap"));
    Payment veryOld = new Payment(new UUID(1, 3), new Money(100), NOW - 3_600_000);

    assertEquals(
        Reason.HOLD_FOR_CHEAPER,
        assertInstanceOf(Decision.Hold.class, decide(router, veryOld)).reason());
  }

  @Test
  void quotesAreFeeAndTimeInMoney() {
    Router router = priced(5_000, DEAR, CHEAP);
    down(router.monitor("cheap"));

    List<Quote> quotes = router.quotes(FRESH, FRESH.acceptedAtMillis(), backlog(1), NOW);

    assertEquals(
        List.of(
            new Quote("cheap", 5_000_000, 10_000, 0, 0, 5_000_000),
            new Quote("dear", 15_000_000, 0, 0, 0, 0)),
        quotes);
  }

  @Test
  void outagesThatEndedTeachHowLongTheNextOneLasts() {
    OutageEstimate estimate = OutageEstimate.LEARNED;

    assertEquals(10_000, estimate.restMillis(new Outages(0, List.of())));
    assertEquals(40_000, estimate.restMillis(new Outages(30_000, List.of())));
    assertEquals(
        (11_000 + 3 * 1_000) / 4,
        estimate.restMillis(new Outages(1_000, List.of(2_000L, 2_000L, 2_000L))));
    assertEquals(70_000, estimate.restMillis(new Outages(60_000, List.of(2_000L, 2_000L, 2_000L))));
  }

  @Test
  void theCheapestIsAQuestionPerPayment() {
    Router router = priced(20_000, processor("percent", "0.05"), processor("fixed", "0.01+0.30"));

    assertEquals(new Decision.Send("percent", Reason.CHEAPEST), decide(router, of(500)));
    assertEquals(new Decision.Send("fixed", Reason.CHEAPEST), decide(router, of(1_000)));
  }

  @Test
  void policySaysWhetherAmountsMakeADifference() {
    assertTrue(priced(20_000, DEAR, CHEAP).sameForAllAmounts());
    assertFalse(priced(20_000, DEAR, processor("fixed", "0.01+0.30")).sameForAllAmounts());
  }

  @Test
  void patienceIsKeptHoweverManyWait() {
    Router router = router(patient());
    down(router.monitor("cheap"));

    assertInstanceOf(
        Decision.Hold.class, router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(500), NOW));
  }

  @Test
  void singlePaymentsProbeTheCheapOne() {
    Router router = router(patient());
    down(router.monitor("cheap"));
    long due = router.monitor("cheap").changesAtMillis(NOW);

    assertEquals(
        new Decision.Send("cheap", Reason.PROBE),
        router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(5), due));
    router.monitor("cheap").sent(due);
    assertInstanceOf(
        Decision.Hold.class, router.decide(FRESH, FRESH.acceptedAtMillis(), backlog(5), due));
  }

  @Test
  void nothingIsSentWhereNothingWorks() {
    for (RoutingPolicy policy :
        List.of(
            new CheapestInTime(),
            patient(),
            new FailoverAtOnce(),
            new CheapestOnly(),
            new WeightedSplit(new SplittableRandom(1)))) {
      Router router = router(policy);
      down(router.monitor("cheap"));
      down(router.monitor("dear"));

      Decision.Hold hold = assertInstanceOf(Decision.Hold.class, decide(router, OLD));
      assertEquals(Reason.HOLD_NONE_WORKS, hold.reason());
      assertTrue(hold.untilMillis() > NOW, "it is not asked again at once");
    }
  }

  @Test
  void cheapestOnlyNeverPaysMore() {
    Router router = router(new CheapestOnly());
    down(router.monitor("cheap"));

    assertInstanceOf(Decision.Hold.class, decide(router, OLD));
  }

  @Test
  void failoverDoesNotWait() {
    Router router = router(new FailoverAtOnce());
    down(router.monitor("cheap"));

    assertEquals(new Decision.Send("dear", Reason.FAILOVER), decide(router, FRESH));
  }

  @Test
  void splitFollowsTheWeights() {
    Router router = split(CHEAP.withWeight(3), DEAR);
    Map<String, Integer> sent = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      if (decide(router, FRESH) instanceof Decision.Send(String processor, _)) {
        sent.merge(processor, 1, Integer::sum);
      }
    }

    assertEquals(3_000, sent.getOrDefault("cheap", 0), 150);
    assertEquals(1_000, sent.getOrDefault("dear", 0), 150);
  }

  @Test
  void weightZeroIsForWhenNothingElseIsAble() {
    Router router = split(CHEAP, DEAR.withWeight(0));
    assertEquals(new Decision.Send("cheap", Reason.WEIGHT), decide(router, FRESH));

    down(router.monitor("cheap"));
    assertEquals(new Decision.Send("dear", Reason.FAILOVER), decide(router, FRESH));
  }

  @Test
  void negativeWeightIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> CHEAP.withWeight(-1));
  }

  @Test
  void unusableProcessorsAreRefused() {
    CheapestInTime policy = new CheapestInTime();
    SplittableRandom random = new SplittableRandom(1);

    assertThrows(IllegalArgumentException.class, () -> new Router(List.of(), policy, random));
    assertThrows(
        IllegalArgumentException.class, () -> new Router(List.of(CHEAP, CHEAP), policy, random));
    assertThrows(IllegalArgumentException.class, () -> new Waiting.AtMost(Duration.ofMillis(-1)));
    assertThrows(IllegalArgumentException.class, () -> new PriceOfTime(0));
  }

  private static Router split(ProcessorSettings... processors) {
    return new Router(
        List.of(processors), new WeightedSplit(new SplittableRandom(1)), new SplittableRandom(7));
  }

  private static Router router(RoutingPolicy policy) {
    return new Router(List.of(DEAR, CHEAP), policy, new SplittableRandom(7));
  }

  private static RoutingPolicy patient() {
    return RoutingPolicy.cheapestInTime(new Waiting.AtMost(Duration.ofMillis(PATIENCE)));
  }

  private static Router priced(int partsPerMillionPerSecond, ProcessorSettings... processors) {
    return new Router(
        List.of(processors),
        RoutingPolicy.cheapestInTime(new Waiting.Priced(new PriceOfTime(partsPerMillionPerSecond))),
        new SplittableRandom(7));
  }

  private static Decision decide(Router router, Payment payment) {
    return router.decide(payment, payment.acceptedAtMillis(), backlog(1), NOW);
  }

  private static Backlog backlog(long payments) {
    return new Backlog(payments, 0, 0);
  }

  private static Payment of(long cents) {
    return new Payment(new UUID(2, cents), new Money(cents), NOW);
  }

  private static ProcessorSettings processor(String name, String fee) {
    return ProcessorSettings.of(name, Fee.parse(fee));
  }

  private static List<String> names(Router router) {
    return router.monitors().stream().map(ProcessorMonitor::name).toList();
  }

  private static void down(ProcessorMonitor monitor) {
    for (int i = 0; i < Circuit.FAILURES_TO_DOWN; i++) {
      monitor.sent(NOW);
      monitor.answered(new Outcome.Failed(500), 1, NOW);
    }
  }
}
