package dev.rinha.cli;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.WorkQueue.Begin;
import dev.rinha.core.store.WorkQueue.GiveUp;
import dev.rinha.core.store.WorkQueue.Settlement;
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A store of its own in the Redis that all tests share, for commands to look at. */
public final class Store implements AutoCloseable {

  private static final String WORKER = "worker";

  private final String address = TestRedis.shared(Edition.BUNDLED).address();
  private final String namespace = "cli-" + UUID.randomUUID();
  private final RedisStore store =
      RedisStore.open(RedisSettings.at(address).withNamespace(namespace));

  /** An empty one. */
  public Store() {
    store.ledger().census(); // Makes it: a store that nobody has used is none.
  }

  /** Accepts a payment that nobody executes. */
  public UUID queue(long cents, long acceptedAtMillis) {
    UUID id = UUID.randomUUID();
    store.intake().accept(new Payment(id, new Money(cents), acceptedAtMillis));
    return id;
  }

  /** Has a payment executed. */
  public UUID settle(String processor, long cents, long requestedAtMillis) {
    UUID id = queue(cents, requestedAtMillis);
    Claim claim = store.queue().take(WORKER, 1, 0).getFirst();
    Intent intent = new Intent(processor, requestedAtMillis);
    store.queue().begin(WORKER, List.of(new Begin(claim, intent, History.EMPTY)));
    store
        .queue()
        .settle(List.of(new Settlement(claim, intent, requestedAtMillis + 1, History.EMPTY)));
    return id;
  }

  /** Has a payment given up. */
  public UUID giveUp(long cents, long acceptedAtMillis) {
    UUID id = queue(cents, acceptedAtMillis);
    Claim claim = store.queue().take(WORKER, 1, 0).getFirst();
    store
        .queue()
        .giveUp(
            WORKER, List.of(new GiveUp(claim, "rejected", acceptedAtMillis + 1, History.EMPTY)));
    return id;
  }

  /** Runs a command on this store. */
  public CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--redis", address, "--namespace", namespace));
    return CommandRun.of(all.toArray(String[]::new));
  }

  /** The store itself. */
  public RedisStore store() {
    return store;
  }

  @Override
  public void close() {
    store.ledger().purge();
    store.close();
  }
}
