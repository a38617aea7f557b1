package dev.rinha.core.store;

import java.util.List;

/**
 * Passes every call on to another queue. A subclass overrides those that it watches or, in tests,
 * answers differently. As thread safe as that queue.
 */
public abstract class DelegatingQueue implements WorkQueue {

  private final WorkQueue queue;

  /** Calls go to that queue. */
  protected DelegatingQueue(WorkQueue queue) {
    this.queue = queue;
  }

  @Override
  public long answerBoundMillis() {
    return queue.answerBoundMillis();
  }

  @Override
  public List<Claim> take(String worker, int max, long waitMillis) {
    return queue.take(worker, max, waitMillis);
  }

  @Override
  public List<Claim> takeOver(String worker, int max, long idleMillis) {
    return queue.takeOver(worker, max, idleMillis);
  }

  @Override
  public List<Claim> renew(String worker, List<Claim> claims) {
    return queue.renew(worker, claims);
  }

  @Override
  public void release(String worker, List<Claim> claims) {
    queue.release(worker, claims);
  }

  @Override
  public void park(String worker, String processor, List<Claim> claims) {
    queue.park(worker, processor, claims);
  }

  @Override
  public List<Claim> takeBack(String worker, String processor, int max) {
    return queue.takeBack(worker, processor, max);
  }

  @Override
  public List<WriteResult> begin(String worker, List<Begin> sends) {
    return queue.begin(worker, sends);
  }

  @Override
  public List<WriteResult> doubt(String worker, List<Doubt> doubts) {
    return queue.doubt(worker, doubts);
  }

  @Override
  public List<WriteResult> clear(String worker, List<Clearance> clearances) {
    return queue.clear(worker, clearances);
  }

  @Override
  public List<WriteResult> settle(List<Settlement> settlements) {
    return queue.settle(settlements);
  }

  @Override
  public List<WriteResult> giveUp(String worker, List<GiveUp> giveUps) {
    return queue.giveUp(worker, giveUps);
  }

  @Override
  public int recall(List<Recollection> recollections) {
    return queue.recall(recollections);
  }

  @Override
  public Era told(String worker, long era, boolean waitsForOthers) {
    return queue.told(worker, era, waitsForOthers);
  }

  @Override
  public void leave(String worker) {
    queue.leave(worker);
  }
}
