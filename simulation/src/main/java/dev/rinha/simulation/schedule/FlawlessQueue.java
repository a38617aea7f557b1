package dev.rinha.simulation.schedule;

import dev.rinha.core.history.History;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Era;
import dev.rinha.core.store.WorkQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A queue with one worker, in which nothing goes wrong: it does what it is told and remembers what
 * waits. Not thread safe.
 */
final class FlawlessQueue implements WorkQueue {

  private final Consumer<Settlement> settled;
  private final ArrayDeque<Payment> waiting = new ArrayDeque<>();

  FlawlessQueue(Consumer<Settlement> settled) {
    this.settled = settled;
  }

  void add(Payment payment) {
    waiting.add(payment);
  }

  int size() {
    return waiting.size();
  }

  /** A take waits for as long as it likes. */
  @Override
  public long answerBoundMillis() {
    return Integer.MAX_VALUE;
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    List<Claim> claims = new ArrayList<>();
    while (claims.size() < max && !waiting.isEmpty()) {
      claims.add(new Claim("", 0, waiting.remove(), new PaymentState.Queued(), History.EMPTY));
    }
    return claims;
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return List.of();
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return List.of();
  }

  @Override
  public void release(String worker, List<Claim> claims) {}

  @Override
  public void park(String worker, String processor, List<Claim> claims) {}

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return List.of();
  }

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return done(sends);
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return done(doubts);
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return done(clearances);
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    settlements.forEach(settled);
    return done(settlements);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return done(giveUps);
  }

  @Override
  public int recall(List<Recollection> recollections) {
    return 0;
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    return new Era(era, true, false);
  }

  @Override
  public void leave(String worker) {}

  private static List<WriteResult> done(List<?> writes) {
    return writes.stream().map(_ -> WriteResult.DONE).toList();
  }
}
