package dev.rinha.core.store.memory;

import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.PaymentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Events for subscribers. The id of an event is its number. */
final class MemoryOutbox implements Outbox {

  /** What an event is taken to need. */
  private static final long EVENT_BYTES = 256;

  private final MemoryState state;
  private final NavigableMap<Long, OutboxEvent> events = new TreeMap<>();
  private final Map<String, Subscription> subscriptions = new TreeMap<>();
  private long maxBytes = DEFAULT_MAX_BYTES;
  private long last;

  /** After this one nothing is missing. */
  private long beginsAfter;

  private long tailsUntilMillis = Long.MIN_VALUE;

  MemoryOutbox(MemoryState state) {
    this.state = state;
  }

  /** What a subscriber has got, and who delivers to it. */
  private static final class Subscription {
    final NavigableSet<Long> pending = new TreeSet<>();
    String about = "";
    long handedOut;
    String owner = "";
    long untilMillis;
    String deliveryState = "";
    boolean paused;
    long retries;
    long delivered;
    long givenUp;
    long lost;
    long toldLost;
    String lostThrough = "";
  }

  /** Under the lock, in the step that it reports. */
  void report(OutboxEvent.Kind kind, PaymentRecord payment) {
    if (subscriptions.isEmpty() && !isTailed()) {
      if (tailsUntilMillis != Long.MIN_VALUE) {
        end();
      }
      return;
    }
    last++;
    events.put(last, new OutboxEvent(Long.toString(last), state.clock.millis(), kind, payment));
    while (events.size() * EVENT_BYTES > maxBytes) {
      dropOldest();
    }
  }

  private boolean isTailed() {
    return state.clock.millis() < tailsUntilMillis;
  }

  /** Nobody subscribes any more: a tail that comes back has missed what happens from here on. */
  private void end() {
    events.clear();
    last++;
    beginsAfter = last;
    tailsUntilMillis = Long.MIN_VALUE;
  }

  private void dropOldest() {
    long oldest = events.pollFirstEntry().getKey();
    beginsAfter = oldest;
    for (Subscription subscription : subscriptions.values()) {
      if (subscription.pending.remove(oldest) || subscription.handedOut < oldest) {
        subscription.handedOut = Math.max(subscription.handedOut, oldest);
        subscription.lost++;
        subscription.lostThrough = Long.toString(oldest);
      }
    }
  }

  private void trim() {
    long from = isTailed() ? firstForTails() : last + 1;
    for (Subscription subscription : subscriptions.values()) {
      from =
          Math.min(
              from,
              subscription.pending.isEmpty()
                  ? subscription.handedOut + 1
                  : subscription.pending.first());
    }
    NavigableMap<Long, OutboxEvent> old = events.headMap(from, false);
    if (!old.isEmpty()) {
      beginsAfter = from - 1;
      old.clear();
    }
  }

  private long firstForTails() {
    long from = state.clock.millis() - TAIL_KEPT.toMillis();
    return events.values().stream()
        .filter(event -> event.atMillis() > from)
        .findFirst()
        .map(event -> Long.parseLong(event.id()))
        .orElse(last + 1);
  }

  @Override
  public void limit(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("max bytes must be above 0, was " + maxBytes);
    }
    state.guarded(() -> this.maxBytes = maxBytes);
  }

  @Override
  public boolean subscribe(String subscriber, String about) {
    String name = Outbox.requireName(subscriber);
    return state.guarded(
        () -> {
          Subscription added = new Subscription();
          added.handedOut = last;
          Subscription known = subscriptions.putIfAbsent(name, added);
          subscriptions.get(name).about = about;
          return known == null;
        });
  }

  @Override
  public boolean unsubscribe(String subscriber) {
    return state.guarded(
        () -> {
          boolean there = subscriptions.remove(subscriber) != null;
          if (there && subscriptions.isEmpty() && !isTailed()) {
            end();
          } else {
            trim();
          }
          return there;
        });
  }

  @Override
  public Delivery take(Lease lease, int max) {
    return state.guarded(
        () -> {
          Delivery turn = turn(lease);
          Subscription subscription = subscriptions.get(lease.subscriber());
          if (turn.turn() != Turn.MINE || subscription == null) {
            return turn;
          }
          List<OutboxEvent> taken = page(events.tailMap(subscription.handedOut, false), max);
          for (OutboxEvent event : taken) {
            subscription.handedOut = Long.parseLong(event.id());
            subscription.pending.add(subscription.handedOut);
          }
          return delivery(Turn.MINE, subscription, taken);
        });
  }

  @Override
  public Delivery takeAgain(Lease lease, String after, int max) {
    return state.guarded(
        () -> {
          Delivery turn = turn(lease);
          Subscription subscription = subscriptions.get(lease.subscriber());
          if (turn.turn() != Turn.MINE || subscription == null) {
            return turn;
          }
          NavigableMap<Long, OutboxEvent> pending = new TreeMap<>(events);
          pending.keySet().retainAll(subscription.pending);
          long from = after.isEmpty() ? 0 : Long.parseLong(after);
          return delivery(Turn.MINE, subscription, page(pending.tailMap(from, false), max));
        });
  }

  private static List<OutboxEvent> page(NavigableMap<Long, OutboxEvent> from, int max) {
    return from.values().stream().limit(Math.min(max, MOST_PER_CALL)).toList();
  }

  private Delivery turn(Lease lease) {
    Subscription subscription = subscriptions.get(lease.subscriber());
    if (subscription == null) {
      return Delivery.none(Turn.NOT_SUBSCRIBED);
    }
    long now = state.clock.millis();
    boolean mine = subscription.owner.equals(lease.owner());
    long left = subscription.untilMillis - now;
    if (!mine && left > 0 && left <= lease.millis()) {
      return Delivery.none(Turn.ELSEWHERE);
    }
    subscription.owner = lease.owner();
    subscription.untilMillis = now + lease.millis();
    subscription.deliveryState = lease.state();
    Turn turn = subscription.paused ? Turn.PAUSED : mine ? Turn.MINE : Turn.RESUMED;
    return delivery(turn, subscription, List.of());
  }

  private static Delivery delivery(Turn turn, Subscription to, List<OutboxEvent> events) {
    return new Delivery(turn, to.lost, to.toldLost, to.lostThrough, to.retries, events);
  }

  @Override
  public void done(String subscriber, Became became, long toldLost, List<String> confirmed) {
    state.guarded(
        () -> {
          Subscription subscription = subscriptions.get(subscriber);
          if (subscription == null) {
            return;
          }
          long known =
              confirmed.stream()
                  .filter(id -> subscription.pending.remove(Long.valueOf(id)))
                  .count();
          switch (became) {
            case DELIVERED -> subscription.delivered += known;
            case GIVEN_UP -> subscription.givenUp += known;
          }
          subscription.toldLost = Math.max(subscription.toldLost, toldLost);
          trim();
        });
  }

  @Override
  public boolean pause(String subscriber) {
    return change(subscriber, subscription -> subscription.paused = true);
  }

  @Override
  public boolean resume(String subscriber) {
    return change(subscriber, subscription -> subscription.paused = false);
  }

  @Override
  public boolean retry(String subscriber) {
    return change(subscriber, subscription -> subscription.retries++);
  }

  private boolean change(String subscriber, Consumer<Subscription> change) {
    return state.guarded(
        () -> {
          Subscription subscription = subscriptions.get(subscriber);
          if (subscription != null) {
            change.accept(subscription);
          }
          return subscription != null;
        });
  }

  @Override
  public Status status() {
    return state.guarded(
        () -> {
          long now = state.clock.millis();
          List<Subscriber> all = new ArrayList<>();
          subscriptions.forEach((name, one) -> all.add(subscriber(name, one, now)));
          return new Status(events.size() * EVENT_BYTES, events.size(), isTailed(), all);
        });
  }

  private Subscriber subscriber(String name, Subscription one, long now) {
    NavigableMap<Long, OutboxEvent> waiting = events.tailMap(one.handedOut, false);
    NavigableMap<Long, OutboxEvent> open =
        one.pending.isEmpty() ? waiting : events.tailMap(one.pending.first(), true);
    long oldestAtMillis = open.isEmpty() ? 0 : open.firstEntry().getValue().atMillis();
    return new Subscriber(
        name,
        one.about,
        waiting.size() + one.pending.size(),
        oldestAtMillis,
        one.delivered,
        one.givenUp,
        one.lost,
        one.paused,
        one.untilMillis > now ? one.deliveryState : "");
  }

  @Override
  public Tail tail(String after, int max) {
    long from = after.isEmpty() ? -1 : number(after);
    return state.guarded(
        () -> {
          if (subscriptions.isEmpty() && !isTailed() && tailsUntilMillis != Long.MIN_VALUE) {
            end();
          }
          tailsUntilMillis = state.clock.millis() + TAIL_KEPT.toMillis();
          boolean missing = from >= 0 && (from < beginsAfter || from > last);
          long start = from < 0 ? last : missing ? beginsAfter : from;
          List<OutboxEvent> read = page(events.tailMap(start, false), max);
          trim();
          return new Tail(
              missing, read.isEmpty() ? Long.toString(start) : read.getLast().id(), read);
        });
  }

  private static long number(String event) {
    try {
      return Long.parseUnsignedLong(event);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not the id of an event: '" + event + "'", e);
    }
  }
}
