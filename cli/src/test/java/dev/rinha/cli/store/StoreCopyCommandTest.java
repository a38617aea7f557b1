package dev.rinha.cli.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.Planted;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DeadLetter;
import dev.rinha.core.store.DeadLetters.Discard;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.core.summary.TimeWindow;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreCopyCommandTest {

  private static final int SETTLED = 600;

  private final String copyNamespace = "copy-" + UUID.randomUUID();
  private final RedisSettings copySettings =
      RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address()).withNamespace(copyNamespace);

  private CommandRun copy(Planted planted, String... more) {
    List<String> all = new ArrayList<>(List.of("store", "copy", "--to-namespace", copyNamespace));
    all.addAll(List.of(more));
    return planted.run(all.toArray(String[]::new));
  }

  private static void plant(Planted planted) {
    for (int i = 0; i < SETTLED; i++) {
      planted.settled(Planted.ACCEPTED + i * 500L);
    }
    planted.dead("no", Planted.ACCEPTED + 10);
    planted.dead("never", Planted.ACCEPTED + 20);
    UUID third = planted.dead("not any more", Planted.ACCEPTED + 30);
    DeadLetter letter = planted.store().deadLetters().find(third).orElseThrow();
    planted
        .store()
        .deadLetters()
        .discard(List.of(new Discard(letter, Planted.ACCEPTED + 99, History.EMPTY)));
  }

  /** As nobody but somebody with a client of his own can. */
  private static void addToTotals(Planted planted) {
    RedisSettings settings = planted.settings();
    try (RedisClient client = RedisClient.create("redis://" + settings.address());
        StatefulRedisConnection<String, String> connection = client.connect()) {
      connection.sync().hincrby("{" + settings.namespace() + "}:1:n", "settled", 1);
    }
  }

  private static Map<UUID, PaymentRecord> records(RedisStore store) {
    Map<UUID, PaymentRecord> records = new HashMap<>();
    store
        .books()
        .records(
            record -> records.put(record.payment().correlationId(), record),
            (id, why) -> {
              throw new AssertionError(id + why);
            });
    return records;
  }

  private static List<LedgerEntry> entries(RedisStore store) {
    List<LedgerEntry> entries = new ArrayList<>();
    store.ledger().entries(TimeWindow.ALL, entries::add);
    entries.sort(Comparator.comparing(LedgerEntry::correlationId));
    return entries;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void copyHasEveryPaymentWithItsHistoryAndTheStoreIsReadOnly(int partitions) {
    try (Planted planted = new Planted("production");
        RedisStore reader = RedisStore.openReadOnly(planted.settings());
        RedisStore copy = RedisStore.openExisting(copySettings)) {
      plant(planted);

      CommandRun run = copy(planted, "--to-partitions", partitions + "", "--yes");

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertTrue(run.out().contains("copied 603 payments; use it with redis.address="), run::out);
      assertEquals(partitions, copy.partitions());
      assertEquals(records(reader), records(copy));
      assertEquals(entries(reader), entries(copy));
      assertEquals(reader.ledger().summary(TimeWindow.ALL), copy.ledger().summary(TimeWindow.ALL));
      assertEquals("production", copy.inspection().environment().orElseThrow());
      assertTrue(copy.pauses().current().all().isEmpty());
      Payment late = new Payment(UUID.randomUUID(), new Money(1), Planted.ACCEPTED);
      assertThrows(StoreException.class, () -> planted.store().intake().accept(late));

      CommandRun reopened = planted.run("store", "reopen", "--yes");

      assertEquals(ExitCode.OK, reopened.exitCode(), reopened::toString);
      planted.store().intake().accept(late);
    }
  }

  @Test
  void copyKnowsWhosePaymentsAre() {
    History shop = History.offered(Optional.empty(), Optional.of(new ClientName("shop")));
    try (Planted planted = new Planted("production");
        RedisStore reader = RedisStore.openReadOnly(planted.settings());
        RedisStore copy = RedisStore.openExisting(copySettings)) {
      UUID id = UUID.randomUUID();
      Payment payment = new Payment(id, new Money(1990), Planted.ACCEPTED);
      planted.store().intake().accept(payment, shop);
      Claim claim = planted.store().queue().take("w", 1, 0).getFirst();
      planted
          .store()
          .queue()
          .giveUp("w", List.of(new GiveUp(claim, "no", Planted.ACCEPTED + 9, claim.history())));

      CommandRun run = copy(planted, "--yes");

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertEquals(records(reader), records(copy));
      assertEquals(
          new Acceptance.Replayed(PaymentStatus.DEAD), copy.intake().accept(payment, shop));
      assertEquals(
          new Acceptance.NotOfClient(),
          copy.intake()
              .accept(
                  payment,
                  History.offered(Optional.empty(), Optional.of(new ClientName("other")))));
    }
  }

  @Test
  void dryRunMakesNoStore() {
    try (Planted planted = new Planted("production");
        RedisStore copy = RedisStore.openExisting(copySettings)) {
      plant(planted);

      CommandRun run = copy(planted, "--to-partitions", "4", "--dry-run");

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertFalse(copy.exists());
      assertEquals(ExitCode.OK, copy(planted, "--to-partitions", "8", "--yes").exitCode());
      assertTrue(copy.exists());
    }
  }

  @Test
  void nothingIsCopiedWhileSomethingIsUnfinished() {
    try (Planted planted = new Planted("production")) {
      UUID id = planted.queued();

      CommandRun run = copy(planted, "--yes");

      assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
      assertTrue(run.err().contains("1 payment unfinished: stop the intake"), run::err);
      assertTrue(planted.store().ledger().find(id).isPresent());
      planted.queued();
    }
  }

  @Test
  void copyThatFailsLeavesTheStoreAsItWas() {
    try (Planted planted = new Planted("production")) {
      plant(planted);
      addToTotals(planted);

      CommandRun run = copy(planted, "--yes");

      assertEquals(ExitCode.FINDING, run.exitCode(), run::toString);
      assertTrue(run.out().contains("the store contradicts itself"), run::out);
      planted.queued();
    }
  }

  @Test
  void storeThatHasPaymentsIsNotCopiedTo() {
    try (Planted planted = new Planted("production")) {
      plant(planted);
      assertEquals(ExitCode.OK, copy(planted, "--yes").exitCode());

      CommandRun again = copy(planted, "--yes");

      assertEquals(ExitCode.REFUSED, again.exitCode(), again::toString);
      assertTrue(again.err().contains("has 603 payments already"), again::err);
    }
  }

  @Test
  void copyOfAReadOnlyStoreGoesOnWhereAnEarlierOneDied() {
    try (Planted planted = new Planted("production");
        RedisStore copy = RedisStore.openExisting(copySettings)) {
      plant(planted);
      try (RedisStore tool = RedisStore.openExisting(planted.settings())) {
        tool.makeReadOnly();
      }

      CommandRun run = copy(planted, "--to-partitions", "3", "--yes");

      assertEquals(ExitCode.OK, run.exitCode(), run::toString);
      assertEquals(SETTLED, copy.ledger().census().settled());
    }
  }
}
