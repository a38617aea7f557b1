package dev.rinha.core.store.partitioned;

import dev.rinha.core.store.Books;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SetAside;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What is written down, read from one partition after the other. */
final class PartitionedBooks implements Books {

  private final Partitions partitions;

  PartitionedBooks(Partitions partitions) {
    this.partitions = partitions;
  }

  @Override
  public long begunAtMillis() {
    return partitions.control().call(store -> store.books().begunAtMillis());
  }

  private void read(Consumer<Books> reading) {
    partitions
        .all()
        .forEach(
            partition -> partition.call(Partitions.doing(store -> reading.accept(store.books()))));
  }

  @Override
  public void records(Consumer<PaymentRecord> reader, BiConsumer<UUID, String> unreadable) {
    read(books -> books.records(reader, unreadable));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Partition by partition, each from its beginning.
   */
  @Override
  public void queue(Consumer<QueueEntry> reader, BiConsumer<String, String> unreadable) {
    for (Partition partition : partitions.all()) {
      partition.call(
          Partitions.doing(
              store ->
                  store
                      .books()
                      .queue(
                          entry ->
                              reader.accept(
                                  new QueueEntry(name(partition, entry.place()), entry.payment())),
                          (place, why) -> unreadable.accept(name(partition, place), why))));
    }
  }

  /** Partitions may give the same name to what is theirs. */
  private static String name(Partition partition, String own) {
    return partition.number() + ":" + own;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Partition by partition, the oldest of each first.
   */
  @Override
  public void setAside(Consumer<SetAside> reader) {
    for (Partition partition : partitions.all()) {
      partition.call(
          Partitions.doing(
              store ->
                  store
                      .books()
                      .setAside(
                          one ->
                              reader.accept(
                                  new SetAside(
                                      name(partition, one.name()),
                                      one.atMillis(),
                                      name(partition, one.place()),
                                      one.correlationId(),
                                      one.reason(),
                                      one.content())))));
    }
  }

  @Override
  public int dropSetAside(List<String> names) {
    int dropped = 0;
    for (Partition partition : partitions.all()) {
      String prefix = name(partition, "");
      List<String> own =
          names.stream()
              .filter(name -> name.startsWith(prefix))
              .map(name -> name.substring(prefix.length()))
              .toList();
      dropped += own.isEmpty() ? 0 : partition.call(store -> store.books().dropSetAside(own));
    }
    return dropped;
  }

  @Override
  public int requeue(List<PaymentRecord> missing, long nowMillis) {
    return partitions
        .split(
            missing,
            record -> record.payment().correlationId(),
            (store, own) -> {
              int queued = store.books().requeue(own, nowMillis);
              return IntStream.range(0, own.size()).mapToObj(i -> i < queued ? 1 : 0).toList();
            })
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }

  @Override
  public void deadLetters(Consumer<UUID> reader) {
    read(books -> books.deadLetters(reader));
  }

  @Override
  public void discarded(Consumer<UUID> reader) {
    read(books -> books.discarded(reader));
  }

  @Override
  public void inDoubt(Consumer<UUID> reader) {
    read(books -> books.inDoubt(reader));
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    return partitions.found(correlationIds, (store, own) -> store.books().find(own));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Those that several partitions have as often.
   */
  @Override
  public void pages(Consumer<Span> reader) {
    read(books -> books.pages(reader));
  }

  /** A bucket of a processor, whatever it holds. */
  private record Bucket(Level level, long number, String processor) {
    static Bucket of(BucketTotals totals) {
      return new Bucket(totals.level(), totals.bucket(), totals.processor());
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Each partition is read at one moment, all at about the same.
   */
  @Override
  public List<BucketTotals> buckets(List<Span> spans) {
    Map<Bucket, Totals> sums = new LinkedHashMap<>();
    partitions
        .every(store -> store.books().buckets(spans))
        .forEach(
            part -> part.forEach(one -> sums.merge(Bucket.of(one), one.totals(), Totals::plus)));
    return sums.entrySet().stream()
        .map(
            sum ->
                new BucketTotals(
                    sum.getKey().level(),
                    sum.getKey().number(),
                    sum.getKey().processor(),
                    sum.getValue()))
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>In one step of each partition that is wrong: where one of them has moved since it was seen,
   * others may be right already. What a partition should say is what its own ledger says; where
   * those of all do not come to what is right, the control partition has it all.
   */
  @Override
  public boolean correct(long second, List<Correction> corrections) {
    if (corrections.isEmpty()) {
      return partitions.every(store -> store.books().correct(second, List.of())).stream()
          .allMatch(Boolean::booleanValue);
    }
    List<Map<Bucket, Totals>> seen = partitions.every(store -> milliseconds(store.books(), second));
    List<Map<Bucket, Totals>> settled = partitions.every(store -> settled(store.ledger(), second));
    List<List<Correction>> parts =
        partitions.all().stream().<List<Correction>>map(_ -> new ArrayList<>()).toList();
    for (Correction correction : corrections) {
      Bucket bucket = new Bucket(Level.MILLI, correction.millis(), correction.processor());
      if (!sum(seen, bucket).equals(correction.seen())) {
        return false;
      }
      boolean known = sum(settled, bucket).equals(correction.right());
      for (int i = 0; i < parts.size(); i++) {
        Totals now = seen.get(i).getOrDefault(bucket, Totals.NONE);
        Totals right =
            known
                ? settled.get(i).getOrDefault(bucket, Totals.NONE)
                : i == 0 ? correction.right() : Totals.NONE;
        if (!now.equals(right)) {
          parts.get(i).add(new Correction(correction.processor(), correction.millis(), now, right));
        }
      }
    }
    boolean done = true;
    for (Partition partition : partitions.all()) {
      List<Correction> own = parts.get(partition.number());
      done &= own.isEmpty() || partition.call(store -> store.books().correct(second, own));
    }
    return done;
  }

  private static Totals sum(List<Map<Bucket, Totals>> parts, Bucket bucket) {
    return parts.stream()
        .map(part -> part.getOrDefault(bucket, Totals.NONE))
        .reduce(Totals.NONE, Totals::plus);
  }

  private static Map<Bucket, Totals> milliseconds(Books books, long second) {
    Map<Bucket, Totals> totals = new HashMap<>();
    books
        .buckets(List.of(Level.MILLI.wholePage(second)))
        .forEach(one -> totals.put(Bucket.of(one), one.totals()));
    return totals;
  }

  private static Map<Bucket, Totals> settled(Ledger ledger, long second) {
    Map<Bucket, Totals> totals = new HashMap<>();
    ledger.entries(
        Level.SECOND.window(second),
        entry ->
            totals.merge(
                new Bucket(Level.MILLI, entry.requestedAtMillis(), entry.processor()),
                new Totals(1, entry.amountCents()),
                Totals::plus));
    return totals;
  }
}
