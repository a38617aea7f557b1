package dev.rinha.core.store.redis;

import static dev.rinha.core.store.redis.Histories.history;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.audit.Break;
import dev.rinha.core.audit.InternalAudit;
import dev.rinha.core.audit.QueueRepair;
import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetterFilter;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SetAside;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Recollection;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What others have written into a store is told to an operator, and holds nobody up. */
@ParameterizedClass
@MethodSource("dev.rinha.core.store.redis.TestRedis$Edition#available")
final class UnreadableEntriesTest {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Money AMOUNT = new Money(1990);
  private static final long NOW = 1_752_600_000_000L;
  private static final String BASE = ":1ja:mcuzqtc0:";

  private final String namespace = "unreadable" + NAMESPACES.incrementAndGet();
  @Parameter TestRedis.Edition edition = TestRedis.Edition.BUNDLED;

  private void onStore(Consumer<Opened> test) {
    on(TestRedis.shared(edition).address(), test);
  }

  private void on(String address, Consumer<Opened> test) {
    RedisSettings settings = RedisSettings.at(address).withNamespace(namespace);
    try (RedisStore store = RedisStore.open(settings)) {
      store.ledger().census();
      try (RedisPlants plants = new RedisPlants(settings, store)) {
        test.accept(new Opened(store, plants));
      }
    }
  }

  private record Opened(RedisStore store, RedisPlants plants) {

    void accept(int number) {
      store.intake().accept(new Payment(id(number), AMOUNT, NOW));
    }

    /** Appends one entry of each kind that cannot be read, and answers what is said of them. */
    Set<String> appendAllKinds() {
      UUID id = id(99);
      int bucket = store.context().bucket(id);
      plants.append("alone", "x");
      plants.append("foo", "1", "bar", RedisPlants.payload(id, bucket + BASE));
      plants.append("g", "1", "p", "short");
      plants.append("g", "one", "p", RedisPlants.payload(id, bucket + BASE));
      plants.append("g", "1", "p", RedisPlants.payload(id, bucket + 1 + BASE));
      plants.append("g", "1", "p", RedisPlants.payload(id, "no bucket"));
      plants.append("g", "1", "p", RedisPlants.payload(id, bucket + ":0:mcuzqtc0:"));
      plants.append("g", "1", "p", RedisPlants.payload(id, bucket + ":1ja:-1:"));
      plants.append("g", "1", "p", RedisPlants.payload(id, bucket + BASE + "0:\u00ff\u00fe"));
      return Set.of(
          "it has no fields g and p",
          "its payload is too short for a correlation id",
          "it cannot be read: For input string: \"one\"",
          "payment " + id + " belongs into bucket " + bucket,
          "it cannot be read: amount must be above zero",
          "it cannot be read: acceptedAtMillis must be 0 to 253402300799999, was -1",
          "it is no UTF-8");
    }

    List<SetAside> setAside() {
      List<SetAside> all = new ArrayList<>();
      store.books().setAside(all::add);
      return all;
    }

    List<Break> audit() {
      List<Break> breaks = new ArrayList<>();
      new InternalAudit(store.ledger(), store.books()).run(TimeWindow.ALL, breaks::add, _ -> {});
      return breaks;
    }
  }

  private static final int KINDS = 9;

  private static List<UUID> ids(List<Claim> claims) {
    return claims.stream().map(claim -> claim.payment().correlationId()).toList();
  }

  private static UUID id(long number) {
    return new UUID(8, number);
  }

  @Test
  void entriesThatCannotBeReadAreSetAsideAndTheOthersAreTaken() {
    onStore(
        on -> {
          on.accept(1);
          Set<String> reasons = on.appendAllKinds();
          on.accept(2);

          List<Claim> claims = on.store.queue().take("a", 100, 0);

          assertEquals(List.of(id(1), id(2)), ids(claims));
          List<SetAside> setAside = on.setAside();
          assertEquals(KINDS, setAside.size());
          assertEquals(reasons, new HashSet<>(setAside.stream().map(SetAside::reason).toList()));
          assertEquals("alone=x", setAside.getFirst().content());
          assertTrue(setAside.getLast().content().endsWith("0:\\xff\\xfe"), setAside::toString);
          assertEquals(id(99).toString(), setAside.getLast().correlationId());
          Census census = on.store.ledger().census();
          assertEquals(KINDS, census.setAside());
          assertEquals(2, census.inFlight());
          assertTrue(census.conserved(), census::toString);
          assertEquals(List.of(), on.store.queue().takeOver("b", 100, 60_000));
        });
  }

  @Test
  void recordThatCannotBeReadKeepsNoWorkerFromTellingOfOthers() {
    onStore(
        on -> {
          on.accept(1);
          on.accept(2);
          List<Claim> claims = on.store.queue().take("a", 2, 0);
          on.plants.changeRecord(id(1), _ -> "L:who knows");
          on.plants.removeRecord(id(2));

          var doubt = new PaymentState.InDoubt(new Intent("default", NOW + 1), NOW + 2);
          List<Recollection> known =
              claims.stream().map(claim -> new Recollection(claim, doubt, history("h"))).toList();

          assertEquals(1, on.store.queue().recall(known));
          assertEquals(doubt, on.store.ledger().find(id(2)).orElseThrow().state());
        });
  }

  @Test
  void entriesThatADeadWorkerHeldAreSetAsideAndTheOthersAreTakenOver() {
    onStore(
        on -> {
          on.accept(1);
          Set<String> reasons = new HashSet<>(on.appendAllKinds());
          on.plants.append("g", "1", "p", RedisPlants.payload(id(98), bucketOf(on, 98) + BASE));
          on.accept(2);
          on.plants.takeAndDie();

          List<Claim> claims = on.store.queue().takeOver("b", 100, 0);

          assertEquals(List.of(id(1), id(2)), ids(claims));
          reasons.add("there is no record of payment " + id(98));
          assertEquals(
              reasons, new HashSet<>(on.setAside().stream().map(SetAside::reason).toList()));
          assertTrue(
              on.store.ledger().census().conserved(), () -> on.store.ledger().census().toString());
        });
  }

  private static int bucketOf(Opened on, int number) {
    return on.store.context().bucket(id(number));
  }

  @Test
  void paymentWhoseEntryCannotBeReadIsQueuedAgainFromItsRecord() {
    onStore(
        on -> {
          on.accept(1);
          on.plants.removeFromQueue(id(1));
          on.plants.append("g", "1", "p", RedisPlants.payload(id(1), "0:0:0:"));
          assertEquals(List.of(), on.store.queue().take("a", 10, 0));
          assertEquals(1, on.store.ledger().census().missing());
          QueueRepair repair = new QueueRepair();
          on.audit().forEach(repair);

          assertEquals(1, repair.repair(on.store.books(), NOW + 1));

          assertEquals(List.of(id(1)), ids(on.store.queue().take("a", 10, 0)));
          assertEquals(List.of(), on.audit());
          List<SetAside> setAside = on.setAside();
          assertEquals(id(1).toString(), setAside.getFirst().correlationId());
          assertEquals(
              1, on.store.books().dropSetAside(setAside.stream().map(SetAside::name).toList()));
          assertEquals(0, on.store.ledger().census().setAside());
        });
  }

  @Test
  void recordThatCannotBeReadIsNamedAndStopsNoReaderOfTheOthers() {
    onStore(
        on -> {
          for (int i = 1; i <= 4; i++) {
            on.accept(i);
          }
          List<Claim> claims = on.store.queue().take("a", 3, 0);
          on.store
              .queue()
              .giveUp(
                  "a",
                  claims.stream()
                      .map(claim -> new GiveUp(claim, "reason", NOW + 9, History.EMPTY))
                      .toList());
          on.plants.changeRecord(id(2), text -> text + "\u00ff");
          on.plants.changeRecord(id(4), _ -> "Z:?");
          on.plants.takeAndDie();

          List<DeadLetter> letters = on.store.deadLetters().list(DeadLetterFilter.ALL, 10);
          Map<UUID, String> unreadable = new HashMap<>();
          List<PaymentRecord> records = new ArrayList<>();
          on.store.books().records(records::add, unreadable::put);
          List<Claim> takenOver = on.store.queue().takeOver("b", 10, 0);
          List<Break> breaks = on.audit();

          assertEquals(2, letters.size());
          assertEquals(2, records.size());
          assertEquals(Set.of(id(2), id(4)), unreadable.keySet());
          assertEquals(List.of(), takenOver);
          String why =
              "the record of payment %s cannot be read: 'Z:?': a payment's record begins with an"
                  .formatted(id(4));
          assertTrue(on.setAside().getFirst().reason().startsWith(why), on.setAside()::toString);
          var thrown = assertThrows(StoreException.class, () -> on.store.ledger().find(id(4)));
          assertTrue(String.valueOf(thrown.getMessage()).startsWith(why), thrown::toString);
          assertThrows(StoreException.class, () -> on.accept(4));
          assertEquals(
              Set.of(id(2), id(4)),
              new HashSet<>(
                  breaks.stream()
                      .filter(found -> found.kind() == Break.Kind.RECORD_UNREADABLE)
                      .map(found -> ((Break.OfPayment) found).correlationId())
                      .toList()));
          assertEquals(
              Set.of(Break.Kind.RECORD_UNREADABLE, Break.Kind.NOT_CONSERVED),
              new HashSet<>(breaks.stream().map(Break::kind).toList()),
              breaks::toString);
        });
  }

  @Test
  void auditNamesTheEntriesOfTheQueueThatNobodyHasTakenYet() {
    onStore(
        on -> {
          on.appendAllKinds();
          on.accept(1);

          List<Break> breaks = on.audit();

          assertEquals(
              KINDS,
              breaks.stream().filter(found -> found.kind() == Break.Kind.ENTRY_UNREADABLE).count());
          long oldest = on.store.ledger().census().oldestQueuedAtMillis();
          assertTrue(Math.abs(oldest - System.currentTimeMillis()) < 600_000, () -> "" + oldest);
        });
  }

  @Test
  void fullRedisSetsAsideAllTheSame() {
    try (TestRedis server = TestRedis.start(edition)) {
      on(
          server.address(),
          on -> {
            on.accept(1);
            on.plants.append("alone", "x");
            on.plants.takeAndDie();
            on.plants.limitMemory("1");

            assertEquals(List.of(id(1)), ids(on.store.queue().takeOver("b", 10, 0)));

            assertEquals(1, on.store.ledger().census().setAside());
          });
    }
  }
}
