package dev.rinha.core.audit;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.Break.Kind;
import dev.rinha.core.audit.ExternalAudit.Result;
import dev.rinha.core.audit.ExternalAudit.Settings;
import dev.rinha.core.audit.ExternalAudit.Statement;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.Doubt;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each kind of break between the store and a processor is found and named, and nothing else is. */
final class ExternalAuditTest {

  private static final int PAYMENTS = 4_000;
  private static final int A_FEW_DOZEN = 60;

  /** Settled at the default processor. */
  private static final StoreSeeder.Settled OURS = AuditedStore.settled(2_344);

  private static final UUID ID = OURS.payment().correlationId();
  private static final long CENTS = OURS.payment().amount().cents();
  private static final long MILLIS = OURS.intent().requestedAtMillis();
  private static final long NOW =
      AuditedStore.settled(PAYMENTS).intent().requestedAtMillis() + 60_000;
  private static final UUID STRANGER = new UUID(4711, 815);

  private final AuditedStore audited = new AuditedStore(PAYMENTS);
  private final BookkeepingProcessor primary = new BookkeepingProcessor();
  private final BookkeepingProcessor fallback = new BookkeepingProcessor();
  private int moments;

  @BeforeEach
  void processorsHaveTheSamePayments() {
    for (int number = 0; number < PAYMENTS; number++) {
      execute(AuditedStore.settled(number));
    }
  }

  private void execute(StoreSeeder.Settled settled) {
    at(settled.intent().processor())
        .execute(
            settled.payment().correlationId(),
            settled.payment().amount().cents(),
            settled.intent().requestedAtMillis());
  }

  private BookkeepingProcessor at(String processor) {
    return processor.equals("default") ? primary : fallback;
  }

  @AfterEach
  void close() {
    audited.close();
  }

  @Test
  void equalBooksHaveNoBreaksAndCostOneCallPerWindow() {
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks);

    assertEquals(List.of(), breaks);
    assertEquals(0, moments);
    assertEquals(Set.of("default", "fallback"), result.processors().keySet());
    assertTrue(primary.calls() <= 18, () -> primary.calls() + " calls");
    Statement statement = statement(result, "default");
    assertEquals(statement.here(), statement.there());
    assertEquals(audited.store.ledger().summary(TimeWindow.ALL).of("default"), statement.here());
  }

  @Test
  void paymentThatTheProcessorLacksIsNamedWithinAFewDozenCalls() {
    primary.forget(ID);

    assertOne(Kind.MISSING_AT_PROCESSOR, ID, "default");
    assertTrue(primary.calls() <= A_FEW_DOZEN, () -> primary.calls() + " calls");
    assertTrue(fallback.calls() <= A_FEW_DOZEN, () -> fallback.calls() + " calls");
  }

  @Test
  void wrongAmountIsNamedWithBothAmounts() {
    primary.forget(ID);
    primary.execute(ID, CENTS + 1, MILLIS);

    Break.OfPayment found = assertOne(Kind.AMOUNT_DIFFERS, ID, "default");
    assertTrue(found.detail().contains("here " + Money.format(CENTS) + ","), found::detail);
    assertTrue(found.detail().contains("there " + Money.format(CENTS + 1) + ","), found::detail);
  }

  @Test
  void wrongTimeIsNamedOnceWithBothTimes() {
    primary.forget(ID);
    primary.execute(ID, CENTS, MILLIS + 3_000);

    Break.OfPayment found = assertOne(Kind.TIME_DIFFERS, ID, "default");
    assertEquals(MILLIS, found.atMillis());
  }

  @Test
  void timeThatIsWrongByAMillisecondIsFoundWithEnoughSlices() {
    primary.forget(ID);
    primary.execute(ID, CENTS, MILLIS + 1);
    List<Break> breaks = new ArrayList<>();

    audit(breaks, settings().withSlices(200), new TimeWindow(MILLIS - 100, MILLIS + 99));

    assertEquals(Set.of(Kind.TIME_DIFFERS), AuditedStore.kinds(breaks));
  }

  @Test
  void paymentAtAnotherProcessorIsNamedOnce() {
    primary.forget(ID);
    fallback.execute(ID, CENTS, MILLIS);

    Break.OfPayment found = assertOne(Kind.OTHER_PROCESSOR, ID, "default");
    assertTrue(found.detail().contains("fallback has"), found::detail);
  }

  @Test
  void paymentAtTwoProcessorsIsNamed() {
    fallback.execute(ID, CENTS, MILLIS);

    Break.OfPayment found = assertOne(Kind.DOUBLED, ID, "default");
    assertTrue(found.detail().contains("fallback has"), found::detail);
  }

  @Test
  void paymentAtTwoProcessorsIsNamedThoughTheTimesDiffer() {
    fallback.execute(ID, CENTS, MILLIS - 123);

    assertOne(Kind.DOUBLED, ID, "default");
  }

  /** Given to the fallback first, then to the default processor minutes later; both executed it. */
  @Test
  void paymentAtTwoProcessorsIsNamedByItsHistory() {
    long accepted = MILLIS - 200_000;
    UUID id = new UUID(7, 7);
    Intent late = new Intent("default", MILLIS + 17);
    audited.store.intake().accept(new Payment(id, new Money(333), accepted));
    Claim claim = audited.store.queue().take("w", 1, 0).getFirst();
    String history =
        "fallback:c%s/u%s,default:c%s"
            .formatted(
                Long.toString(40, 36),
                Long.toString(90, 36),
                Long.toString(late.requestedAtMillis() - accepted, 36));
    audited.store.queue().begin("w", List.of(new Begin(claim, late, history(history))));
    audited
        .store
        .queue()
        .settle(List.of(new Settlement(claim, late, MILLIS + 30, history(history))));
    primary.execute(id, 333, late.requestedAtMillis());
    fallback.execute(id, 333, accepted + 40);

    assertOne(Kind.DOUBLED, id, "default");
  }

  /** As after a failover: the books know nothing of the first execution, many at the same time. */
  @Test
  void everyDoubledPaymentIsNamedHoweverMany() {
    Set<String> expected = new HashSet<>();
    for (int number = 0; number < 1_000; number += 5) {
      StoreSeeder.Settled settled = AuditedStore.settled(number);
      boolean burst = number >= 500 && number < 550;
      long first = burst ? AuditedStore.settled(498).intent().requestedAtMillis() : 0;
      BookkeepingProcessor other =
          settled.intent().processor().equals("default") ? fallback : primary;
      other.execute(
          settled.payment().correlationId(),
          settled.payment().amount().cents(),
          burst ? first : settled.intent().requestedAtMillis() - number % 700 - 35);
      expected.add(settled.payment().correlationId() + " " + Kind.DOUBLED);
    }
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks);

    assertEquals(
        expected,
        Set.copyOf(
            AuditedStore.named(breaks).stream()
                .map(found -> found.correlationId() + " " + found.kind())
                .toList()));
    assertEquals(200, breaks.size(), breaks::toString);
    assertTrue(statement(result, "default").complete());
    int most = 200 * 2 * 23 + PAYMENTS;
    assertTrue(primary.calls() < most, () -> primary.calls() + " calls");
    assertTrue(fallback.calls() < most, () -> fallback.calls() + " calls");
  }

  @Test
  void moreThanMayBeAskedForIsToldAsSuch() {
    for (int i = 0; i < 50; i++) {
      fallback.execute(new UUID(4711, i), CENTS, MILLIS + 200 * i);
    }
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks, settings().withMaxQuestions(3));

    assertFalse(statement(result, "fallback").complete());
    assertTrue(statement(result, "default").complete());
    assertEquals(Set.of(Kind.EXTRA_AT_PROCESSOR), AuditedStore.kinds(breaks));
  }

  @Test
  void strangerAtTheProcessorIsToldByTimeCountAndAmount() {
    fallback.execute(STRANGER, 4_242, MILLIS + 1);

    List<Break> breaks = new ArrayList<>();
    audit(breaks);

    assertEquals(1, breaks.size(), breaks::toString);
    Break.OfTotals found = (Break.OfTotals) breaks.getFirst();
    assertEquals(Kind.EXTRA_AT_PROCESSOR, found.kind());
    assertEquals("fallback", found.processor());
    assertEquals(new TimeWindow(MILLIS + 1, MILLIS + 1), found.window());
    assertEquals(new Totals(1, 4_242), found.found().minus(found.expected()));
  }

  @Test
  void strangerOutsideOfOurTimeIsFoundToo() {
    fallback.execute(STRANGER, 1, 86_400_000);
    fallback.execute(new UUID(4711, 816), 2, NOW - 10_000);

    List<Break> breaks = new ArrayList<>();
    audit(breaks);

    assertEquals(2, breaks.size(), breaks::toString);
    assertEquals(Set.of(Kind.EXTRA_AT_PROCESSOR), AuditedStore.kinds(breaks));
  }

  @Test
  void whatProcessorsHaveFromBeforeAPurgeIsOneBreakOfEach() {
    audited.store.ledger().purge();
    long after = System.currentTimeMillis() + 10_000;
    primary.execute(STRANGER, 815, after);
    List<Break> breaks = new ArrayList<>();

    Result result =
        new ExternalAudit(
                audited.store.ledger(),
                audited.store.books(),
                Map.of("default", primary, "fallback", fallback),
                settings())
            .run(TimeWindow.ALL, after + 10_000, breaks::add);

    List<Break> older =
        breaks.stream().filter(found -> found.kind() == Kind.OLDER_THAN_STORE).toList();
    assertEquals(2, older.size(), breaks::toString);
    assertTrue(older.getFirst() instanceof Break.OfTotals, breaks::toString);
    assertEquals(
        PAYMENTS,
        older.stream().mapToLong(found -> ((Break.OfTotals) found).found().count()).sum());
    assertEquals(
        List.of(Kind.EXTRA_AT_PROCESSOR),
        breaks.stream().filter(found -> !older.contains(found)).map(Break::kind).toList());
    assertEquals(0, statement(result, "default").here().count());
    assertEquals(
        PAYMENTS + 1L,
        statement(result, "default").there().count()
            + statement(result, "fallback").there().count());
  }

  @Test
  void deadLetterThatTheProcessorExecutedIsNamed() {
    UUID id = new UUID(8, 8);
    audited.store.intake().accept(new Payment(id, new Money(333), MILLIS));
    Claim claim = audited.store.queue().take("w", 1, 0).getFirst();
    audited
        .store
        .queue()
        .giveUp("w", List.of(new GiveUp(claim, "no", MILLIS + 9, history("fallback:c5/r8"))));
    fallback.execute(id, 333, MILLIS + 5);

    assertOne(Kind.NOT_SETTLED_HERE, id, "fallback");
  }

  @Test
  void paymentInDoubtIsNoBreakThoughTheProcessorHasIt() {
    UUID id = new UUID(8, 8);
    Intent intent = new Intent("fallback", MILLIS + 5);
    audited.store.intake().accept(new Payment(id, new Money(333), MILLIS));
    Claim claim = audited.store.queue().take("w", 1, 0).getFirst();
    audited.store.queue().begin("w", List.of(new Begin(claim, intent, history("fallback:c5"))));
    audited
        .store
        .queue()
        .doubt(
            "w",
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(intent), History.EMPTY),
                    intent,
                    MILLIS + 9,
                    history("fallback:c5/u9"))));
    fallback.execute(id, 333, MILLIS + 5);
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks);

    assertEquals(List.of(), breaks);
    assertEquals(1, result.pending());
  }

  @Test
  void paymentOnItsWayAtTheEdgeOfTheWindowIsNoBreak() {
    UUID id = new UUID(8, 8);
    Intent intent = new Intent("fallback", NOW - 5_000);
    audited.store.intake().accept(new Payment(id, new Money(333), NOW - 5_000));
    Claim claim = audited.store.queue().take("w", 1, 0).getFirst();
    audited.store.queue().begin("w", List.of(new Begin(claim, intent, history("fallback:c0"))));
    fallback.execute(id, 333, NOW - 5_000);
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks);

    assertEquals(List.of(), breaks);
    assertEquals(NOW - 5_001, result.window().toMillis());
  }

  @Test
  void differenceThatIsGoneAMomentLaterIsNoBreak() {
    primary.forget(ID);
    List<Break> breaks = new ArrayList<>();

    audit(
        breaks,
        Settings.waiting(
            () -> {
              moments++;
              execute(OURS);
            }));

    assertEquals(List.of(), breaks);
    assertEquals(1, moments);
  }

  @Test
  void severalBreaksAreAllNamed() {
    UUID wrongTime = AuditedStore.settled(3_000).payment().correlationId();
    UUID doubled = AuditedStore.settled(1_000).payment().correlationId();
    primary.forget(ID);
    move(primary, AuditedStore.settled(3_000), -3_000);
    fallback.execute(doubled, 1, AuditedStore.settled(1_000).intent().requestedAtMillis());
    List<Break> breaks = new ArrayList<>();

    audit(breaks);

    assertEquals(
        Set.of(
            ID + " " + Kind.MISSING_AT_PROCESSOR,
            wrongTime + " " + Kind.TIME_DIFFERS,
            doubled + " " + Kind.DOUBLED),
        Set.copyOf(
            AuditedStore.named(breaks).stream()
                .map(found -> found.correlationId() + " " + found.kind())
                .toList()));
    assertEquals(3, breaks.size(), breaks::toString);
  }

  private static void move(
      BookkeepingProcessor processor, StoreSeeder.Settled settled, long byMillis) {
    UUID id = settled.payment().correlationId();
    processor.forget(id);
    processor.execute(
        id, settled.payment().amount().cents(), settled.intent().requestedAtMillis() + byMillis);
  }

  @Test
  void breaksBeyondTheLimitAreToldAsWindows() {
    for (int number = 0; number < PAYMENTS; number += 4) {
      primary.forget(AuditedStore.settled(number).payment().correlationId());
    }
    List<Break> breaks = new ArrayList<>();

    audit(breaks, settings().withMaxDifferences(5));

    assertEquals(Set.of(Kind.MISSING_AT_PROCESSOR, Kind.TOTALS_DIFFER), AuditedStore.kinds(breaks));
    assertEquals(5, AuditedStore.named(breaks).size());
    assertTrue(primary.calls() < 300, () -> primary.calls() + " calls");
  }

  @Test
  void wrongAggregateIsNotBlamedOnTheProcessor() {
    audited.plants.removePage(Level.MILLI, MILLIS);
    List<Break> breaks = new ArrayList<>();

    audit(breaks, settings(), new TimeWindow(MILLIS, MILLIS + 10));

    assertEquals(Set.of(Kind.AGGREGATE_DIFFERS), AuditedStore.kinds(breaks));
  }

  @Test
  void processorThatDoesNotAnswerIsToldAndTheOtherIsAudited() {
    primary.available(false);
    fallback.execute(STRANGER, 4_242, MILLIS + 1);
    List<Break> breaks = new ArrayList<>();

    Result result = audit(breaks);

    assertEquals(Set.of(Kind.EXTRA_AT_PROCESSOR), AuditedStore.kinds(breaks));
    assertEquals("out of order", statement(result, "default").failure());
    assertEquals("", statement(result, "fallback").failure());
  }

  private static Statement statement(Result result, String processor) {
    return Objects.requireNonNull(result.processors().get(processor));
  }

  private Settings settings() {
    return Settings.waiting(() -> moments++);
  }

  private Result audit(List<Break> breaks) {
    return audit(breaks, settings());
  }

  private Result audit(List<Break> breaks, Settings settings) {
    return audit(breaks, settings, TimeWindow.ALL);
  }

  private Result audit(List<Break> breaks, Settings settings, TimeWindow window) {
    return new ExternalAudit(
            audited.store.ledger(),
            audited.store.books(),
            Map.of("default", primary, "fallback", fallback),
            settings)
        .run(window, NOW, breaks::add);
  }

  private Break.OfPayment assertOne(Kind kind, UUID id, String processor) {
    List<Break> breaks = new ArrayList<>();
    audit(breaks);
    assertEquals(1, breaks.size(), breaks::toString);
    Break.OfPayment found = AuditedStore.named(breaks).getFirst();
    assertEquals(kind, found.kind());
    assertEquals(id, found.correlationId());
    assertEquals(processor, found.processor());
    return found;
  }
}
