package dev.rinha.cli.status;

import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.redis.RedisServer;
import dev.rinha.core.store.redis.RedisStore;
import dev.rinha.core.summary.Summary;
import dev.rinha.core.summary.TimeWindow;
import dev.rinha.core.summary.Totals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How everything stands at one moment. Immutable.
 *
 * @param atMillis when it was read, in milliseconds since the epoch
 * @param store the address of Redis
 * @param perSecond payments that were sent in each of the last seconds and are settled, oldest
 *     first
 * @param worker what a worker tells; null if none was named
 */
record Status(
    long atMillis,
    String store,
    Census census,
    long conflicts,
    Pauses pauses,
    RedisServer redis,
    Summary lastMinute,
    List<Long> perSecond,
    Map<String, HealthBoard.Seen> reports,
    @Nullable WorkerPage worker) {

  private static final int SECONDS = 60;
  private static final long SECOND = 1_000;

  /**
   * One processor.
   *
   * @param lastMinute what it executed
   * @param report what it says of itself
   * @param pause by an operator, if it is paused
   */
  record Processor(
      String name, Totals lastMinute, Optional<HealthBoard.Seen> report, Optional<Pause> pause) {

    /** In one word; {@code unknown} if nobody asked it. */
    String state() {
      return pause.isPresent() ? "paused" : reported();
    }

    private String reported() {
      return report
          .map(
              seen ->
                  switch (seen.report()) {
                    case HealthReport.Reported(boolean failing, _) -> failing ? "failing" : "up";
                    case HealthReport.Refused _ -> "refuses";
                    case HealthReport.Unreachable _ -> "unreachable";
                  })
          .orElse("unknown");
    }
  }

  /** Reads it all. */
  static Status read(RedisStore store, String address, @Nullable WorkerPage worker, long now) {
    List<Long> perSecond = new ArrayList<>();
    long first = now / SECOND * SECOND - SECONDS * SECOND;
    for (int i = 0; i < SECONDS; i++) {
      long from = first + i * SECOND;
      perSecond.add(store.summary(new TimeWindow(from, from + SECOND - 1)).total().count());
    }
    return new Status(
        now,
        address,
        store.census(),
        store.conflictCount(),
        store.pauses(),
        store.server(),
        store.summary(new TimeWindow(first, first + SECONDS * SECOND - 1)),
        List.copyOf(perSecond),
        store.read(),
        worker);
  }

  /** Those that anything is known of. */
  List<Processor> processors() {
    SortedSet<String> names = new TreeSet<>(lastMinute.processors().keySet());
    names.addAll(reports.keySet());
    for (Pause pause : pauses.all()) {
      if (pause.scope() instanceof PauseScope.Processor(String name)) {
        names.add(name);
      }
    }
    Summary all = lastMinute.withProcessors(names);
    return names.stream()
        .map(
            name ->
                new Processor(
                    name,
                    all.of(name),
                    Optional.ofNullable(reports.get(name)),
                    pauses.ofProcessor(name)))
        .toList();
  }

  /** How long the oldest unfinished payment has waited, in milliseconds; 0 if there is none. */
  long oldestMillis() {
    return census.oldestAcceptedAtMillis() == Long.MAX_VALUE
        ? 0
        : Math.max(0, atMillis - census.oldestAcceptedAtMillis());
  }

  /** Settled payments per second, on average over the last so many. */
  double rate(int seconds) {
    return perSecond.subList(SECONDS - seconds, SECONDS).stream().mapToLong(Long::longValue).sum()
        / (double) seconds;
  }
}
