package dev.rinha.core.store.partitioned;

import static java.util.Comparator.comparingLong;

import dev.rinha.core.store.Outbox;
import dev.rinha.core.store.OutboxEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Events of all partitions. A subscriber is one of each of them, and who delivers to it holds the
 * lease in each; it is the control partition that says who does. Events of one payment are in one
 * partition and stay in order, those of several are in order of time as far as they are handed out
 * together. An event is named by its partition as well, such as {@code 17@3}.
 *
 * <p>A tail goes on after a place of each partition, see {@link Places}. An event is no such place:
 * whoever names one goes on after it in its partition, and in the others from now on.
 */
final class PartitionedOutbox implements Outbox {

  private final Partitions partitions;

  PartitionedOutbox(Partitions partitions) {
    this.partitions = partitions;
  }

  /** {@inheritDoc} Each partition keeps its share. */
  @Override
  public void limit(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("max bytes must be above 0, was " + maxBytes);
    }
    long share = Math.max(1, maxBytes / partitions.count());
    partitions.everyDoes(store -> store.outbox().limit(share));
  }

  @Override
  public boolean subscribe(String subscriber, String about) {
    return all(outbox -> outbox.subscribe(Outbox.requireName(subscriber), about));
  }

  @Override
  public boolean unsubscribe(String subscriber) {
    return all(outbox -> outbox.unsubscribe(subscriber));
  }

  @Override
  public boolean pause(String subscriber) {
    return all(outbox -> outbox.pause(subscriber));
  }

  @Override
  public boolean resume(String subscriber) {
    return all(outbox -> outbox.resume(subscriber));
  }

  @Override
  public boolean retry(String subscriber) {
    return all(outbox -> outbox.retry(subscriber));
  }

  /** Done by all; what the control partition answers. */
  private boolean all(Predicate<Outbox> change) {
    return partitions.every(store -> change.test(store.outbox())).getFirst();
  }

  @Override
  public Delivery take(Lease lease, int max) {
    Delivery control = take(partitions.control(), lease, 0);
    if (control.turn() != Turn.MINE && control.turn() != Turn.RESUMED) {
      return control;
    }
    Map<Integer, Delivery> deliveries = new TreeMap<>(Map.of(0, control));
    partitions
        .each(
            partitions.allButControl(),
            partition -> Map.entry(partition.number(), take(partition, lease, 0)))
        .forEach(
            part -> {
              if (part instanceof Part.Answered<Map.Entry<Integer, Delivery>>(var delivery)) {
                deliveries.put(delivery.getKey(), delivery.getValue());
              }
            });
    return combined(deliveries, (partition, share) -> take(partition, lease, share).events(), max);
  }

  private static Delivery take(Partition partition, Lease lease, int max) {
    return partition.call(store -> store.outbox().take(lease, max));
  }

  /**
   * Partition by partition: what it goes on after is an event of one of them. The control partition
   * says whose turn it is; the others are asked when it is theirs.
   */
  @Override
  public Delivery takeAgain(Lease lease, String after, int max) {
    Optional<EventId> last = after.isEmpty() ? Optional.empty() : Optional.of(eventId(after));
    Delivery control = take(partitions.control(), lease, 0);
    if (control.turn() != Turn.MINE && control.turn() != Turn.RESUMED) {
      return control;
    }
    List<OutboxEvent> events = new ArrayList<>();
    int first = last.map(EventId::partition).map(Partition::number).orElse(0);
    for (Partition partition : partitions.all().subList(first, partitions.count())) {
      String from = last.filter(id -> id.partition == partition).map(EventId::own).orElse("");
      int room = max - events.size();
      if (room > 0) {
        Delivery again = partition.call(store -> store.outbox().takeAgain(lease, from, room));
        if (again.turn() == Turn.RESUMED) {
          again = partition.call(store -> store.outbox().takeAgain(lease, from, room));
        }
        again.events().forEach(event -> events.add(named(partition, event)));
      }
    }
    return new Delivery(control.turn(), 0, control.toldLost(), "", control.retries(), events);
  }

  private Delivery combined(
      Map<Integer, Delivery> deliveries,
      BiFunction<Partition, Integer, List<OutboxEvent>> events,
      int max) {
    Turn turn =
        has(deliveries, Turn.NOT_SUBSCRIBED)
            ? Turn.NOT_SUBSCRIBED
            : has(deliveries, Turn.RESUMED) ? Turn.RESUMED : Turn.MINE;
    List<OutboxEvent> taken =
        turn == Turn.MINE
            ? partitions.upTo(
                max,
                (partition, share) ->
                    Optional.ofNullable(deliveries.get(partition.number()))
                            .filter(delivery -> delivery.turn() == Turn.MINE)
                            .isPresent()
                        ? events.apply(partition, share).stream()
                            .map(event -> named(partition, event))
                            .toList()
                        : List.of())
            : List.of();
    Delivery control = deliveries.getOrDefault(0, Delivery.none(turn));
    return new Delivery(
        turn,
        deliveries.values().stream().mapToLong(Delivery::lost).sum(),
        control.toldLost(),
        lostThrough(deliveries),
        control.retries(),
        inOrder(taken));
  }

  /** Names the loss: it is another one as soon as a partition has lost more. */
  private static String lostThrough(Map<Integer, Delivery> deliveries) {
    String each =
        deliveries.entrySet().stream()
            .filter(delivery -> !delivery.getValue().lostThrough().isEmpty())
            .map(delivery -> delivery.getValue().lostThrough() + "@" + delivery.getKey())
            .collect(Collectors.joining(","));
    return each.isEmpty()
        ? ""
        : UUID.nameUUIDFromBytes(each.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static boolean has(Map<Integer, Delivery> deliveries, Turn turn) {
    return deliveries.values().stream().anyMatch(delivery -> delivery.turn() == turn);
  }

  private static List<OutboxEvent> inOrder(List<OutboxEvent> events) {
    return events.stream().sorted(comparingLong(OutboxEvent::atMillis)).toList();
  }

  /** Of how many lost events a subscriber was told, the control partition keeps for all. */
  @Override
  public void done(String subscriber, Became became, long toldLost, List<String> events) {
    Map<Integer, List<String>> own =
        events.stream()
            .map(this::eventId)
            .collect(
                Collectors.groupingBy(
                    id -> id.partition.number(),
                    TreeMap::new,
                    Collectors.mapping(EventId::own, Collectors.toList())));
    if (toldLost > 0) {
      own.putIfAbsent(0, List.of());
    }
    var _ =
        Partitions.answers(
            partitions.each(
                own.keySet().stream().map(partitions.all()::get).toList(),
                partition ->
                    partition.call(
                        Partitions.doing(
                            store ->
                                store
                                    .outbox()
                                    .done(
                                        subscriber,
                                        became,
                                        partition == partitions.control() ? toldLost : 0,
                                        own.getOrDefault(partition.number(), List.of()))))));
  }

  @Override
  public Status status() {
    List<Status> all = partitions.every(store -> store.outbox().status());
    Map<String, List<Subscriber>> subscribers = new TreeMap<>();
    all.forEach(
        status ->
            status
                .subscribers()
                .forEach(
                    one ->
                        subscribers.computeIfAbsent(one.name(), _ -> new ArrayList<>()).add(one)));
    return new Status(
        all.stream().mapToLong(Status::bytes).sum(),
        all.stream().mapToLong(Status::events).sum(),
        all.stream().anyMatch(Status::tailed),
        subscribers.values().stream().map(PartitionedOutbox::together).toList());
  }

  /** The first is that of the control partition. */
  private static Subscriber together(List<Subscriber> parts) {
    ToLongFunction<ToLongFunction<Subscriber>> sum =
        number -> parts.stream().mapToLong(number).sum();
    Subscriber control = parts.getFirst();
    return new Subscriber(
        control.name(),
        control.about(),
        sum.applyAsLong(Subscriber::waiting),
        parts.stream()
            .mapToLong(Subscriber::oldestAtMillis)
            .filter(millis -> millis > 0)
            .min()
            .orElse(0),
        sum.applyAsLong(Subscriber::delivered),
        sum.applyAsLong(Subscriber::givenUp),
        sum.applyAsLong(Subscriber::lost),
        control.paused(),
        control.state());
  }

  @Override
  public Tail tail(String after, int max) {
    return after.contains("@")
        ? tailAfter(eventId(after), max)
        : tail(Places.parse(after, partitions.count()), max);
  }

  /** Nothing is known of where the others were then; what they keep may have been missed. */
  private Tail tailAfter(EventId event, int max) {
    long others =
        partitions.all().stream()
            .filter(partition -> partition != event.partition)
            .mapToLong(partition -> partition.call(store -> store.outbox().status().events()))
            .sum();
    Tail tail = tail(Places.parse("", partitions.count()).with(event.partition, event.own), max);
    return new Tail(tail.missing() || others > 0, tail.after(), tail.events(), tail.places());
  }

  /** A partition that does not answer is asked the same again next time, and nothing is missed. */
  private Tail tail(Places from, int max) {
    Map<Partition, String> places = new ConcurrentHashMap<>(begun(from));
    AtomicBoolean missing = new AtomicBoolean();
    List<Seen> seen =
        partitions.upTo(
            max,
            (partition, share) -> {
              String after = places.getOrDefault(partition, "");
              Tail tail = partition.call(store -> store.outbox().tail(after, share));
              places.put(partition, tail.after());
              missing.compareAndSet(false, tail.missing());
              return IntStream.range(0, tail.events().size())
                  .mapToObj(i -> new Seen(partition, tail.events().get(i), tail.places().get(i)))
                  .toList();
            });
    Places at = from;
    for (Partition partition : partitions.all()) {
      boolean silent = seen.stream().noneMatch(one -> one.partition == partition);
      at = silent ? at.with(partition, places.getOrDefault(partition, "")) : at;
    }
    List<OutboxEvent> events = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (Seen one : seen.stream().sorted(comparingLong(Seen::atMillis)).toList()) {
      at = at.with(one.partition, one.place);
      events.add(named(one.partition, one.event));
      after.add(at.text());
    }
    return new Tail(missing.get(), at.text(), events, after);
  }

  /** Where a tail is that has just begun in some partitions, which must all know of it. */
  private Map<Partition, String> begun(Places from) {
    Map<Partition, String> places = new HashMap<>();
    partitions.all().forEach(partition -> places.put(partition, from.of(partition)));
    List<Partition> fresh =
        partitions.all().stream().filter(partition -> from.of(partition).isEmpty()).toList();
    List<String> begun = partitions.every(fresh, store -> store.outbox().tail("", 1).after());
    for (int i = 0; i < fresh.size(); i++) {
      places.put(fresh.get(i), begun.get(i));
    }
    return places;
  }

  /** An event that a partition has told a tail, and the place behind it. */
  private record Seen(Partition partition, OutboxEvent event, String place) {
    long atMillis() {
      return event.atMillis();
    }
  }

  private static OutboxEvent named(Partition partition, OutboxEvent event) {
    return new OutboxEvent(
        event.id() + "@" + partition.number(), event.atMillis(), event.kind(), event.payment());
  }

  /** An event as its partition knows it. */
  private record EventId(Partition partition, String own) {}

  private EventId eventId(String id) {
    int at = id.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("not the id of an event: '" + id + "'");
    }
    return new EventId(partitions.numbered(id.substring(at + 1)), id.substring(0, at));
  }
}
