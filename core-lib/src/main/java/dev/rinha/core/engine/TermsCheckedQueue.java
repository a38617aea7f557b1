package dev.rinha.core.engine;

import dev.rinha.core.store.Claim;
import dev.rinha.core.store.DelegatingQueue;
import dev.rinha.core.store.PauseSwitch;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkerRoster;
import dev.rinha.core.store.WorkerTerms;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The queue as a worker sees it that respects the terms of the others. Before it takes anything it
 * says on which terms it works. While another one is there beside whom payments might be paid
 * twice, it takes nothing and looks again, instead of ending: a worker that replaces one with other
 * settings begins when that one is gone. Once it has begun, newcomers stand back for it.
 *
 * <p>Workers look for pauses once a second, and before they take anything; that is when this looks.
 * Thread safe.
 */
public final class TermsCheckedQueue extends DelegatingQueue {

  private static final long ANNOUNCE_EVERY_MILLIS = 5_000;
  private static final Logger LOG = Logger.getLogger(TermsCheckedQueue.class.getName());

  private final PauseSwitch pauses;
  private final WorkerRoster roster;
  private final WorkerTerms terms;
  private final Supplier<String> address;
  private final Clocks clocks;
  private final Set<String> remarks = new HashSet<>();
  private volatile boolean begun;
  private volatile Optional<String> clash = Optional.empty();
  private boolean left;
  private long announceAtMillis = Long.MIN_VALUE;

  /**
   * Calls go to these ports of one store.
   *
   * @param address where other processes reach this worker, as far as that is known
   */
  public TermsCheckedQueue(
      WorkQueue queue,
      PauseSwitch pauses,
      WorkerRoster roster,
      WorkerTerms terms,
      Supplier<String> address,
      Clocks clocks) {
    super(queue);
    this.pauses = pauses;
    this.roster = roster;
    this.terms = terms;
    this.address = address;
    this.clocks = clocks;
  }

  /** Beside which worker, and why, nothing is taken; empty if it is. */
  public Optional<String> clash() {
    return clash;
  }

  /** What is paused now; looks who else works on the store before. */
  public Pauses pauses() {
    look();
    return pauses.current();
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    if (begun) {
      return super.take(worker, max, waitMillis);
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(waitMillis));
    return List.of();
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return begun ? super.takeOver(worker, max, idleMillis) : List.of();
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return begun ? super.takeBack(worker, processor, max) : List.of();
  }

  /**
   * Says that this worker has ended and written down all it knew. Does nothing if it never began.
   *
   * @throws dev.rinha.core.store.StoreException if the store did not hear it; the others ask this
   *     worker in vain, then, until they forget it
   */
  public synchronized void left() {
    if (begun && !left) {
      left = true;
      var _ = roster.announce(terms.left());
    }
  }

  private synchronized void look() {
    long now = clocks.now().monotonicMillis();
    if (left || now < announceAtMillis) {
      return;
    }
    List<WorkerTerms> others = roster.announce(terms.withAddress(address.get()));
    Optional<String> found =
        begun
            ? Optional.empty()
            : others.stream().flatMap(other -> terms.clashWith(other).stream()).findFirst();
    if (found.isPresent()) {
      roster.withdraw(terms.worker());
      if (!found.equals(clash)) {
        LOG.log(Level.SEVERE, "this worker takes no payments: {0}", found.get());
      }
    } else {
      begun = true;
      announceAtMillis = now + ANNOUNCE_EVERY_MILLIS;
      others.stream()
          .flatMap(other -> terms.remarkOn(other).stream())
          .filter(remarks::add)
          .forEach(LOG::warning);
    }
    clash = found;
  }
}
