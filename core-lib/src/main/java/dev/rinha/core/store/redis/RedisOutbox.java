package dev.rinha.core.store.redis;

import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.core.store.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Events as they stand in Redis: a stream, and a consumer group of it for each subscriber. The
 * fields of an entry are
 *
 * <pre>
 * k   kind
 * i   id of the payment
 * r   its record, see RecordText
 * w   why it is dead, or was before it was discarded
 * </pre>
 *
 * <p>Beside it {@code outbox} has how many were ever added, and after which one nothing is missing;
 * {@code subscriber:NAME} who delivers, until when, and counters.
 */
final class RedisOutbox implements Outbox {

  private static final Logger LOG = Logger.getLogger(RedisOutbox.class.getName());

  /** Of the memory that Redis may use. */
  private static final int MOST_OF_MEMORY = 8;

  /** What a script that reports answers last where the oldest events have to go. */
  private static final String FULL = "OUTBOX FULL";

  /** Somebody may subscribe in between. */
  private static final int MOST_TRIES = 3;

  private static final Pattern EVENT = Pattern.compile("\\d{1,15}-\\d{1,20}");

  private final RedisContext context;
  private volatile boolean limited;

  RedisOutbox(RedisContext context) {
    this.context = context;
  }

  @Override
  public void limit(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("max bytes must be above 0, was " + maxBytes);
    }
    limit("limit", maxBytes);
  }

  private void limit(String what, long maxBytes) {
    String memory = context.withQueue(() -> context.link().info("memory"));
    long all = HealthCheck.number(HealthCheck.field(memory, "maxmemory"));
    set(what, Long.toString(all == 0 ? maxBytes : Math.min(maxBytes, all / MOST_OF_MEMORY)));
    limited = true;
  }

  /** Whoever subscribes first sees to it that there is one. */
  private void beLimited() {
    if (!limited) {
      limit("limit-unless-set", DEFAULT_MAX_BYTES);
    }
  }

  @Override
  public boolean subscribe(String subscriber, String about) {
    String name = Outbox.requireName(subscriber);
    beLimited();
    return context
            .run(Script.OUTBOX_SUBSCRIBE, arguments -> subscriber(arguments, name).add(about))
            .number(0)
        == 1;
  }

  @Override
  public boolean unsubscribe(String subscriber) {
    return context
            .run(Script.OUTBOX_UNSUBSCRIBE, arguments -> subscriber(arguments, subscriber))
            .number(0)
        == 1;
  }

  @Override
  public Delivery take(Lease lease, int max) {
    return take(lease, "", max);
  }

  @Override
  public Delivery takeAgain(Lease lease, String after, int max) {
    return take(lease, after.isEmpty() ? "0" : after, max);
  }

  private Delivery take(Lease lease, String after, int max) {
    Reply reply =
        context.run(
            Script.OUTBOX_TAKE,
            arguments ->
                subscriber(arguments, lease.subscriber())
                    .add(lease.owner())
                    .add(lease.millis())
                    .add(lease.state())
                    .add(after)
                    .add(Math.min(max, MOST_PER_CALL)));
    Events events = new Events();
    if (reply.size() > 5) {
      events.add(reply, 5);
    }
    if (!events.unreadable.isEmpty()) {
      done(lease.subscriber(), Became.GIVEN_UP, 0, events.unreadable);
    }
    return new Delivery(
        turn((int) reply.number(0)),
        reply.number(1),
        reply.number(2),
        reply.text(3),
        reply.number(4),
        events.readable);
  }

  private static Turn turn(int ordinal) {
    return switch (ordinal) {
      case 0 -> Turn.NOT_SUBSCRIBED;
      case 1 -> Turn.ELSEWHERE;
      case 2 -> Turn.PAUSED;
      case 3 -> Turn.RESUMED;
      case 4 -> Turn.MINE;
      default -> throw new StoreException("unknown turn: " + ordinal);
    };
  }

  @Override
  public void done(String subscriber, Became became, long toldLost, List<String> events) {
    if (toldLost > 0 || !events.isEmpty()) {
      context.run(
          Script.OUTBOX_DONE,
          arguments -> {
            subscriber(arguments, subscriber).add(became.text()).add(toldLost);
            events.forEach(arguments::add);
          });
    }
  }

  @Override
  public boolean pause(String subscriber) {
    return set("pause", subscriber);
  }

  @Override
  public boolean resume(String subscriber) {
    return set("resume", subscriber);
  }

  @Override
  public boolean retry(String subscriber) {
    return set("retry", subscriber);
  }

  /** Whose key is declared even where the value is none, like all that may be touched. */
  private boolean set(String what, String value) {
    return context
            .run(Script.OUTBOX_SET, arguments -> subscriber(arguments.add(what), value))
            .number(0)
        == 1;
  }

  /** Adds a subscriber, and declares what there is of it. */
  private static Arguments subscriber(Arguments arguments, String name) {
    return arguments.store("subscriber:" + name).add(name);
  }

  @Override
  public Status status() {
    Reply reply = ofSubscribers(context, Script.OUTBOX_LIST);
    List<Subscriber> subscribers = new ArrayList<>();
    for (int i = 3; i < reply.size(); i += 9) {
      String oldest = reply.text(i + 3);
      subscribers.add(
          new Subscriber(
              reply.text(i),
              reply.text(i + 1),
              reply.number(i + 2),
              oldest.isEmpty() ? 0 : millis(oldest),
              reply.number(i + 4),
              reply.number(i + 5),
              reply.number(i + 6),
              reply.number(i + 7) == 1,
              reply.text(i + 8)));
    }
    return new Status(
        reply.number(0), reply.number(1), reply.number(2) == 1, List.copyOf(subscribers));
  }

  @Override
  public Tail tail(String after, int max) {
    if (!after.isEmpty() && !EVENT.matcher(after).matches()) {
      throw new IllegalArgumentException("not the id of an event: '" + after + "'");
    }
    beLimited();
    Reply reply =
        context.run(
            Script.OUTBOX_TAIL,
            arguments -> arguments.add(after).add(Math.min(max, MOST_PER_CALL)));
    Events events = new Events();
    events.add(reply, 2);
    return new Tail(reply.number(0) == 1, reply.text(1), events.readable);
  }

  /** Which subscribers there are is found out first, so that they can be declared. */
  private static Reply ofSubscribers(RedisContext context, Script script) {
    List<String> names = context.run(Script.OUTBOX_SUBSCRIBERS).allTexts();
    return context.run(script, arguments -> names.forEach(name -> subscriber(arguments, name)));
  }

  /**
   * Takes the oldest events away where the answer of a script says that there are too many.
   *
   * @return the answer without that
   */
  static Reply keptBounded(RedisContext context, Reply reply) {
    if (!reply.endsWith(FULL)) {
      return reply;
    }
    try {
      boolean done = false;
      for (int tries = 0; tries < MOST_TRIES && !done; tries++) {
        done = ofSubscribers(context, Script.OUTBOX_DROP).number(0) == 1;
      }
    } catch (StoreException e) {
      LOG.log(Level.FINE, "whoever reports next takes the oldest events away", e);
    }
    return reply.withoutLast();
  }

  private static long millis(String event) {
    return Long.parseLong(event.substring(0, event.indexOf('-')));
  }

  /** Events; one that cannot be read keeps no other from being delivered. */
  private static final class Events {
    private final List<OutboxEvent> readable = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    /** Adds them from processors on, which come before the first. */
    void add(Reply reply, int from) {
      Map<Integer, String> processors = reply.processors(from);
      for (int i = from + 1; i + 1 < reply.size(); i += 2) {
        String id = reply.text(i);
        try {
          readable.add(event(id, reply.list(i + 1), processors));
        } catch (StoreException | IllegalArgumentException | IndexOutOfBoundsException e) {
          unreadable.add(id);
          LOG.log(Level.SEVERE, "event " + id + " cannot be read and is given up", e);
        }
      }
    }

    private static OutboxEvent event(String id, Reply fields, Map<Integer, String> processors) {
      byte[] payment = fields.bytes(3);
      if (payment.length != Binary.ID_BYTES) {
        throw new StoreException("not the id of a payment: " + Arrays.toString(payment));
      }
      UUID correlationId = Binary.id(payment);
      return new OutboxEvent(
          id,
          millis(id),
          OutboxEvent.Kind.of(fields.text(1)),
          RecordText.parse(correlationId, fields.bytes(5), processors, fields.text(7)));
    }
  }
}
