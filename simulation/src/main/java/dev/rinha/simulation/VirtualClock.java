package dev.rinha.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A virtual clock and what is going to happen in it. Time passes only by {@link #advance}; what was
 * scheduled for the same millisecond happens in the order in which it was scheduled. Not thread
 * safe.
 */
public final class VirtualClock implements InstantSource {

  private static final int INITIAL_CAPACITY = 256;

  // A binary heap in parallel arrays: scheduling allocates nothing besides the action itself.
  private long[] times = new long[INITIAL_CAPACITY];
  private long[] tickets = new long[INITIAL_CAPACITY];
  private @Nullable Runnable[] actions = new Runnable[INITIAL_CAPACITY];
  private int size;
  private long nextTicket;
  private long nowMillis;

  /** Creates one on which nothing is scheduled. */
  public VirtualClock(long startMillis) {
    this.nowMillis = startMillis;
  }

  @Override
  public long millis() {
    return nowMillis;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMillis);
  }

  /** Lets something happen that many milliseconds from now. */
  public void after(long delayMillis, Runnable action) {
    at(nowMillis + delayMillis, action);
  }

  /** Lets something happen at that time, or now if the time has passed. */
  public void at(long atMillis, Runnable action) {
    if (size == actions.length) {
      times = Arrays.copyOf(times, 2 * size);
      tickets = Arrays.copyOf(tickets, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    rise(size++, Math.max(atMillis, nowMillis), nextTicket++, action);
  }

  /**
   * Moves the clock to the next thing scheduled and lets it happen.
   *
   * @return false if nothing is scheduled
   */
  public boolean advance() {
    if (size == 0) {
      return false;
    }
    nowMillis = times[0];
    Runnable action = actions[0];
    size--;
    long lastTime = times[size];
    long lastTicket = tickets[size];
    Runnable lastAction = actions[size];
    actions[size] = null;
    if (size > 0) {
      sink(lastTime, lastTicket, lastAction);
    }
    if (action != null) {
      action.run();
    }
    return true;
  }

  private void rise(int from, long time, long ticket, Runnable action) {
    int child = from;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!before(time, ticket, parent)) {
        break;
      }
      copy(parent, child);
      child = parent;
    }
    set(child, time, ticket, action);
  }

  private void sink(long time, long ticket, @Nullable Runnable action) {
    int parent = 0;
    while (true) {
      int child = 2 * parent + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(times[child + 1], tickets[child + 1], child)) {
        child++;
      }
      if (before(time, ticket, child)) {
        break;
      }
      copy(child, parent);
      parent = child;
    }
    set(parent, time, ticket, action);
  }

  private boolean before(long time, long ticket, int other) {
    return time < times[other] || (time == times[other] && ticket < tickets[other]);
  }

  private void copy(int from, int to) {
    set(to, times[from], tickets[from], actions[from]);
  }

  private void set(int place, long time, long ticket, @Nullable Runnable action) {
    times[place] = time;
    tickets[place] = ticket;
    actions[place] = action;
  }
}
