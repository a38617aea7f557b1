package dev.rinha.core.engine;

import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.UnwritableException;
import dev.rinha.core.store.WorkQueue;
import dev.rinha.core.store.WorkQueue.WriteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes a worker's writes to the store: several in one call, few calls at a time. A store that
 * serves one caller after the other would have everybody wait, the gateway first, for a worker that
 * hands it a thousand writes at once.
 *
 * <p>What ends payments goes before what begins them. Readers of the books are let in between two
 * settlements, together, and settlements that come meanwhile wait for them.
 *
 * <p>Makes no calls itself, so the simulation runs this very class. Not thread safe: belongs to the
 * thread that decides.
 */
final class StoreWrites {

  /** A single-threaded store serves nobody else during one call; this keeps each call short. */
  private static final int MAX_PER_CALL = 16;

  /** One is carried out while the next one is on its way; more would only wait there. */
  private static final int MAX_CALLS = 2;

  private final Caller caller;
  private final Consumer<Ended> ended;
  private final Consumer<RuntimeException> refused;

  private final Lane<WorkQueue.Settlement> settlements;
  private final Lane<WorkQueue.Doubt> doubts;
  private final Lane<WorkQueue.GiveUp> giveUps;
  private final Lane<WorkQueue.Clearance> clearances;
  private final Lane<WorkQueue.Begin> begins;
  private final List<Lane<?>> ends;

  private final List<CompletableFuture<Void>> waitingReaders = new ArrayList<>();
  private int reading;
  private int calls;

  /** Makes calls of the store, without keeping its own caller waiting. */
  interface Caller {
    /**
     * Makes one.
     *
     * @param answered is to be told the results, in the order of the writes
     * @param failed is to be run instead if the store does not answer
     */
    <W> void call(
        List<W> writes,
        Function<List<W>, List<WriteResult>> call,
        Consumer<List<WriteResult>> answered,
        Runnable failed);
  }

  /**
   * What came of a call: to be handed to {@link #callEnded}, and the events to the core.
   *
   * @param events one for each write of the call
   */
  record Ended(Lane<?> lane, List<Event> events) {}

  /**
   * Begins with nothing to write.
   *
   * @param worker in whose name is written
   * @param ended is told what came of each call, by whatever thread the caller uses
   * @param refused is told why the store cannot do a write, likewise
   */
  StoreWrites(
      String worker,
      WorkQueue queue,
      Caller caller,
      Consumer<Ended> ended,
      Consumer<RuntimeException> refused) {
    this.caller = caller;
    this.ended = ended;
    this.refused = refused;
    this.settlements = new Lane<>(queue::settle);
    this.doubts = new Lane<>(writes -> queue.doubt(worker, writes));
    this.giveUps = new Lane<>(writes -> queue.giveUp(worker, writes));
    this.clearances = new Lane<>(writes -> queue.clear(worker, writes));
    this.begins = new Lane<>(writes -> queue.begin(worker, writes));
    this.ends = List.of(settlements, doubts, giveUps, clearances);
  }

  /** Adds a write; {@link #start} takes it to the store. */
  void add(Command.StoreWrite command) {
    switch (command) {
      case Command.Settle(long ticket, WorkQueue.Settlement write) ->
          settlements.add(ticket, write);
      case Command.Doubt(long ticket, WorkQueue.Doubt write) -> doubts.add(ticket, write);
      case Command.GiveUp(long ticket, WorkQueue.GiveUp write) -> giveUps.add(ticket, write);
      case Command.Clear(long ticket, WorkQueue.Clearance write) -> clearances.add(ticket, write);
      case Command.Begin(long ticket, WorkQueue.Begin write) -> begins.add(ticket, write);
    }
  }

  /** Starts as many calls as may be out. */
  void start() {
    for (Lane<?> lane : ends) {
      if (lane != settlements || (reading == 0 && waitingReaders.isEmpty())) {
        start(lane);
      }
    }
    start(begins);
  }

  private void start(Lane<?> lane) {
    while (calls < MAX_CALLS && !lane.isEmpty()) {
      lane.startCall();
    }
  }

  /** Starts at once whatever ends a payment: there is no later. Nothing is begun any more. */
  void startLast() {
    ends.forEach(Lane::startCalls);
  }

  /** Takes note that a call has ended, which makes room for another one. */
  void callEnded(Ended call) {
    calls--;
    call.lane().calls--;
    admit();
  }

  /**
   * Lets a reader in, by completing that future, as soon as all settlements that were added before
   * are written. Those that are added later wait until it {@linkplain #leave leaves}.
   */
  void arrive(CompletableFuture<Void> reader) {
    waitingReaders.add(reader);
    writeForReaders();
  }

  /** A reader is done, or waits no longer. */
  void leave(CompletableFuture<Void> reader) {
    if (!waitingReaders.remove(reader)) {
      reading--;
    }
    writeForReaders();
  }

  private void writeForReaders() {
    if (reading == 0 && !waitingReaders.isEmpty()) {
      settlements.startCalls();
    }
    admit();
  }

  private void admit() {
    if (reading == 0 && settlements.calls == 0) {
      reading = waitingReaders.size();
      waitingReaders.forEach(reader -> reader.complete(null));
      waitingReaders.clear();
    }
  }

  /** A write that the store cannot do must not keep its neighbours from being done. */
  private <W> List<WriteResult> eachForItself(
      Function<List<W>, List<WriteResult>> call, List<W> writes) {
    try {
      return call.apply(writes);
    } catch (RuntimeException e) {
      requireRefusal(e);
      return writes.stream().map(write -> alone(call, write)).toList();
    }
  }

  private <W> WriteResult alone(Function<List<W>, List<WriteResult>> call, W write) {
    try {
      return call.apply(List.of(write)).getFirst();
    } catch (RuntimeException e) {
      requireRefusal(e);
      refused.accept(e);
      return WriteResult.REFUSED;
    }
  }

  /** Everything else is about the store, which does nothing at all then. */
  private static void requireRefusal(RuntimeException e) {
    if (e instanceof StoreException && !(e instanceof UnwritableException)) {
      throw e;
    }
  }

  private record Ticketed<W>(long ticket, W write) {}

  /** Writes of one kind, which go to the store together. */
  final class Lane<W> {

    private final Function<List<W>, List<WriteResult>> call;
    private final Queue<Ticketed<W>> waiting = new ArrayDeque<>();
    private int calls;

    private Lane(Function<List<W>, List<WriteResult>> call) {
      this.call = writes -> eachForItself(call, writes);
    }

    private void add(long ticket, W write) {
      waiting.add(new Ticketed<>(ticket, write));
    }

    private boolean isEmpty() {
      return waiting.isEmpty();
    }

    private void startCalls() {
      while (!isEmpty()) {
        startCall();
      }
    }

    private void startCall() {
      List<Ticketed<W>> some = new ArrayList<>();
      while (some.size() < MAX_PER_CALL && !waiting.isEmpty()) {
        some.add(waiting.remove());
      }
      calls++;
      StoreWrites.this.calls++;
      caller.call(
          some.stream().map(Ticketed::write).toList(),
          call,
          results -> ended.accept(new Ended(this, written(some, results))),
          () -> ended.accept(new Ended(this, failed(some))));
    }

    private List<Event> written(List<Ticketed<W>> some, List<WriteResult> results) {
      List<Event> events = new ArrayList<>(some.size());
      for (int i = 0; i < some.size(); i++) {
        events.add(new Event.Written(some.get(i).ticket(), results.get(i)));
      }
      return events;
    }

    private List<Event> failed(List<Ticketed<W>> some) {
      return some.stream().<Event>map(one -> new Event.WriteFailed(one.ticket())).toList();
    }
  }
}
