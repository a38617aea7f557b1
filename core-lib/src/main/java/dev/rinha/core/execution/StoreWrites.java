package dev.rinha.core.execution;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes a worker's writes to the store: several in one call, few calls at a time. A store that
 * serves one caller after the other would have everybody wait, the gateway first, for a worker that
 * hands it a thousand writes at once.
 *
 * <p>What ends payments goes before what begins them. Not thread safe; only {@link #alone} and
 * {@link #release} may be called by any thread.
 */
final class StoreWrites {

  /** A single-threaded store serves nobody else during one call; this keeps each call short. */
  private static final int MAX_PER_CALL = 16;

  /** One is carried out while the next one is on its way; more would only wait there. */
  private static final int MAX_CALLS = 2;

  private final Executor executor;
  private final Consumer<List<Event>> ended;
  private final Consumer<StoreException> failed;

  private final Lane<WorkQueue.Settlement> settlements;
  private final Lane<WorkQueue.Doubt> doubts;
  private final Lane<WorkQueue.Burial> burials;
  private final Lane<WorkQueue.Clearance> clearances;
  private final Lane<WorkQueue.Begin> begins;
  private final List<Lane<?>> lanes;
  private int calls;

  /** Settlements share it, a reader of the books has it alone. Fair, so that neither starves. */
  private final ReadWriteLock books = new ReentrantReadWriteLock(true);

  /**
   * Begins with nothing to write.
   *
   * @param executor makes the calls, which block
   * @param ended is told what came of a call, by the thread that made it; to be followed by {@link
   *     #callEnded} on the owner's thread
   * @param failed is told, by the same thread, when the store did not answer
   */
  StoreWrites(
      String worker,
      WorkQueue queue,
      Executor executor,
      Consumer<List<Event>> ended,
      Consumer<StoreException> failed) {
    this.executor = executor;
    this.ended = ended;
    this.failed = failed;
    this.settlements = new Lane<>(writes -> settle(queue, writes));
    this.doubts = new Lane<>(writes -> queue.doubt(worker, writes));
    this.burials = new Lane<>(writes -> queue.bury(worker, writes));
    this.clearances = new Lane<>(writes -> queue.clear(worker, writes));
    this.begins = new Lane<>(writes -> queue.begin(worker, writes));
    this.lanes = List.of(settlements, doubts, burials, clearances, begins);
  }

  /** Adds a write; {@link #start} takes it to the store. */
  void add(Command.StoreWrite command) {
    switch (command) {
      case Command.Settle(long ticket, WorkQueue.Settlement write) ->
          settlements.add(ticket, write);
      case Command.Doubt(long ticket, WorkQueue.Doubt write) -> doubts.add(ticket, write);
      case Command.Bury(long ticket, WorkQueue.Burial write) -> burials.add(ticket, write);
      case Command.Clear(long ticket, WorkQueue.Clearance write) -> clearances.add(ticket, write);
      case Command.Begin(long ticket, WorkQueue.Begin write) -> begins.add(ticket, write);
    }
  }

  /** Starts as many calls as may be out. */
  void start() {
    for (Lane<?> lane : lanes) {
      while (calls < MAX_CALLS && !lane.isEmpty()) {
        lane.startCall();
      }
    }
  }

  /** Starts all settlements at once: somebody waits for them. */
  void startSettlements() {
    while (!settlements.isEmpty()) {
      settlements.startCall();
    }
  }

  /** Starts everything at once: there is no later. */
  void startAll() {
    for (Lane<?> lane : lanes) {
      while (!lane.isEmpty()) {
        lane.startCall();
      }
    }
  }

  /** Takes note that a call has ended, which makes room for another one. */
  void callEnded() {
    calls--;
  }

  /**
   * Waits until the settlements that were started before are written, and keeps later ones waiting
   * until {@link #release}.
   *
   * @return whether that came true within the bound; if not, there is nothing to release
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean alone(long boundMillis) throws InterruptedException {
    return books.writeLock().tryLock(boundMillis, TimeUnit.MILLISECONDS);
  }

  /** Ends {@link #alone}, by the same thread. */
  void release() {
    books.writeLock().unlock();
  }

  private List<Write> settle(WorkQueue queue, List<WorkQueue.Settlement> writes) {
    books.readLock().lock();
    try {
      return queue.settle(writes);
    } finally {
      books.readLock().unlock();
    }
  }

  private record Ticketed<W>(long ticket, W write) {}

  /** Writes of one kind, which go to the store together. */
  private final class Lane<W> {

    private final Function<List<W>, List<Write>> call;
    private final Queue<Ticketed<W>> waiting = new ArrayDeque<>();

    Lane(Function<List<W>, List<Write>> call) {
      this.call = call;
    }

    void add(long ticket, W write) {
      waiting.add(new Ticketed<>(ticket, write));
    }

    boolean isEmpty() {
      return waiting.isEmpty();
    }

    void startCall() {
      List<Ticketed<W>> some = new ArrayList<>();
      while (some.size() < MAX_PER_CALL && !waiting.isEmpty()) {
        some.add(waiting.remove());
      }
      calls++;
      executor.execute(() -> ended.accept(answers(some)));
    }

    private List<Event> answers(List<Ticketed<W>> some) {
      try {
        List<Write> results = call.apply(some.stream().map(Ticketed::write).toList());
        List<Event> answers = new ArrayList<>(some.size());
        for (int i = 0; i < some.size(); i++) {
          answers.add(new Event.Written(some.get(i).ticket(), results.get(i)));
        }
        return answers;
      } catch (RuntimeException e) {
        failed.accept(
            e instanceof StoreException known ? known : new StoreException(e.toString(), e));
        return some.stream().<Event>map(one -> new Event.WriteFailed(one.ticket())).toList();
      }
    }
  }
}
