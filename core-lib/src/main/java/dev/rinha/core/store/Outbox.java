package dev.rinha.core.store;

import java.time.Duration;
import java.util.List;

/**
 * Events for whoever subscribes: each is written in the same step as what it reports, and none is
 * written while nobody subscribes.
 *
 * <p>A <em>subscriber</em> gets every event since it subscribed, in the order in which they
 * happened, until it confirms it; it is served by one process at a time, which holds a lease. A
 * <em>tail</em> reads from where it was and confirms nothing: for it events are kept for {@link
 * #TAIL_KEPT} after it last read.
 *
 * <p>What is kept is bounded in bytes; beyond that the oldest events go, and whoever still needed
 * them is told how many. Payments are never held up.
 */
public interface Outbox {

  /** For how long after its last reading a tail misses nothing. */
  Duration TAIL_KEPT = Duration.ofMinutes(5);

  /** How many bytes of events are kept unless said otherwise. */
  long DEFAULT_MAX_BYTES = 16L << 20;

  /** The most events that one call hands out. */
  int MOST_PER_CALL = 256;

  /**
   * Checks the name of a subscriber.
   *
   * @return the same
   * @throws IllegalArgumentException if it is not 1 to 64 letters, digits or {@code . _ -}
   */
  static String requireName(String subscriber) {
    if (!subscriber.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "a subscriber's name is 1 to 64 letters, digits or . _ -, was '" + subscriber + "'");
    }
    return subscriber;
  }

  /**
   * Bounds what is kept. A store with limited memory keeps an eighth of that at most.
   *
   * @param maxBytes above 0
   */
  void limit(long maxBytes);

  /**
   * Begins a subscription from now on; changes nothing for one that is there, but what it is.
   *
   * @param subscriber its name, see {@link #requireName}
   * @param about what it is, for people
   * @return whether it is new
   */
  boolean subscribe(String subscriber, String about);

  /**
   * Ends a subscription and forgets what waits for it.
   *
   * @return whether there was one
   */
  boolean unsubscribe(String subscriber);

  /**
   * Hands out events that were not handed out yet; they are confirmed by {@link #done}.
   *
   * @param max with 0 only the lease is renewed
   */
  Delivery take(Lease lease, int max);

  /**
   * Hands out again what was handed out and is not confirmed, for a process that has just got the
   * lease: page by page.
   *
   * @param after the last event of the page before; empty for the first page
   */
  Delivery takeAgain(Lease lease, String after, int max);

  /**
   * Confirms events of one subscriber; no other copy of them is made.
   *
   * @param became whether the subscriber has them
   * @param toldLost of how many lost events it was told in all, as far as the caller knows
   */
  void done(String subscriber, Became became, long toldLost, List<String> events);

  /**
   * Keeps a subscriber's events back until it is resumed.
   *
   * @return whether there is such a subscriber
   */
  boolean pause(String subscriber);

  /** Ends a pause. Returns as {@link #pause}. */
  boolean resume(String subscriber);

  /** Has everything that waits for another try tried now. Returns as {@link #pause}. */
  boolean retry(String subscriber);

  /** What is kept, and for whom. */
  Status status();

  /**
   * Reads what came after a place.
   *
   * @param after where an earlier tail ended, or the id of an event; empty to begin with what comes
   *     from now on
   * @throws IllegalArgumentException if it is neither
   */
  Tail tail(String after, int max);

  /**
   * Who delivers to a subscriber.
   *
   * @param owner unique to the process and its start
   * @param millis for how long nobody else may once this one does not come back; 0 to give it up
   * @param state how it goes, for people; not empty
   */
  record Lease(String subscriber, String owner, long millis, String state) {}

  /** Who delivers. */
  enum Turn {
    /** There is no such subscriber. */
    NOT_SUBSCRIBED,
    /** Another process does. */
    ELSEWHERE,
    /** Nobody: an operator has paused it. */
    PAUSED,
    /** This process from now on; what is not confirmed is to be taken again first. */
    RESUMED,
    /** This process. */
    MINE
  }

  /** What became of an event that was handed out. */
  enum Became {
    /** The subscriber has it. */
    DELIVERED("delivered"),
    /** The subscriber never took it. */
    GIVEN_UP("given-up");

    private final String text;

    Became(String text) {
      this.text = text;
    }

    /** The word for it in the store. */
    public String text() {
      return text;
    }
  }

  /**
   * Events to deliver.
   *
   * @param lost how many events are gone that the subscriber never got
   * @param toldLost of how many of them it was told
   * @param lostThrough the event through which they are gone; empty if there is none
   * @param retries how often it was asked to {@link Outbox#retry}
   * @param events none unless the turn is {@link Turn#MINE}
   */
  record Delivery(
      Turn turn,
      long lost,
      long toldLost,
      String lostThrough,
      long retries,
      List<OutboxEvent> events) {

    /** Nothing, since it is that turn. */
    public static Delivery none(Turn turn) {
      return new Delivery(turn, 0, 0, "", 0, List.of());
    }

    /** Copies the list. */
    public Delivery {
      events = List.copyOf(events);
    }
  }

  /**
   * Events for a tail.
   *
   * @param missing whether there were events after the one that it named that are not kept any
   *     more, or were never written since nobody subscribed
   * @param after where to go on
   * @param places of each event, where to go on after it
   */
  record Tail(boolean missing, String after, List<OutboxEvent> events, List<String> places) {

    /** Copies the lists. */
    public Tail {
      events = List.copyOf(events);
      places = List.copyOf(places);
    }

    /** Of a store in which events have an order, and each names its place in it. */
    public Tail(boolean missing, String after, List<OutboxEvent> events) {
      this(missing, after, events, events.stream().map(OutboxEvent::id).toList());
    }
  }

  /**
   * What is kept, and for whom.
   *
   * @param bytes how much memory that takes
   * @param events how many there are
   * @param tailed whether a tail counts as subscribed
   * @param subscribers by name
   */
  record Status(long bytes, long events, boolean tailed, List<Subscriber> subscribers) {

    /** Copies the list. */
    public Status {
      subscribers = List.copyOf(subscribers);
    }
  }

  /**
   * A subscriber.
   *
   * @param waiting how many events it has not confirmed
   * @param oldestAtMillis when the oldest of those happened, in milliseconds since the epoch; 0 if
   *     none waits
   * @param delivered how many it has confirmed
   * @param givenUp how many it never took
   * @param lost how many went because the outbox was full
   * @param state how it goes, as the process says that delivers; empty if none does
   */
  record Subscriber(
      String name,
      String about,
      long waiting,
      long oldestAtMillis,
      long delivered,
      long givenUp,
      long lost,
      boolean paused,
      String state) {}
}
