package dev.rinha.core.event;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to listeners, at most {@value #MOST_WAITING}: beyond that the oldest go, and
 * are counted.
 *
 * <p>Thread safe.
 */
public final class ListenerQueue implements AutoCloseable {

  /** How many events wait at most for listeners that are slow. */
  public static final int MOST_WAITING = 10_000;

  private static final Logger LOG = Logger.getLogger(ListenerQueue.class.getName());

  private final List<PaymentListener> listeners;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<PaymentEvent> waiting = new ArrayDeque<>();
  private final Thread thread = Thread.ofVirtual().name("rinha-listeners").unstarted(this::deliver);
  private long dropped;
  private boolean closed;

  /** Creates a queue; {@link #start} sets it to work. */
  public ListenerQueue(List<PaymentListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /** Begins to deliver. May be called once. */
  public void start() {
    if (!listeners.isEmpty()) {
      thread.start();
    }
  }

  /** Adds an event, and never waits. */
  public void add(PaymentEvent event) {
    if (listeners.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (waiting.size() == MOST_WAITING) {
        waiting.remove();
        dropped++;
      }
      waiting.add(event);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many events went because the listeners were too slow. */
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  private void deliver() {
    for (PaymentEvent event = next(); event != null; event = next()) {
      for (PaymentListener listener : listeners) {
        tell(listener, event);
      }
    }
  }

  private static void tell(PaymentListener listener, PaymentEvent event) {
    try {
      listener.happened(event);
    } catch (Exception | Error e) {
      LOG.log(Level.WARNING, "a listener throws at " + event, e);
    }
  }

  /** The next event; null when there is none and none will come. */
  private @Nullable PaymentEvent next() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.awaitUninterruptibly();
      }
      return waiting.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Delivers what waits, and is done; does not wait for that. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
