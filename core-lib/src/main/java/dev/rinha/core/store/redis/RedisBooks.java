package dev.rinha.core.store.redis;

import dev.rinha.core.payment.Intent;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.store.Books;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.SetAside;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.BucketTotals;
import dev.rinha.core.summary.Correction;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.Totals;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads everything that the store has below its namespace, page by page. */
final class RedisBooks implements Books {

  private static final int RECORDS_PER_CALL = 1_000;
  private static final int BUCKETS_PER_CALL = 128;

  private final RedisContext context;
  private final Records records;
  private final QueueEntries entries;

  RedisBooks(RedisContext context, Records records, QueueEntries entries) {
    this.context = context;
    this.records = records;
    this.entries = entries;
  }

  @Override
  public long begunAtMillis() {
    return context.run(Script.BEGUN).number(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException also if a purge happens while it is read
   */
  @Override
  public void records(Consumer<PaymentRecord> reader, BiConsumer<UUID, String> unreadable) {
    long bucket = 0;
    long generation = -1;
    while (generation < 0 || bucket < context.idBuckets()) {
      Reply reply = records(bucket);
      if (generation >= 0 && generation != reply.number(1)) {
        throw new StoreException("the payments were purged while they were read");
      }
      generation = reply.number(1);
      bucket = reply.number(2);
      read(reply.list(3), reply.processors(0), reasons(reply.list(4)), reader, unreadable);
    }
  }

  private Reply records(long bucket) {
    return context.run(
        Script.RECORDS,
        arguments -> {
          long before = Math.min(context.idBuckets(), bucket + BUCKETS_PER_CALL);
          arguments.add(bucket).add(before).add(RECORDS_PER_CALL);
          for (long declared = bucket; declared < before; declared++) {
            arguments.data("i:" + declared);
          }
        });
  }

  private static Map<UUID, String> reasons(Reply flat) {
    Map<UUID, String> reasons = new HashMap<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      reasons.put(Binary.id(flat.bytes(i)), flat.text(i + 1));
    }
    return reasons;
  }

  private static void read(
      Reply flat,
      Map<Integer, String> processors,
      Map<UUID, String> reasons,
      Consumer<PaymentRecord> reader,
      BiConsumer<UUID, String> unreadable) {
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      UUID id = Binary.id(flat.bytes(i));
      String reason = reasons.isEmpty() ? "" : reasons.getOrDefault(id, "");
      PaymentRecord record;
      try {
        record = RecordText.parse(id, flat.bytes(i + 1), processors, reason);
      } catch (StoreException e) {
        unreadable.accept(id, String.valueOf(e.getMessage()));
        continue;
      }
      reader.accept(record);
    }
  }

  @Override
  public void queue(Consumer<QueueEntry> reader, BiConsumer<String, String> unreadable) {
    entries.queue(
        (place, values) -> {
          QueueEntry entry;
          try {
            entry = new QueueEntry(place, entries.read(values).entry().payment());
          } catch (StoreException e) {
            unreadable.accept(place, String.valueOf(e.getMessage()));
            return;
          }
          reader.accept(entry);
        });
  }

  @Override
  public void setAside(Consumer<SetAside> reader) {
    entries.setAside(reader);
  }

  @Override
  public int dropSetAside(List<String> names) {
    return entries.drop(names);
  }

  @Override
  public int requeue(List<PaymentRecord> missing, long nowMillis) {
    AtomicInteger queued = new AtomicInteger();
    RedisContext.forEachPart(
        missing,
        part -> {
          Reply reply =
              context.run(
                  Script.REQUEUE,
                  arguments -> part.forEach(record -> describe(arguments, record, nowMillis)));
          for (int i = 0; i < reply.size(); i++) {
            queued.addAndGet((int) reply.number(i));
          }
        });
    return queued.get();
  }

  private void describe(Arguments arguments, PaymentRecord record, long nowMillis) {
    Payment payment = record.payment();
    UUID id = payment.correlationId();
    arguments
        .record(context.bucket(id), id)
        .add(RecordText.letter(record.state()))
        .add(RecordText.base(payment))
        .add(record.state().openAttempt().map(Intent::processor).orElse(""))
        .add(RecordText.unfinished(record))
        .add(RecordText.afterAcceptance(payment, nowMillis))
        .add(record.history());
  }

  @Override
  public void deadLetters(Consumer<UUID> reader) {
    letters(DeadLetterList.DEAD, reader);
  }

  @Override
  public void discarded(Consumer<UUID> reader) {
    letters(DeadLetterList.DISCARDED, reader);
  }

  private void letters(DeadLetterList list, Consumer<UUID> reader) {
    list.pages(
        context,
        Long.MAX_VALUE,
        ids -> {
          ids.forEach(reader);
          return true;
        });
  }

  @Override
  public void inDoubt(Consumer<UUID> reader) {
    Reply ids = context.run(Script.DOUBTS, arguments -> arguments.add(Integer.MAX_VALUE));
    for (int i = 0; i < ids.size(); i++) {
      reader.accept(Binary.id(ids.bytes(i)));
    }
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    return records.find(List.copyOf(correlationIds)).stream().map(Records.Found::record).toList();
  }

  @Override
  public void pages(Consumer<Span> reader) {
    readNames(
        "a:",
        name -> {
          String[] levelAndPage = name.split(":", 2);
          Level.of(levelAndPage[0].charAt(0))
              .map(level -> level.wholePage(Long.parseLong(levelAndPage[1])))
              .ifPresent(reader);
        });
  }

  /** Reads what follows in the names of this generation's keys that begin so; not of one moment. */
  private void readNames(String beginning, Consumer<String> reader) {
    String prefix = context.link().key(context.run(Script.CENSUS).number(0) + ":" + beginning);
    long connection = context.link().connection();
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      KeyScanCursor<byte[]> batch = context.link().scan(cursor, prefix + "*");
      for (byte[] key : batch.getKeys()) {
        reader.accept(new String(key, StandardCharsets.UTF_8).substring(prefix.length()));
      }
      cursor = batch;
    }
    // Other than a script, it is not refused where keys are on their way to another server.
    context.run(Script.CENSUS);
    if (context.link().connection() != connection) {
      throw new StoreException(context.link().where() + " was connected to anew while it was read");
    }
  }

  @Override
  public List<BucketTotals> buckets(List<Span> spans) {
    return SummaryPages.buckets(
        spans, context.run(Script.SUMMARY, arguments -> SummaryPages.want(arguments, spans)));
  }

  @Override
  public boolean correct(long second, List<Correction> corrections) {
    Reply reply =
        context.run(
            Script.CORRECT,
            arguments -> {
              arguments.add(second).totals(Level.SECOND.window(second).fromMillis());
              corrections.forEach(correction -> describe(arguments, correction));
            });
    return reply.number(0) == 1;
  }

  private static void describe(Arguments arguments, Correction correction) {
    arguments
        .add(correction.processor())
        .add(correction.millis() % 1_000)
        .add(packed(correction.seen()))
        .add(packed(correction.right()));
  }

  private static String packed(Totals totals) {
    return totals.count() + ":" + totals.cents();
  }
}
