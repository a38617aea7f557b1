package dev.rinha.simulation;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.StoreException;
import java.util.Optional;

/**
 * Those who want payments executed, each through some API instance: they repeat themselves, at once
 * or later, sometimes with another amount, and offer again what they do not know to be accepted.
 */
final class Clients {

  private static final double OTHER_AMOUNT = 0.3;
  private static final double GIVES_UP = 0.2;
  private static final long RETRY_MILLIS = 400;
  private static final double REPEATS_LOST = 0.7;
  private static final long LOST_REPEAT_MILLIS = 3_000;

  private final World world;
  private final FaultRates faults;
  private long offersOpen;

  Clients(World world) {
    this.world = world;
    this.faults = world.scenario.faults();
    world.whenLost(this::repeat);
  }

  /** Many who were not sure to be accepted ask again, and do not find out that they were lost. */
  private void repeat(Track track) {
    if (world.random.chance(REPEATS_LOST)) {
      Money amount =
          world.random.chance(OTHER_AMOUNT / 3)
              ? new Money(world.random.between(1, 100_000))
              : track.lostAmount();
      offerAfter(world.random.upTo(LOST_REPEAT_MILLIS), track, amount);
    }
  }

  /** Lets all payments arrive, some in bursts, before the faults end. */
  void arrive() {
    RandomSource random = world.random;
    Scenario scenario = world.scenario;
    long atMillis = 0;
    for (int i = 0; i < scenario.payments(); i++) {
      atMillis = random.chance(0.5) ? atMillis : scenario.faultyTime(random);
      Track track = world.oracle.begin(random.uuid(), random.chance(faults.clients().poison()));
      Money amount = new Money(random.between(1, 100_000));
      offerAfter(atMillis, track, amount);
      while (random.chance(faults.clients().repeats())) {
        Money again = random.chance(OTHER_AMOUNT) ? new Money(random.between(1, 100_000)) : amount;
        offerAfter(
            random.chance(0.5)
                ? atMillis + random.upTo(10)
                : Math.max(atMillis, scenario.faultyTime(random)),
            track,
            again);
      }
    }
  }

  /** Whether nobody wants anything any more. */
  boolean done() {
    return offersOpen == 0;
  }

  private void offerAfter(long delayMillis, Track track, Money amount) {
    offersOpen++;
    world.virtualClock.after(
        delayMillis,
        () -> {
          offersOpen--;
          offer(track, amount);
        });
  }

  private void offer(Track track, Money amount) {
    if (track.lastGeneration > 0 && track.lastGeneration != world.oracle.generation(track)) {
      // A payment of a purged generation is not offered again: processors may know it already.
      return;
    }
    if (world.storeAway() || world.storeFull() || world.mishap(faults.store().fails())) {
      told(track, amount, Optional.empty());
      offerAgain(track, amount);
      return;
    }
    world.note("client", "offers ", track);
    world.note("client", "  with amount ", amount);
    Optional<Acceptance> answer = accept(track, amount);
    world.queued();
    if (answer.isEmpty() || world.mishap(faults.clients().acceptLost())) {
      told(track, amount, Optional.empty());
      offerAgain(track, amount);
    } else {
      told(track, amount, answer);
    }
  }

  /** Empty if its partition does not answer. */
  private Optional<Acceptance> accept(Track track, Money amount) {
    try {
      return Optional.of(
          world
              .store
              .intake()
              .accept(new Payment(track.correlationId, amount, world.clientClock.millis())));
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private void told(Track track, Money amount, Optional<Acceptance> answer) {
    world.happened(new Fact.Told(track, amount, answer));
  }

  private void offerAgain(Track track, Money amount) {
    if (!world.random.chance(GIVES_UP)) {
      offerAfter(world.random.upTo(RETRY_MILLIS), track, amount);
    }
  }
}
