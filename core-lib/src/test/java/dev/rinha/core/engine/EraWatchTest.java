package dev.rinha.core.engine;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.store.WorkQueue.Settlement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When a worker tells its store what it knows, and when it does not trust what the store knows. */
class EraWatchTest {

  private static final long NOW = 5_000_000;
  private static final long BOUND = 20_000;
  private static final long SUSPICION = 300_000;

  private final EraWatch watch = new EraWatch(BOUND);

  @Test
  void workerThatHasJustBegunSaysSoAndWaitsForOthers() {
    assertTrue(watch.allTold(), "there is nothing to tell");
    assertTrue(watch.tellDue(NOW));

    assertEquals(new Command.Tell(0, List.of(), true), watch.tell(NOW));

    assertFalse(watch.tellDue(NOW), "one at a time");
    assertEquals(Long.MAX_VALUE, watch.wakeAtMillis());
    watch.told(0, new Era(7, true, false), NOW + 5);
    assertEquals(7, watch.number());
    assertTrue(watch.allTold());
    assertFalse(watch.doubtsQueued(NOW + 5));
    assertFalse(watch.doubtsDoubts(NOW + 5));
    assertFalse(watch.tellDue(NOW + 2_004), "nobody is waited for");
    assertEquals(NOW + 2_005, watch.wakeAtMillis());
  }

  @Test
  void workerThatBeginsWhileOthersHaveNotToldDoubtsWhatIsQueuedUntilTheyHave() {
    begunWith(new Era(7, false, false));

    assertTrue(watch.doubtsQueued(NOW));
    assertTrue(watch.doubtsDoubts(NOW));
    assertEquals(NOW + 500, watch.wakeAtMillis());
    assertFalse(watch.tellDue(NOW + 499));
    assertTrue(watch.tellDue(NOW + 500));
    assertEquals(new Command.Tell(7, List.of(), true), watch.tell(NOW + 500));
    watch.told(7, new Era(7, true, false), NOW + 501);

    assertFalse(watch.doubtsQueued(NOW + 501));
    assertFalse(watch.doubtsDoubts(NOW + 501));
  }

  @Test
  void workerThatBeginsInAnEraThatWentBackDoubtsTheAttemptsThatAreRecorded() {
    begunWith(new Era(7, true, true));

    assertTrue(watch.doubtsDoubts(NOW));
    assertFalse(watch.doubtsQueued(NOW), "everybody has told");
  }

  @Test
  void newEraIsToldAllThatIsRememberedOnce() {
    begunWith(new Era(7, true, false));
    watch.remember(recollection(1), NOW);
    watch.remember(recollection(2), NOW + 1);

    watch.begin(8, NOW + 10);

    assertFalse(watch.allTold());
    assertTrue(watch.doubtsDoubts(NOW + 10), "nothing is known of it yet");
    assertFalse(watch.doubtsQueued(NOW + 10), "nothing is sent before it has told");
    assertEquals(NOW + 10, watch.wakeAtMillis());
    assertTrue(watch.tellDue(NOW + 10));
    assertEquals(
        new Command.Tell(8, List.of(recollection(1), recollection(2)), true), watch.tell(NOW + 10));
    watch.told(8, new Era(8, false, false), NOW + 12);
    assertTrue(watch.allTold());
    assertTrue(watch.doubtsQueued(NOW + 12));
    assertEquals(new Command.Tell(8, List.of(), true), watch.tell(NOW + 600));
    watch.told(8, new Era(8, true, false), NOW + 601);
    assertFalse(watch.doubtsQueued(NOW + 601));
    assertFalse(watch.doubtsDoubts(NOW + 601));
  }

  @Test
  void attemptsAreDoubtedInAnEraOfWhichSomebodyKnewMore() {
    begunWith(new Era(7, true, false));
    watch.begin(8, NOW);
    watch.tell(NOW);
    watch.told(8, new Era(8, true, true), NOW);

    assertTrue(watch.doubtsDoubts(NOW));
    assertFalse(watch.doubtsQueued(NOW));
  }

  /**
   * The simulation found this: whoever knew more had told, and left, before the store went back
   * again.
   */
  @Test
  void attemptsAreDoubtedOnInAnEraThatBeginsMeanwhile() {
    begunWith(new Era(7, true, true));
    watch.begin(8, NOW + 1);
    watch.tell(NOW + 1);
    watch.told(8, new Era(8, true, false), NOW + 1);
    assertTrue(watch.doubtsDoubts(NOW + 1));
    assertFalse(watch.doubtsDoubts(NOW + 1 + SUSPICION));

    watch.begin(9, NOW + 2 + SUSPICION);
    watch.tell(NOW + 2 + SUSPICION);
    watch.told(9, new Era(9, true, false), NOW + 2 + SUSPICION);
    assertFalse(watch.doubtsDoubts(NOW + 2 + SUSPICION));
  }

  @Test
  void suspicionEndsWhenNobodyRepeatsAnyMoreAndTheOthersAreGivenUp() {
    begunWith(new Era(7, false, false));

    assertTrue(watch.doubtsQueued(NOW + SUSPICION - 1));
    assertFalse(watch.doubtsQueued(NOW + SUSPICION));
    assertFalse(watch.doubtsDoubts(NOW + SUSPICION));
    assertTrue(watch.tell(NOW + SUSPICION - 1).waitsForOthers());
    assertFalse(watch.tell(NOW + SUSPICION).waitsForOthers());
  }

  @Test
  void suspicionLastsTwiceAsLongAsARequestMayBeOnItsWay() {
    EraWatch slow = new EraWatch(SUSPICION);
    slow.told(0, new Era(7, false, false), NOW);

    assertTrue(slow.doubtsQueued(NOW + 2 * SUSPICION - 1));
    assertFalse(slow.doubtsQueued(NOW + 2 * SUSPICION));
  }

  @Test
  void whatWasBegunBeforeTheEraIsOnItsWayForTheWholeBound() {
    begunWith(new Era(7, true, false));
    assertEquals(NOW + BOUND, watch.nothingOnItsWayAtMillis());

    watch.begin(8, NOW + 50);

    assertEquals(NOW + 50 + BOUND, watch.nothingOnItsWayAtMillis());
  }

  @Test
  void whatWasToldInTheEraBeforeIsToldAnewAtOnce() {
    begunWith(new Era(7, true, false));
    watch.remember(recollection(1), NOW);
    watch.begin(8, NOW);

    watch.told(7, new Era(8, true, false), NOW + 3);

    assertFalse(watch.allTold());
    assertTrue(watch.tellDue(NOW + 3));
    assertEquals(List.of(recollection(1)), watch.tell(NOW + 3).recollections());
  }

  @Test
  void answerOfAnotherEraIsNoAnswer() {
    begunWith(new Era(7, true, false));
    watch.begin(8, NOW);
    watch.tell(NOW);

    watch.told(8, new Era(9, true, false), NOW + 3);

    assertFalse(watch.allTold());
    assertEquals(NOW + 503, watch.wakeAtMillis());
  }

  @Test
  void whatCouldNotBeToldIsToldHalfASecondLater() {
    begunWith(new Era(7, true, false));
    watch.remember(recollection(1), NOW);
    watch.begin(8, NOW);
    watch.tell(NOW);

    watch.notTold(NOW + 3);

    assertFalse(watch.tellDue(NOW + 502));
    assertTrue(watch.tellDue(NOW + 503));
    assertEquals(List.of(recollection(1)), watch.tell(NOW + 503).recollections());
  }

  @Test
  void whatTheStoreHasHadForTenMinutesIsNotTold() {
    begunWith(new Era(7, true, false));
    watch.remember(recollection(1), NOW);
    watch.remember(recollection(2), NOW + 1);
    heardIn(7, NOW + 600_001);
    watch.begin(8, NOW + 600_001);

    assertEquals(List.of(recollection(2)), watch.tell(NOW + 600_001).recollections());
    watch.remember(recollection(3), NOW + 600_001);
    assertEquals(
        List.of(recollection(2), recollection(3)), watch.tell(NOW + 600_001).recollections());
  }

  /** It may come back without what it confirmed last, however long it was away. */
  @Test
  void whatWasKnownWhenTheStoreWasLastHeardOfIsToldThoughItWasAwayForHours() {
    begunWith(new Era(7, true, false));
    watch.settled(settlement(1), NOW);
    watch.remember(recollection(2), NOW);
    heardIn(7, NOW + 600_000);
    long back = NOW + 7_200_000;
    watch.settled(settlement(3), back);
    watch.remember(recollection(4), back);

    watch.begin(8, back);

    assertEquals(
        List.of(
            settlement(1).claim(),
            settlement(3).claim(),
            recollection(2).claim(),
            recollection(4).claim()),
        watch.tell(back).recollections().stream().map(Recollection::claim).toList());
  }

  @Test
  void noMoreIsRememberedThanAStoreCanForget() {
    begunWith(new Era(7, true, false));
    for (int payment = 0; payment < 8_193; payment++) {
      watch.remember(recollection(payment), NOW);
    }
    watch.begin(8, NOW);

    List<Recollection> told = watch.tell(NOW).recollections();

    assertEquals(8_192, told.size());
    assertEquals(recollection(1), told.getFirst());
  }

  @Test
  void settlementsAreRememberedWithAllThatTheStoreNeeds() {
    begunWith(new Era(7, true, false));
    Settlement settlement = settlement(1);
    watch.settled(settlement, NOW);
    watch.begin(8, NOW);

    assertEquals(
        List.of(
            new Recollection(
                settlement.claim(),
                new PaymentState.Settled(settlement.intent(), settlement.settledAtMillis()),
                settlement.history())),
        watch.tell(NOW).recollections());
  }

  @Test
  void noMoreSettlementsAreRememberedThanAStoreCanForget() {
    begunWith(new Era(7, true, false));
    for (int payment = 0; payment < 8_193; payment++) {
      watch.settled(settlement(payment), NOW + payment);
    }
    watch.begin(8, NOW);

    List<Recollection> told = watch.tell(NOW).recollections();

    assertEquals(8_192, told.size());
    assertEquals(settlement(1).claim(), told.getFirst().claim());
    assertEquals(settlement(8_192).claim(), told.getLast().claim());
  }

  @Test
  void settlementsThatTheStoreHasHadForTenMinutesAreForgotten() {
    begunWith(new Era(7, true, false));
    for (int payment = 0; payment < 3_000; payment++) {
      watch.settled(settlement(payment), NOW + payment);
    }
    heardIn(7, NOW + 602_000);
    watch.settled(settlement(9_000), NOW + 602_000);
    watch.begin(8, NOW + 602_000);

    List<Recollection> told = watch.tell(NOW + 602_000).recollections();

    assertEquals(settlement(2_000).claim(), told.getFirst().claim());
    assertEquals(settlement(9_000).claim(), told.getLast().claim());
  }

  /** Told again after it was settled or is dead it would be in doubt once more. */
  @Test
  void whatIsKnownOfAPaymentIsForgottenWithItsEnd() {
    begunWith(new Era(7, true, false));
    watch.remember(recollection(1), NOW);
    watch.remember(recollection(2), NOW);
    watch.remember(recollection(3), NOW);
    watch.settled(settlement(2), NOW);
    watch.ended(recollection(3).claim().payment().correlationId());
    watch.begin(8, NOW);

    assertEquals(
        List.of(settlement(2).claim(), recollection(1).claim()),
        watch.tell(NOW).recollections().stream().map(Recollection::claim).toList());
  }

  /** The simulation found this: it was handed out as new, after the first attempt had left. */
  @Test
  void everyAttemptIsToldAndThatItIsQueuedOnlyWhereNoneIsKnown() {
    begunWith(new Era(7, true, false));
    Recollection queued = recollection(1);
    Recollection first = attempt(queued, "default");
    Recollection other = attempt(queued, "fallback");
    watch.remember(queued, NOW);
    watch.remember(first, NOW);
    watch.remember(other, NOW);
    watch.remember(first, NOW);
    watch.remember(queued, NOW);
    watch.begin(8, NOW);

    assertEquals(List.of(other, first), watch.tell(NOW).recollections());
  }

  private static Recollection attempt(Recollection of, String processor) {
    return new Recollection(
        of.claim(), new PaymentState.InDoubt(new Intent(processor, NOW), NOW), History.EMPTY);
  }

  private static Settlement settlement(int number) {
    Intent intent = new Intent("fallback", NOW + 2);
    Payment payment = new Payment(new UUID(1, number), new Money(1990 + number), NOW - 3);
    return new Settlement(
        new Claim(
            "1/" + number,
            3,
            7,
            payment,
            NOW - 3,
            new PaymentState.Sending(intent),
            history("fallback:c1/x2")),
        intent,
        NOW + 4,
        history("fallback:c1/x2"));
  }

  private void begunWith(Era era) {
    watch.tell(NOW);
    watch.told(0, era, NOW);
  }

  private void heardIn(long era, long millis) {
    watch.tell(millis);
    watch.told(era, new Era(era, true, false), millis);
  }

  private static Recollection recollection(int number) {
    Payment payment = new Payment(new UUID(1, number), new Money(1990), NOW);
    return new Recollection(
        new Claim("1/" + number, 1, payment, new PaymentState.Queued(), History.EMPTY),
        new PaymentState.Queued(),
        History.EMPTY);
  }
}
