package dev.rinha.core.simulation;

import dev.rinha.core.idempotency.Acceptance;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What has really happened so far, put together from {@linkplain Fact facts}. Not thread safe. */
final class Truth {

  private final Map<UUID, Track> tracks = new LinkedHashMap<>();
  private long generation = 1;
  private long accepted;
  private long settled;
  private long dead;
  private long discarded;
  private long acceptedBefore;
  private long settledBefore;
  private long deadBefore;

  Track begin(UUID correlationId, boolean poison) {
    Track track = new Track(correlationId, poison);
    tracks.put(correlationId, track);
    return track;
  }

  Track track(UUID correlationId) {
    Track track = tracks.get(correlationId);
    if (track == null) {
      throw new IllegalStateException("nobody has offered payment " + correlationId);
    }
    return track;
  }

  Collection<Track> tracks() {
    return tracks.values();
  }

  /** Whether the payment belongs to the generation that counts now. */
  boolean current(Track track) {
    return track.generation == generation;
  }

  long generation() {
    return generation;
  }

  /** Payments accepted in this generation. */
  long accepted() {
    return accepted;
  }

  /** Payments settled in this generation. */
  long settled() {
    return settled;
  }

  /** Dead letters of this generation. */
  long dead() {
    return dead;
  }

  /** Dead letters of this generation that were discarded. */
  long discarded() {
    return discarded;
  }

  /** Payments of this generation that are neither settled nor dead nor discarded. */
  long unfinished() {
    return accepted - settled - dead - discarded;
  }

  long acceptedEver() {
    return acceptedBefore + accepted;
  }

  long settledEver() {
    return settledBefore + settled;
  }

  long deadEver() {
    return deadBefore + dead + discarded;
  }

  boolean allFinished() {
    return unfinished() == 0;
  }

  void learn(Fact fact) {
    switch (fact) {
      case Fact.Offered(Track track, var amount, Acceptance.Accepted _) -> {
        track.accepted = amount;
        track.generation = generation;
        accepted++;
      }
      case Fact.Settled(Track track, var settlement) -> {
        track.settled = settlement.intent();
        settled++;
      }
      case Fact.Buried(Track track, _) -> {
        track.dead = true;
        dead++;
      }
      case Fact.Replayed(Track track) -> {
        track.dead = false;
        dead--;
      }
      case Fact.Discarded(Track track) -> {
        track.discarded = true;
        dead--;
        discarded++;
      }
      case Fact.Inserted(Track track, var executed) -> track.executed.add(executed);
      case Fact.Purged(long newGeneration) -> purged(newGeneration);
      case Fact.Offered _,
          Fact.Told _,
          Fact.Moved _,
          Fact.Contradicted _,
          Fact.FirstByte _,
          Fact.InFlight _,
          Fact.Holding _,
          Fact.Stopped _,
          Fact.LetIn _,
          Fact.SettledWhileRead _,
          Fact.Counted _,
          Fact.Rested _,
          Fact.NotRested _,
          Fact.Threw _ -> {}
    }
  }

  private void purged(long newGeneration) {
    generation = newGeneration;
    acceptedBefore += accepted;
    settledBefore += settled;
    deadBefore += dead + discarded;
    accepted = 0;
    settled = 0;
    dead = 0;
    discarded = 0;
  }
}
