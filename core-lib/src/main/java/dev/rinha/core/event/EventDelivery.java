package dev.rinha.core.event;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.event.EventReceiver.Result;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.Outbox.Became;
import dev.rinha.core.store.Outbox.Delivery;
import dev.rinha.core.store.Outbox.Lease;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.random.RandomGenerator;

/**
 * Passes a subscriber's events on: at least once, those of one payment in the order in which they
 * happened, several payments at a time. One that fails is tried again after one second, then two,
 * four, up to an hour, until it is too old; the events of other payments pass it meanwhile.
 *
 * <p>Of all processes that are set to deliver to a subscriber one does; where it dies another takes
 * over after {@value #LEASE_MILLIS} ms. Thread safe.
 */
public final class EventDelivery implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(EventDelivery.class.getName());

  /** When an event is too old to be tried again, unless said otherwise. */
  public static final Duration GIVE_UP_AFTER = Duration.ofDays(3);

  private static final long LEASE_MILLIS = 10_000;
  private static final long LOOK_AGAIN_MILLIS = 200;

  /** Confirmations are gathered for so long. */
  private static final long CONFIRM_MILLIS = 20;

  private static final long FIRST_RETRY_MILLIS = 1_000;
  private static final long LAST_RETRY_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** How many events this process holds at most; what else there is waits in the store. */
  private static final int MOST_HELD = 2_048;

  /** How long closing waits for what is on its way. */
  private static final long CLOSING_MILLIS = 5_000;

  private final Outbox outbox;
  private final Settings settings;
  private final EventReceiver receiver;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  private final Map<UUID, Deque<Held>> held = new LinkedHashMap<>();
  private int heldEvents;
  private int onTheirWay;
  private final List<String> delivered = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private long toldLost;
  private boolean isToldLost;
  private boolean tellingLost;
  private long tellLostAtMillis = Long.MIN_VALUE;
  private boolean mine;
  private long retries = -1;
  private long notBeforeMillis = Long.MIN_VALUE;
  private String state = "nothing sent yet";
  private String lastFailure = "";
  private boolean closed;

  /** An event that is not confirmed. */
  private static final class Held {
    final OutboxEvent event;
    int failures;
    boolean onItsWay;
    long notBeforeMillis = Long.MIN_VALUE;

    Held(OutboxEvent event) {
      this.event = event;
    }
  }

  /**
   * To whom, and how.
   *
   * @param subscriber its name, see {@link Outbox#requireName}
   * @param about what it is, for people
   * @param owner names this process, and this start of it
   * @param atOnce how many events may be on their way at a time, above 0
   * @param giveUpAfter how old an event is when it is not tried again
   */
  public record Settings(
      String subscriber, String about, String owner, int atOnce, Duration giveUpAfter) {

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Settings {
      Outbox.requireName(subscriber);
      requireNonNull(about, "about");
      requireNonNull(owner, "owner");
      if (atOnce <= 0) {
        throw new IllegalArgumentException("at once must be above 0, was " + atOnce);
      }
      if (!giveUpAfter.isPositive()) {
        throw new IllegalArgumentException("give up after must be above 0, was " + giveUpAfter);
      }
    }
  }

  /**
   * Creates it; {@link #start} sets it to work.
   *
   * @param clock the time of day, to compare with that of events
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   * @param random for the times of retries
   */
  public EventDelivery(
      Outbox outbox,
      Settings settings,
      EventReceiver receiver,
      InstantSource clock,
      LongSupplier nanos,
      RandomGenerator random) {
    this.outbox = requireNonNull(outbox, "outbox");
    this.settings = requireNonNull(settings, "settings");
    this.receiver = requireNonNull(receiver, "receiver");
    this.clock = requireNonNull(clock, "clock");
    this.random = requireNonNull(random, "random");
    this.nanos = requireNonNull(nanos, "nanos");
    this.thread =
        Thread.ofVirtual().name("rinha-events-" + settings.subscriber()).unstarted(this::run);
  }

  /**
   * Begins to deliver. May be called once. What happens after it returned is delivered, unless the
   * store is away.
   */
  public EventDelivery start() {
    try {
      subscribe();
    } catch (StoreException e) {
      LOG.log(Level.FINE, "the outbox is away; it is subscribed to later", e);
    }
    thread.start();
    return this;
  }

  private void subscribe() {
    if (outbox.subscribe(settings.subscriber(), settings.about())) {
      LOG.log(Level.INFO, "{0} gets events from now on", settings.subscriber());
    }
  }

  /**
   * Waits until everything is delivered that has happened.
   *
   * @param bound how long at most
   */
  public void awaitDelivered(Duration bound) throws InterruptedException {
    long until = nowMillis() + bound.toMillis();
    while (nowMillis() < until
        && outbox.status().subscribers().stream()
            .anyMatch(one -> one.name().equals(settings.subscriber()) && one.waiting() > 0)) {
      Thread.sleep(CONFIRM_MILLIS);
    }
  }

  private void run() {
    boolean more = false;
    while (awaitWork(more)) {
      try {
        confirm();
        more = take();
      } catch (StoreException e) {
        // The store has said so itself. What is held is passed on while the lease lasts.
        LOG.log(Level.FINE, "the outbox is away", e);
        more = false;
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, "delivering to " + settings.subscriber() + " failed", e);
        more = false;
      }
      dispatch();
    }
    leave();
  }

  /** Answers whether to go on. */
  private boolean awaitWork(boolean more) {
    lock.lock();
    try {
      if (!more && !closed) {
        long wait = delivered.isEmpty() ? LOOK_AGAIN_MILLIS : CONFIRM_MILLIS;
        var _ = changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(wait));
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void confirm() {
    List<String> took;
    List<String> never;
    long told;
    boolean tells;
    lock.lock();
    try {
      took = List.copyOf(delivered);
      never = List.copyOf(givenUp);
      told = toldLost;
      tells = isToldLost;
    } finally {
      lock.unlock();
    }
    for (int from = 0; from < took.size(); from += Outbox.MOST_PER_CALL) {
      List<String> part = took.subList(from, Math.min(took.size(), from + Outbox.MOST_PER_CALL));
      outbox.done(settings.subscriber(), Became.DELIVERED, 0, part);
    }
    if (tells) {
      outbox.done(settings.subscriber(), Became.DELIVERED, told, List.of());
    }
    outbox.done(settings.subscriber(), Became.GIVEN_UP, 0, never);
    lock.lock();
    try {
      delivered.subList(0, took.size()).clear();
      givenUp.subList(0, never.size()).clear();
      isToldLost &= toldLost > told;
    } finally {
      lock.unlock();
    }
  }

  /** Answers whether there may be more at once. */
  private boolean take() {
    Lease lease = lease(LEASE_MILLIS);
    int room = room();
    Delivery delivery = outbox.take(lease, room);
    return switch (delivery.turn()) {
      case NOT_SUBSCRIBED -> {
        forgetHeld();
        subscribe();
        yield true;
      }
      case ELSEWHERE -> {
        forgetHeld();
        yield false;
      }
      case PAUSED -> {
        isMine(false);
        yield false;
      }
      case RESUMED -> {
        resume(lease);
        yield true;
      }
      case MINE -> {
        // After a pause what is held may be confirmed by somebody else.
        if (!isMine(true)) {
          resume(lease);
        }
        add(delivery);
        yield room > 0 && delivery.events().size() == room;
      }
    };
  }

  private Lease lease(long millis) {
    lock.lock();
    try {
      return new Lease(settings.subscriber(), settings.owner(), millis, state);
    } finally {
      lock.unlock();
    }
  }

  private int room() {
    lock.lock();
    try {
      return MOST_HELD - heldEvents < Outbox.MOST_PER_CALL ? 0 : Outbox.MOST_PER_CALL;
    } finally {
      lock.unlock();
    }
  }

  /** Answers whether it was before. */
  private boolean isMine(boolean now) {
    lock.lock();
    try {
      boolean before = mine;
      mine = now;
      return before;
    } finally {
      lock.unlock();
    }
  }

  private void resume(Lease lease) {
    forgetHeld();
    String after = "";
    while (true) {
      Delivery again = outbox.takeAgain(lease, after, Outbox.MOST_PER_CALL);
      if (again.events().isEmpty()) {
        break;
      }
      add(again);
      after = again.events().getLast().id();
    }
    isMine(true);
  }

  /** What is on its way is waited for all the same: its order is kept. */
  private void forgetHeld() {
    lock.lock();
    try {
      mine = false;
      held.values()
          .forEach(
              queue -> {
                while (queue.size() > 1 || (!queue.isEmpty() && !queue.getFirst().onItsWay)) {
                  queue.removeLast();
                  heldEvents--;
                }
              });
      held.values().removeIf(Deque::isEmpty);
    } finally {
      lock.unlock();
    }
  }

  private void add(Delivery delivery) {
    lock.lock();
    try {
      for (OutboxEvent event : delivery.events()) {
        UUID payment = event.payment().payment().correlationId();
        Deque<Held> queue = held.getOrDefault(payment, new ArrayDeque<>());
        if (!delivered.contains(event.id())
            && queue.stream().noneMatch(known -> known.event.id().equals(event.id()))) {
          queue.add(new Held(event));
          held.put(payment, queue);
          heldEvents++;
        }
      }
      if (delivery.retries() != retries) {
        if (retries >= 0) {
          notBeforeMillis = Long.MIN_VALUE;
          held.values().forEach(queue -> queue.getFirst().notBeforeMillis = Long.MIN_VALUE);
        }
        retries = delivery.retries();
      }
      toldLost = Math.max(toldLost, delivery.toldLost());
      if (delivery.lost() > toldLost && !tellingLost && nowMillis() >= tellLostAtMillis) {
        tellingLost = true;
        long told = toldLost;
        String id = "lost-" + delivery.lostThrough();
        Thread.ofVirtual().start(() -> tellLost(id, delivery.lost(), told));
      }
    } finally {
      lock.unlock();
    }
  }

  private void tellLost(String id, long lost, long told) {
    Result result = result(() -> receiver.lost(id, lost - told));
    lock.lock();
    try {
      tellingLost = false;
      if (result instanceof Result.Delivered) {
        toldLost = Math.max(toldLost, lost);
        isToldLost = true;
        changed.signal();
      } else {
        tellLostAtMillis = nowMillis() + LEASE_MILLIS;
      }
    } finally {
      lock.unlock();
    }
  }

  private void dispatch() {
    lock.lock();
    try {
      long now = nowMillis();
      if (!mine || now < notBeforeMillis) {
        return;
      }
      for (Deque<Held> queue : held.values()) {
        if (onTheirWay >= settings.atOnce()) {
          return;
        }
        Held first = queue.getFirst();
        if (!first.onItsWay && first.notBeforeMillis <= now) {
          first.onItsWay = true;
          onTheirWay++;
          Thread.ofVirtual().start(() -> deliver(first));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Held one) {
    Result result = result(() -> receiver.receive(one.event));
    lock.lock();
    try {
      onTheirWay--;
      one.onItsWay = false;
      switch (result) {
        case Result.Delivered _ -> {
          state = "ok";
          lastFailure = "";
          finished(one, delivered);
        }
        case Result.Failed(String why) -> failed(one, why);
        case Result.NotNow(String why, long millis) -> {
          state = lastFailure.isEmpty() ? why : lastFailure + "; " + why;
          notBeforeMillis = nowMillis() + millis;
        }
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
    dispatch();
  }

  private void failed(Held one, String why) {
    state = why;
    lastFailure = why;
    one.failures++;
    long age = clock.millis() - one.event.atMillis();
    if (age >= settings.giveUpAfter().toMillis()) {
      LOG.log(
          Level.WARNING,
          "event {0} of payment {1}{5} is given up after {2} failures, {3} never took it: {4}",
          new Object[] {
            one.event.id(),
            one.event.payment().payment().correlationId(),
            one.failures,
            settings.subscriber(),
            why,
            trace(one.event)
          });
      finished(one, givenUp);
      return;
    }
    long bound = Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(30, one.failures - 1));
    one.notBeforeMillis = nowMillis() + bound / 2 + random.nextLong(bound / 2 + 1);
  }

  private static String trace(OutboxEvent event) {
    return TraceParent.words(event.payment().history().trace());
  }

  private void finished(Held one, List<String> where) {
    where.add(one.event.id());
    UUID payment = one.event.payment().payment().correlationId();
    Deque<Held> queue = held.get(payment);
    if (queue != null && queue.remove(one)) {
      heldEvents--;
      if (queue.isEmpty()) {
        held.remove(payment);
      }
    }
  }

  private interface Attempt {
    Result make() throws Exception;
  }

  private static Result result(Attempt attempt) {
    try {
      return attempt.make();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Failed("interrupted");
    } catch (Exception | Error e) {
      return new Result.Failed(e.toString());
    }
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong());
  }

  private void leave() {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(CLOSING_MILLIS);
      while (onTheirWay > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
      state = "it stopped";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    try {
      confirm();
      var _ = outbox.take(lease(0), 0);
    } catch (StoreException e) {
      LOG.log(Level.FINE, "the outbox is away; what was delivered last comes again", e);
    }
  }

  /** Waits for what is on its way, confirms it, and leaves the rest to others. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      mine = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(Duration.ofMillis(2 * CLOSING_MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
