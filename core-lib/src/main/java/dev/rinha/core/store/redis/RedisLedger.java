package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.store.Census;
import dev.rinha.core.store.Ledger;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeBuckets;
import dev.rinha.core.summary.TimeBuckets.Span;
import dev.rinha.core.summary.TimeWindow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What has been recorded. */
final class RedisLedger implements Ledger {

  private static final int LEDGER_ENTRIES_PER_CALL = 1_000;
  private static final int MINUTES_PER_CALL = 200;

  /** Where one of them has filled a page. */
  private static final int MINUTES_WHERE_DENSE = 16;

  private final RedisContext context;
  private final Records records;
  private final QueueEntries entries;
  private final Sweeper sweeper;

  RedisLedger(RedisContext context, Records records, QueueEntries entries) {
    this.context = context;
    this.records = records;
    this.entries = entries;
    this.sweeper = new Sweeper(context.link());
  }

  @Override
  public Summary summary(TimeWindow window) {
    requireNonNull(window, "window");
    List<Span> spans = TimeBuckets.cover(window);
    return SummaryPages.sum(
        spans, context.run(Script.SUMMARY, arguments -> SummaryPages.want(arguments, spans)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException also if a purge happens while it is read
   */
  @Override
  public void entries(TimeWindow window, Consumer<LedgerEntry> reader) {
    Optional<String> minute = Optional.empty();
    long passOver = 0;
    long generation = -1;
    do {
      Reply reply = page(window, minute, passOver, LEDGER_ENTRIES_PER_CALL);
      if (generation >= 0 && generation != reply.number(1)) {
        throw new StoreException("the ledger was purged while it was read");
      }
      generation = reply.number(1);
      read(reply.list(2), reply.processors(0), window, reader);
      minute = Optional.of(reply.text(3));
      passOver = reply.number(4);
    } while (!minute.get().isEmpty());
  }

  private static long minute(long millis) {
    return TimeBuckets.Level.MINUTE.bucket(Math.clamp(millis, 0, TimeBuckets.MAX_MILLIS));
  }

  /**
   * Reads a page, as the script answers it: which minutes there are first, so that they can be
   * declared.
   *
   * @param minute where to go on; empty for the beginning of the window
   * @param passed entries of that minute to pass over
   */
  Reply page(TimeWindow window, Optional<String> minute, long passed, int max) {
    String first = minute.orElseGet(() -> Long.toString(minute(window.fromMillis())));
    String last = Long.toString(minute(window.toMillis()));
    int atMost = passed > 0 ? MINUTES_WHERE_DENSE : MINUTES_PER_CALL;
    while (true) {
      Minutes minutes = minutes(first, last, atMost);
      List<String> names = minutes.names();
      String beyond =
          names.size() < atMost ? "" : Long.toString(Long.parseLong(names.getLast()) + 1);
      Reply reply = page(names, first, passed, max, beyond);
      if (reply.number(1) == minutes.generation()) {
        return reply;
      }
    }
  }

  /**
   * Reads these minutes, as the script answers it.
   *
   * @param passed entries of the first one to pass over
   * @param beyond where to go on after all of them; empty at the end
   */
  Reply page(List<String> minutes, String first, long passed, int max, String beyond) {
    return context.run(
        Script.LEDGER,
        arguments -> {
          arguments.add(first).add(passed).add(max).add(beyond);
          minutes.forEach(minute -> arguments.data("l:" + minute).add(minute));
        });
  }

  /** Minutes of which the ledger has entries, and in which generation. */
  record Minutes(long generation, List<String> names) {}

  /** Reads which they are, between bounds as Redis takes them for scores. */
  Minutes minutes(String first, String last, int max) {
    Reply reply = context.run(Script.MINUTES, arguments -> arguments.add(first).add(last).add(max));
    List<String> texts = reply.allTexts();
    return new Minutes(reply.number(0), texts.subList(1, texts.size()));
  }

  private static void read(
      Reply entries,
      Map<Integer, String> processors,
      TimeWindow window,
      Consumer<LedgerEntry> reader) {
    for (int i = 0; i < entries.size(); i++) {
      LedgerEntry entry = Binary.ledgerEntry(entries.bytes(i), processors);
      if (window.contains(entry.requestedAtMillis())) {
        reader.accept(entry);
      }
    }
  }

  @Override
  public Optional<PaymentRecord> find(UUID correlationId) {
    requireNonNull(correlationId, "correlationId");
    return records.find(correlationId).map(Records.Found::record).findFirst();
  }

  @Override
  public List<PaymentRecord> find(Collection<UUID> correlationIds) {
    requireNonNull(correlationIds, "correlationIds");
    return records.find(List.copyOf(correlationIds)).stream().map(Records.Found::record).toList();
  }

  @Override
  public Census census() {
    Reply reply = context.run(Script.CENSUS);
    Reply oldest = reply.list(8);
    return Census.of(
        reply.number(0),
        reply.number(1),
        reply.number(2),
        reply.number(3),
        reply.number(4),
        reply.number(5),
        reply.number(6),
        reply.number(9),
        reply.number(10),
        oldest.size() == 0 ? Long.MAX_VALUE : entries.queuedAtMillis(oldest),
        reply.number(11),
        reply.number(12));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The memory of what was forgotten is given back in the background.
   */
  @Override
  public long purge() {
    return purge("");
  }

  @Override
  public long purgeTo(long generation) {
    return purge(Long.toString(generation));
  }

  private long purge(String wanted) {
    long generation = context.run(Script.PURGE, arguments -> arguments.add(wanted)).number(0);
    sweeper.sweepBefore(generation);
    return generation;
  }
}
