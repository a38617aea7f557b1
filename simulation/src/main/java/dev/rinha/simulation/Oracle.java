package dev.rinha.simulation;

import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What has really happened so far, put together from {@linkplain Fact facts}. Not thread safe. */
final class Oracle {

  private final Set<String> workers = new HashSet<>();
  private final Map<UUID, Track> tracks = new LinkedHashMap<>();
  private final ToIntFunction<UUID> partitionOf;

  /** Of each partition. */
  private final long[] generations;

  private long accepted;
  private long settled;
  private long dead;
  private long discarded;
  private long acceptedBefore;
  private long settledBefore;
  private long deadBefore;
  private boolean wentBack;

  /**
   * @param partitions of how many the store is
   * @param partitionOf in which of them a payment is
   */
  Oracle(int partitions, ToIntFunction<UUID> partitionOf) {
    this.partitionOf = partitionOf;
    this.generations = new long[partitions];
    Arrays.fill(generations, 1);
  }

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
    return track.generation == generation(track);
  }

  /** The generation of the partition in which the payment is. */
  long generation(Track track) {
    return generation(partitionOf.applyAsInt(track.correlationId));
  }

  long generation(int partition) {
    return generations[partition];
  }

  /** Of each partition; different ones while a purge is not completed. */
  List<Long> generations() {
    return Arrays.stream(generations).boxed().toList();
  }

  boolean purgedEverywhere() {
    return Arrays.stream(generations).distinct().count() == 1;
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
        accept(track, amount);
        track.acceptedEver.add(amount);
      }
      case Fact.Recalled(Track track, var amount) -> accept(track, amount);
      case Fact.Moved(Track track, _, var announced) -> announced.ifPresent(track.announced::add);
      case Fact.Settled(Track track, var settlement) -> {
        Money amount = settlement.claim().payment().amount();
        if (current(track)) {
          track.accepted = amount;
        } else {
          accept(track, amount);
        }
        if (track.dead) {
          track.dead = false;
          dead--;
        }
        track.settled = settlement.intent();
        settled++;
      }
      case Fact.GivenUp(Track track, _) -> {
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
      case Fact.Purged(int partition, long generation) -> purged(partition, generation);
      case Fact.Offered _,
          Fact.Told _,
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

  private void accept(Track track, Money amount) {
    track.accepted = amount;
    track.generation = generation(track);
    track.lastGeneration = track.generation;
    accepted++;
  }

  /** What was true about one payment, as far as the store can change it. */
  private record TrackThen(
      @Nullable Money accepted,
      long generation,
      @Nullable Intent settled,
      boolean dead,
      boolean discarded) {

    private static TrackThen of(Track track) {
      return new TrackThen(
          track.accepted, track.generation, track.settled, track.dead, track.discarded);
    }

    private void restore(Track track) {
      track.replayLost |= dead && !track.dead;
      track.accepted = accepted;
      track.generation = generation;
      track.settled = settled;
      track.dead = dead;
      track.discarded = discarded;
      track.rewound = true;
    }
  }

  /** What was true at some time, as far as the store can change it. */
  record Past(Map<Track, TrackThen> tracks, int workersEver) {}

  Past past() {
    Map<Track, TrackThen> then = new LinkedHashMap<>();
    tracks.values().forEach(track -> then.put(track, TrackThen.of(track)));
    return new Past(then, workers.size());
  }

  /**
   * The store has lost everything since then of these payments.
   *
   * @return payments that were accepted, and are not known to it any more
   */
  List<Track> goBackTo(Past past, Predicate<UUID> of) {
    wentBack = true;
    List<Track> lost = new ArrayList<>();
    past.tracks.forEach(
        (track, then) -> {
          if (of.test(track.correlationId) && !TrackThen.of(track).equals(then)) {
            if (then.generation != generation(track) && current(track)) {
              lost.add(track);
            }
            count(track, -1);
            then.restore(track);
            count(track, 1);
          }
        });
    return lost;
  }

  private void count(Track track, int one) {
    if (current(track)) {
      accepted += one;
      settled += track.settled == null ? 0 : one;
      dead += track.dead && !track.discarded ? one : 0;
      discarded += track.discarded ? one : 0;
    }
  }

  void joined(String worker) {
    workers.add(worker);
  }

  /** How many workers the store has ever heard of. */
  int workersEver() {
    return workers.size();
  }

  /** Whether the store ever went back in time. */
  boolean wentBack() {
    return wentBack;
  }

  private void purged(int partition, long generation) {
    for (Track track : tracks.values()) {
      if (partitionOf.applyAsInt(track.correlationId) == partition && current(track)) {
        acceptedBefore++;
        settledBefore += track.settled == null ? 0 : 1;
        deadBefore += track.dead ? 1 : 0;
        count(track, -1);
      }
    }
    generations[partition] = generation;
  }
}
