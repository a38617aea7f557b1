package dev.rinha.core.engine;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.List;

/** What happens to {@link ExecutionCore}: answers to its commands, and orders from outside. */
public sealed interface Event {

  /** Answers {@link Command.Take}. */
  record Taken(List<Claim> claims) implements Event {}

  /** Answers {@link Command.TakeOver} and {@link Command.TakeBack}. */
  record TakenOver(List<Claim> claims) implements Event {}

  /** Answers {@link Command.Take} when the store did not. */
  record TakeFailed() implements Event {}

  /** Answers {@link Command.TakeOver} and {@link Command.TakeBack} when the store did not. */
  record TakeOverFailed() implements Event {}

  /** Answers {@link Command.Renew}. */
  record Renewed(List<Long> lostTickets) implements Event {}

  /** Answers {@link Command.Renew} when the store did not. */
  record RenewFailed() implements Event {}

  /** Answers a {@link Command.StoreWrite}. */
  record Written(long ticket, WriteResult result) implements Event {}

  /** Answers a {@link Command.StoreWrite} when it is not known whether it was done. */
  record WriteFailed(long ticket) implements Event {}

  /** Answers {@link Command.Send}. */
  record Answered(long ticket, Outcome outcome, long tookMillis) implements Event {}

  /** Answers {@link Command.Send} when the permission to send had expired and nothing was sent. */
  record TooLate(long ticket) implements Event {}

  /** Answers {@link Command.Find}. */
  record LookedUp(long ticket, Lookup lookup) implements Event {}

  /** Answers {@link Command.ReadPauses}. */
  record PausesRead(Pauses pauses) implements Event {}

  /** Answers {@link Command.ReadPauses} when the store did not. */
  record PausesUnread() implements Event {}

  /**
   * Answers {@link Command.Tell}.
   *
   * @param told the era that the command named
   * @param now the era of the store now
   * @param news of how many payments the store did not know what it was told
   */
  record Told(long told, Era now, int news) implements Event {}

  /** Answers {@link Command.Tell} when the store did not. */
  record TellFailed() implements Event {}

  /**
   * A processor's health became known.
   *
   * @param ageMillis how long ago the processor said so
   */
  record HealthSeen(String processor, HealthReport report, long ageMillis) implements Event {

    /** What a processor says just now. */
    public HealthSeen(String processor, HealthReport report) {
      this(processor, report, 0);
    }
  }

  /** Time has passed. */
  record Tick() implements Event {}

  /** Begin nothing new; what is in flight may end. */
  record Quiesce() implements Event {}

  /** Go on after a {@link Quiesce}. */
  record Resume() implements Event {}

  /** A purge has happened: what belongs to an earlier generation is gone. */
  record Purged(long generation) implements Event {}

  /** Quiesce for good, and let others have what is not in flight. */
  record Stop() implements Event {}
}
