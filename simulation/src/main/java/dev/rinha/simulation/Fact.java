package dev.rinha.simulation;

import dev.rinha.core.engine.Command;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.WorkQueue;
import java.util.List;
import java.util.Optional;

/** Something that really happened, seen by nobody inside the simulated world. */
sealed interface Fact {

  /** The store answered an offer. */
  record Offered(Track track, Money amount, Acceptance answer) implements Fact {}

  /**
   * A client's offer has come to an end.
   *
   * @param answer what the client was told; empty if it was told nothing
   */
  record Told(Track track, Money amount, Optional<Acceptance> answer) implements Fact {}

  /** The store carried out a write that needs a claim. */
  record Moved(Track track, Claim claim, Optional<Intent> announced) implements Fact {}

  /** The store was told of a payment that it did not know any more. */
  record Recalled(Track track, Money amount) implements Fact {}

  /** The store settled a payment. */
  record Settled(Track track, WorkQueue.Settlement settlement) implements Fact {}

  /** The store refused a settlement because it contradicts what is recorded. */
  record Contradicted(Track track, WorkQueue.Settlement settlement) implements Fact {}

  /** The store moved a payment to the dead letters. */
  record GivenUp(Track track, WorkQueue.GiveUp giveUp) implements Fact {}

  /** The store put a dead letter back on the queue. */
  record Replayed(Track track) implements Fact {}

  /** The store discarded a dead letter. */
  record Discarded(Track track) implements Fact {}

  /** A partition of the store forgot everything; the only one is number 0. */
  record Purged(int partition, long generation) implements Fact {}

  /**
   * The first byte of a request leaves a worker's machine.
   *
   * @param stored what the store knows at this moment
   */
  record FirstByte(Track track, Command.Send send, Optional<PaymentState> stored) implements Fact {}

  /** A processor stored a payment. */
  record Inserted(Track track, Track.Executed executed) implements Fact {}

  /** So many requests of one worker to one processor await their answers. */
  record InFlight(String worker, String processor, int count, int bound) implements Fact {}

  /** So many payments are held by one worker. */
  record Holding(String worker, int count, int bound) implements Fact {}

  /**
   * A worker has been stopped.
   *
   * @param unwritten of which it had read that they are executed, without telling the store
   */
  record Stopped(String worker, List<Track> unwritten) implements Fact {}

  /**
   * A worker lets a reader of the books in.
   *
   * @param unwritten of which it had read before the reader came that they are executed, without
   *     telling the store since
   * @param unanswered what processors had been asked before the reader came and had not answered,
   *     though the reader could have waited
   */
  record LetIn(String worker, List<Track> unwritten, List<Command.Find> unanswered)
      implements Fact {}

  /** A worker begins to write settlements while so many readers of the books are let in. */
  record SettledWhileRead(String worker, int readers) implements Fact {}

  /** One step is over. */
  record Counted(Census census) implements Fact {}

  /** Everything is finished and nothing is on its way. */
  record Rested(Ledger ledger, RandomSource random) implements Fact {}

  /** Long after the faults have ended some payments are not finished. */
  record NotRested(long faultlessMillis) implements Fact {}

  /** Something threw. */
  record Threw(RuntimeException exception) implements Fact {}
}
