package dev.rinha.cli;

import static dev.rinha.core.store.redis.Histories.history;

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
import dev.rinha.core.store.redis.RedisSettings;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.store.redis.TestRedis;
import dev.rinha.core.store.redis.TestRedis.Edition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in a real Redis, with payments in any state, and commands that are run on it. */
public final class Planted implements AutoCloseable {

  /** When all payments were accepted, in milliseconds since the epoch. */
  public static final long ACCEPTED = 1_752_582_896_000L;

  private static final AtomicInteger STORES = new AtomicInteger();
  private static final String WORKER = "worker";

  private final String address = TestRedis.shared(Edition.BUNDLED).address();
  private final String namespace = "planted" + STORES.incrementAndGet();
  private final RedisStore store;
  private int payments;
  private Money amount = new Money(1990);
  private String processor = "default";

  /** An empty store of an environment of that name. */
  public Planted(String environment) {
    store = RedisStore.open(settings().withEnvironment(environment));
    store.ledger().census(); // Makes it: a store that nobody has used is none.
  }

  /** How to reach it. */
  public RedisSettings settings() {
    return RedisSettings.at(address).withNamespace(namespace);
  }

  /** The store. */
  public RedisStore store() {
    return store;
  }

  /** What is planted from now on is of that amount, and sent to that processor if at all. */
  public Planted with(long cents, String at) {
    amount = new Money(cents);
    processor = at;
    return this;
  }

  /** Plants a payment that waits. */
  public UUID queued() {
    UUID id = new UUID(0x4000L, 0x8000000000000000L | ++payments);
    store.intake().accept(new Payment(id, amount, ACCEPTED));
    return id;
  }

  /** Plants a dead letter. */
  public UUID dead(String reason, long diedAtMillis) {
    UUID id = queued();
    store
        .queue()
        .giveUp(
            WORKER,
            List.of(new GiveUp(taken(), reason, diedAtMillis, history(processor + ":c3/r8"))));
    return id;
  }

  /** Plants so many dead letters at once. */
  public void dead(int count, String reason) {
    for (int i = 0; i < count; i++) {
      queued();
    }
    store
        .queue()
        .giveUp(
            WORKER,
            store.queue().take(WORKER, count, 0).stream()
                .map(claim -> new GiveUp(claim, reason, ACCEPTED + 10, history("default:c3/r8")))
                .toList());
  }

  /** Plants a payment that is on its way. */
  public UUID sending(long requestedAtMillis) {
    UUID id = queued();
    Intent intent = new Intent(processor, requestedAtMillis);
    store.queue().begin(WORKER, List.of(new Begin(taken(), intent, history(processor + ":c3"))));
    return id;
  }

  /** Plants a payment that is in doubt. */
  public UUID inDoubt(long requestedAtMillis) {
    UUID id = queued();
    Claim claim = taken();
    Intent intent = new Intent(processor, requestedAtMillis);
    store.queue().begin(WORKER, List.of(new Begin(claim, intent, history(processor + ":c3"))));
    store
        .queue()
        .doubt(
            WORKER,
            List.of(
                new Doubt(
                    claim.as(new PaymentState.Sending(intent), History.EMPTY),
                    intent,
                    requestedAtMillis + 5,
                    history(processor + ":c3/u8"))));
    return id;
  }

  /** Plants a settled payment. */
  public UUID settled(long requestedAtMillis) {
    UUID id = queued();
    Claim claim = taken();
    Intent intent = new Intent(processor, requestedAtMillis);
    store.queue().begin(WORKER, List.of(new Begin(claim, intent, history(processor + ":c3"))));
    store
        .queue()
        .settle(
            List.of(
                new Settlement(
                    claim, intent, requestedAtMillis + 9, history(processor + ":c3/x8"))));
    return id;
  }

  private Claim taken() {
    return store.queue().take(WORKER, 1, 0).getFirst();
  }

  /** The command line for this store: the words of the command, and where Redis is. */
  public List<String> line(String... words) {
    List<String> line = new ArrayList<>(Arrays.asList(words));
    line.addAll(List.of("--redis", address, "--namespace", namespace));
    return line;
  }

  /** Runs a command on this store. */
  public CommandRun run(String... words) {
    return CommandRun.of(line(words).toArray(String[]::new));
  }

  @Override
  public void close() {
    store.close();
  }
}
