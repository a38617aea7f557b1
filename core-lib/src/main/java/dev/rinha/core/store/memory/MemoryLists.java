package dev.rinha.core.store.memory;

import dev.rinha.core.store.LedgerEntry;
import dev.rinha.core.store.PaymentLists;
import dev.rinha.core.store.PaymentRecord;
import dev.rinha.core.summary.TimeBuckets.Level;
import dev.rinha.core.summary.TimeWindow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** Payments by the page. */
final class MemoryLists implements PaymentLists {

  private final MemoryState state;

  MemoryLists(MemoryState state) {
    this.state = state;
  }

  @Override
  public Page<PaymentRecord> unfinished(String after, int max) {
    long place = after.isEmpty() ? 0 : Long.parseLong(after);
    return state.guarded(
        () ->
            page(
                state.unfinished.tailMap(place, false).values().stream(),
                item -> Long.toString(item.place),
                Item::record,
                max));
  }

  @Override
  public Page<PaymentRecord> dead(TimeWindow window, String after, int max) {
    return state.guarded(
        () ->
            letters(
                state.dead.values().stream()
                    .flatMap(
                        item ->
                            state
                                .letter(item)
                                .map(letter -> Map.entry(DeadLetterKey.of(letter), item)))
                    .sorted(Map.Entry.comparingByKey()),
                window,
                after,
                max));
  }

  @Override
  public Page<PaymentRecord> discarded(TimeWindow window, String after, int max) {
    return state.guarded(() -> letters(state.discarded.entrySet().stream(), window, after, max));
  }

  private static Page<PaymentRecord> letters(
      Stream<Map.Entry<DeadLetterKey, Item>> letters, TimeWindow window, String after, int max) {
    Optional<DeadLetterKey> last = after.isEmpty() ? Optional.empty() : Optional.of(key(after));
    return page(
        letters
            .filter(letter -> window.contains(letter.getKey().millis()))
            .dropWhile(
                letter -> last.filter(key -> key.compareTo(letter.getKey()) >= 0).isPresent()),
        letter -> letter.getKey().millis() + "." + letter.getKey().correlationId(),
        letter -> letter.getValue().record(),
        max);
  }

  private static DeadLetterKey key(String place) {
    int dot = dot(place);
    return new DeadLetterKey(
        Long.parseLong(place.substring(0, dot)), UUID.fromString(place.substring(dot + 1)));
  }

  private static int dot(String place) {
    int dot = place.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("'" + place + "' is no place");
    }
    return dot;
  }

  @Override
  public Page<LedgerEntry> settled(TimeWindow window, String after, int max) {
    String place = after.isEmpty() ? "0.0" : after;
    int dot = dot(place);
    long first = Long.parseLong(place.substring(0, dot));
    int passed = Integer.parseInt(place.substring(dot + 1));
    return state.guarded(
        () -> {
          List<Entry<LedgerEntry>> entries = new ArrayList<>();
          state
              .ledger
              .subMap(
                  Math.max(first, minute(window.fromMillis())),
                  true,
                  minute(window.toMillis()),
                  true)
              .forEach(
                  (minute, settled) -> {
                    int forgotten = minute == state.forgottenMinute ? state.forgottenOfMinute : 0;
                    for (int i = 0; i < settled.size(); i++) {
                      int at = forgotten + i + 1;
                      if ((minute > first || at > passed)
                          && window.contains(settled.get(i).requestedAtMillis())) {
                        entries.add(new Entry<>(minute + "." + at, settled.get(i)));
                      }
                    }
                  });
          return page(entries.stream(), Entry::place, Entry::value, max);
        });
  }

  private static long minute(long millis) {
    return Level.MINUTE.bucket(Math.max(0, millis));
  }

  private static <T, V> Page<V> page(
      Stream<T> rest, Function<T, String> place, Function<T, V> value, int max) {
    List<Entry<V>> entries =
        rest.limit(max + 1L).map(one -> new Entry<>(place.apply(one), value.apply(one))).toList();
    return entries.size() <= max
        ? new Page<>(entries, Optional.empty(), 0)
        : new Page<>(entries.subList(0, max), Optional.of(entries.get(max - 1).place()), 0);
  }
}
