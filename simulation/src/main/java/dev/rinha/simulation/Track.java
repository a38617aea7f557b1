package dev.rinha.simulation;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What really became of one payment, whatever the store or a worker believes. */
final class Track {

  /**
   * A payment as a processor has stored it.
   *
   * @param cents the amount in cents
   */
  record Executed(String processor, long cents, long requestedAtMillis) {}

  final UUID correlationId;

  /** Every processor rejects it. */
  final boolean poison;

  final List<Executed> executed = new ArrayList<>(1);

  /** The amount with which it was accepted; null while it is not. */
  @Nullable Money accepted;

  /** The generation in which it was accepted; 0 while it is not. */
  long generation;

  /** The generation in which it was accepted last, also if the store has lost that. */
  long lastGeneration;

  @Nullable Intent settled;

  /** A dead letter, also one that was discarded. */
  boolean dead;

  boolean discarded;

  /** With which amounts it was ever accepted, the last one last. */
  final SequencedSet<Money> acceptedEver = new LinkedHashSet<>();

  /** What the store was ever told to be about to be sent. */
  final Set<Intent> announced = new HashSet<>();

  /** The store went back in time to before something that happened to it. */
  boolean rewound;

  /** The store went back in time to before it was put back from the dead letters. */
  boolean replayLost;

  Track(UUID correlationId, boolean poison) {
    this.correlationId = correlationId;
    this.poison = poison;
  }

  boolean executedAs(Intent intent, Money amount) {
    return executed.contains(
        new Executed(intent.processor(), amount.cents(), intent.requestedAtMillis()));
  }

  Money lostAmount() {
    return acceptedEver.getLast();
  }

  boolean acceptedAs(long cents) {
    return acceptedEver.contains(new Money(cents));
  }

  @Override
  public String toString() {
    return "%s accepted=%s generation=%s executed=%s settled=%s dead=%s discarded=%s"
        .formatted(correlationId, accepted, generation, executed, settled, dead, discarded);
  }
}
