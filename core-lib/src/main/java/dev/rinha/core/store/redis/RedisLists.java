package dev.rinha.core.store.redis;

import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Payments by the page. A place is what Redis orders by: the name of an entry of the queue, of a
 * letter, or a minute of the ledger and how many of its entries lie before.
 */
final class RedisLists implements PaymentLists {

  private final RedisContext context;
  private final Records records;
  private final QueueEntries queue;
  private final RedisLedger ledger;

  RedisLists(RedisContext context, Records records, QueueEntries queue, RedisLedger ledger) {
    this.context = context;
    this.records = records;
    this.queue = queue;
    this.ledger = ledger;
  }

  @Override
  public Page<PaymentRecord> unfinished(String after, int max) {
    if (!after.matches("|[0-9]{1,19}-[0-9]{1,19}")) {
      throw new IllegalArgumentException("'" + after + "' is no place in the queue");
    }
    Map<UUID, String> places = new LinkedHashMap<>();
    AtomicInteger unreadable = new AtomicInteger();
    Optional<String> last =
        queue.queue(
            after,
            max,
            (place, values) -> {
              try {
                places.put(queue.read(values).entry().payment().correlationId(), place);
              } catch (StoreException e) {
                unreadable.incrementAndGet();
              }
            });
    return new Page<>(
        found(places).stream().filter(one -> unfinished(one.value())).toList(),
        last,
        unreadable.get());
  }

  private static boolean unfinished(PaymentRecord record) {
    return !PaymentStatus.of(record.state()).finished();
  }

  @Override
  public Page<PaymentRecord> dead(TimeWindow window, String after, int max) {
    return letters(DeadLetterList.DEAD, PaymentStatus.DEAD, window, after, max);
  }

  @Override
  public Page<PaymentRecord> discarded(TimeWindow window, String after, int max) {
    return letters(DeadLetterList.DISCARDED, PaymentStatus.DISCARDED, window, after, max);
  }

  private Page<PaymentRecord> letters(
      DeadLetterList list, PaymentStatus status, TimeWindow window, String after, int max) {
    byte[] begin =
        after.isEmpty()
            ? Binary.time(Math.clamp(window.fromMillis(), 0, Binary.MAX_TIME))
            : HexFormat.of().parseHex(after);
    long before = window.toMillis() == Long.MAX_VALUE ? Long.MAX_VALUE : window.toMillis() + 1;
    List<byte[]> names = list.names(context, begin, before, max);
    Map<UUID, String> places = new LinkedHashMap<>();
    names.forEach(name -> places.put(DeadLetterName.id(name), HexFormat.of().formatHex(name)));
    return new Page<>(
        found(places).stream()
            .filter(one -> PaymentStatus.of(one.value().state()) == status)
            .toList(),
        names.size() < max
            ? Optional.empty()
            : Optional.of(HexFormat.of().formatHex(names.getLast())),
        0);
  }

  private List<Entry<PaymentRecord>> found(Map<UUID, String> places) {
    return records.find(List.copyOf(places.keySet())).stream()
        .map(
            found ->
                new Entry<>(
                    places.getOrDefault(found.record().payment().correlationId(), BEGINNING),
                    found.record()))
        .toList();
  }

  @Override
  public Page<LedgerEntry> settled(TimeWindow window, String after, int max) {
    if (!after.matches("|[0-9]{1,15}\\.[0-9]{1,15}")) {
      throw new IllegalArgumentException("'" + after + "' is no place in the ledger");
    }
    int dot = after.indexOf('.');
    Reply reply =
        dot < 0
            ? ledger.page(window, Optional.empty(), 0, max)
            : ledger.page(
                window,
                Optional.of(after.substring(0, dot)),
                Long.parseLong(after.substring(dot + 1)),
                max);
    Map<Integer, String> processors = reply.processors(0);
    Reply read = reply.list(2);
    Reply minutes = reply.list(5);
    List<Entry<LedgerEntry>> entries = new ArrayList<>();
    int next = 0;
    for (int i = 0; i + 2 < minutes.size(); i += 3) {
      long passed = minutes.number(i + 1);
      for (long at = passed + 1; at <= passed + minutes.number(i + 2); at++) {
        LedgerEntry entry = Binary.ledgerEntry(read.bytes(next++), processors);
        if (window.contains(entry.requestedAtMillis())) {
          entries.add(new Entry<>(minutes.text(i) + "." + at, entry));
        }
      }
    }
    return new Page<>(
        entries,
        reply.text(3).isEmpty()
            ? Optional.empty()
            : Optional.of(reply.text(3) + "." + reply.number(4)),
        0);
  }
}
