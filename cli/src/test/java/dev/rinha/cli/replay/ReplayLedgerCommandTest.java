package dev.rinha.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.cli.CommandRun;
import dev.rinha.cli.basics.ExitCode;
import dev.rinha.core.store.redis.RedisPlants;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.StoreSeeder;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ReplayLedgerCommandTest {

  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  private final RedisSettings settings =
      RedisSettings.at(TestRedis.shared(Edition.BUNDLED).address())
          .withNamespace("replay-ledger" + NAMESPACES.incrementAndGet());
  private final RedisStore store = RedisStore.open(settings);
  private final RedisPlants plants = new RedisPlants(settings, store);

  @BeforeEach
  void settlePayments() {
    StoreSeeder.seed(settings, 500);
  }

  @AfterEach
  void close() {
    plants.close();
    store.close();
  }

  @Test
  void dryRunShowsWhatWouldChangeAndChangesNothing() {
    plants.addToMillisecond("default", StoreSeeder.payment(44).intent().requestedAtMillis(), 5);

    CommandRun first = replay("--dry-run");
    CommandRun second = replay("--dry-run");

    assertEquals(ExitCode.FINDING, first.exitCode(), first::toString);
    assertTrue(first.out().contains("aggregate-differs"), first::out);
    assertEquals(
        "2 differences between the totals and the ledger\nnothing was changed\n", first.err());
    assertEquals(first, second);
  }

  @Test
  void lostTotalsAreMadeAnew() {
    Summary before = store.ledger().summary(TimeWindow.ALL);
    plants.removeAggregates();
    assertNotEquals(before, store.ledger().summary(TimeWindow.ALL));

    CommandRun run = replay("--yes");

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertTrue(run.err().contains("set right, in "), run::err);
    assertEquals(before, store.ledger().summary(TimeWindow.ALL));
    CommandRun again = replay("--dry-run");
    assertEquals(ExitCode.OK, again.exitCode(), again::toString);
    assertEquals("", again.out());
  }

  @Test
  void unconfirmedRepairIsRefused() {
    plants.removeAggregates();

    CommandRun run = replay();

    assertEquals(ExitCode.REFUSED, run.exitCode(), run::toString);
    assertEquals(0, store.ledger().summary(TimeWindow.ALL).total().count());
  }

  @Test
  void nothingToRepairNeedsNoConfirmation() {
    CommandRun run = replay();

    assertEquals(ExitCode.OK, run.exitCode(), run::toString);
    assertEquals("0 differences between the totals and the ledger\n", run.err());
  }

  private CommandRun replay(String... arguments) {
    List<String> all = new ArrayList<>(List.of("replay", "ledger", "--rebuild-summary"));
    all.addAll(List.of("--redis", settings.address(), "--namespace", settings.namespace()));
    all.addAll(List.of(arguments));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
