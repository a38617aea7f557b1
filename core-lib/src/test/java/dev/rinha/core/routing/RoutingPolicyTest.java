package dev.rinha.core.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Router router = router(new CheapestInTime());

    assertEquals(List.of("cheap", "dear"), names(router));
    assertEquals(new Decision.Send("cheap", Reason.CHEAPEST), router.decide(FRESH, 0, NOW));
  }

  @Test
  void holdUntilNowIsNotAskedAgainAtOnce() {
    Router router = router(_ -> new Decision.Hold(NOW - 5, Reason.HOLD_FULL));

    assertEquals(new Decision.Hold(NOW + 1, Reason.HOLD_FULL), router.decide(FRESH, 0, NOW));
  }

  @Test
  void processorThatIsDownIsProbedAndNotStormedWhateverThePolicySays() {
    Router router = router(_ -> new Decision.Send("cheap", Reason.CHEAPEST));
    down(router.monitor("cheap"));
    ProcessorMonitor cheap = router.monitor("cheap");

    Decision.Hold hold = assertInstanceOf(Decision.Hold.class, router.decide(FRESH, 0, NOW));
    assertEquals(new Decision.Hold(cheap.changesAtMillis(NOW), Reason.HOLD_NOT_ABLE), hold);
    assertEquals(
        new Decision.Send("cheap", Reason.CHEAPEST), router.decide(FRESH, 0, hold.untilMillis()));
  }

  @Test
  void patientPaymentWaitsForTheCheapOne() {
    Router router = router(new CheapestInTime());
    down(router.monitor("cheap"));

    Decision.Hold hold = assertInstanceOf(Decision.Hold.class, router.decide(FRESH, 0, NOW));
    assertEquals(Reason.HOLD_FOR_CHEAPER, hold.reason());
    assertTrue(hold.untilMillis() > NOW && hold.untilMillis() <= NOW + PATIENCE);
  }

  @Test
  void impatientPaymentPaysTheHigherFee() {
    Router router = router(new CheapestInTime());
    down(router.monitor("cheap"));

    assertEquals(new Decision.Send("dear", Reason.PATIENCE_OVER), router.decide(OLD, 0, NOW));
  }

  @Test
  void noMoreThanOnePerCentOfWhatWasSettledWaits() {
    Router router =
        new Router(
            List.of(DEAR, CHEAP), new CheapestInTime(), Patience.DEFAULT, new SplittableRandom(1));
    for (int i = 0; i < 400; i++) {
      router.settled();
    }
    down(router.monitor("cheap"));

    assertInstanceOf(Decision.Hold.class, router.decide(FRESH, 3, NOW));
    assertEquals(new Decision.Send("dear", Reason.EXPOSED), router.decide(FRESH, 4, NOW));
    router.purged();
    assertEquals(new Decision.Send("dear", Reason.EXPOSED), router.decide(FRESH, 0, NOW));
  }

  @Test
  void fixedPatienceIsKeptHoweverManyWait() {
    Router router = router(new CheapestInTime());
    down(router.monitor("cheap"));

    assertInstanceOf(Decision.Hold.class, router.decide(FRESH, 500, NOW));
  }

  @Test
  void singlePaymentsProbeTheCheapOne() {
    Router router = router(new CheapestInTime());
    down(router.monitor("cheap"));
    long due = router.monitor("cheap").changesAtMillis(NOW);

    assertEquals(new Decision.Send("cheap", Reason.PROBE), router.decide(FRESH, 5, due));
    router.monitor("cheap").sent(due);
    assertInstanceOf(Decision.Hold.class, router.decide(FRESH, 5, due));
  }

  @Test
  void nothingIsSentWhereNothingWorks() {
    for (RoutingPolicy policy :
        List.of(
            new CheapestInTime(),
            new FailoverAtOnce(),
            new CheapestOnly(),
            new WeightedSplit(new SplittableRandom(1)))) {
      Router router = router(policy);
      down(router.monitor("cheap"));
      down(router.monitor("dear"));

      Decision.Hold hold = assertInstanceOf(Decision.Hold.class, router.decide(OLD, 0, NOW));
      assertEquals(Reason.HOLD_NONE_WORKS, hold.reason());
      assertTrue(hold.untilMillis() > NOW, "it is not asked again at once");
    }
  }

  @Test
  void cheapestOnlyNeverPaysMore() {
    Router router = router(new CheapestOnly());
    down(router.monitor("cheap"));

    assertInstanceOf(Decision.Hold.class, router.decide(OLD, 0, NOW));
  }

  @Test
  void failoverDoesNotWait() {
    Router router = router(new FailoverAtOnce());
    down(router.monitor("cheap"));

    assertEquals(new Decision.Send("dear", Reason.FAILOVER), router.decide(FRESH, 0, NOW));
  }

  @Test
  void splitFollowsTheWeights() {
    Router router = split(CHEAP.withWeight(3), DEAR);
    Map<String, Integer> sent = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      if (router.decide(FRESH, 0, NOW) instanceof Decision.Send(String processor, _)) {
        sent.merge(processor, 1, Integer::sum);
      }
    }

    assertEquals(3_000, sent.getOrDefault("cheap", 0), 150);
    assertEquals(1_000, sent.getOrDefault("dear", 0), 150);
  }

  @Test
  void weightZeroIsForWhenNothingElseIsAble() {
    Router router = split(CHEAP, DEAR.withWeight(0));
    assertEquals(new Decision.Send("cheap", Reason.WEIGHT), router.decide(FRESH, 0, NOW));

    down(router.monitor("cheap"));
    assertEquals(new Decision.Send("dear", Reason.FAILOVER), router.decide(FRESH, 0, NOW));
  }

  @Test
  void negativeWeightIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> CHEAP.withWeight(-1));
  }

  @Test
  void unusableProcessorsAreRefused() {
    CheapestInTime policy = new CheapestInTime();
    SplittableRandom random = new SplittableRandom(1);

    assertThrows(
        IllegalArgumentException.class,
        () -> new Router(List.of(), policy, Patience.DEFAULT, random));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Router(List.of(CHEAP, CHEAP), policy, Patience.DEFAULT, random));
    assertThrows(IllegalArgumentException.class, () -> new Patience.Fixed(-1));
  }

  private static Router split(ProcessorSettings... processors) {
    return new Router(
        List.of(processors),
        new WeightedSplit(new SplittableRandom(1)),
        Patience.DEFAULT,
        new SplittableRandom(7));
  }

  private static Router router(RoutingPolicy policy) {
    return new Router(
        List.of(DEAR, CHEAP), policy, new Patience.Fixed(PATIENCE), new SplittableRandom(7));
  }

  private static ProcessorSettings processor(String name, String fee) {
    return ProcessorSettings.of(name, Fee.parse(fee));
  }

  private static List<String> names(Router router) {
    return router.monitors().stream().map(ProcessorMonitor::name).toList();
  }

  private static void down(ProcessorMonitor monitor) {
    for (int i = 0; i < ProcessorMonitor.FAILURES_TO_DOWN; i++) {
      monitor.sent(NOW);
      monitor.answered(new Outcome.Failed(500), 1, NOW);
    }
  }
}
