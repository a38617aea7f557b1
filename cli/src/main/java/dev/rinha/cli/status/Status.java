package dev.rinha.cli.status;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.SharedStore;
import dev.rinha.core.store.StoreServer;
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
 * @param store the name and the address of the store
 * @param subscribers who is told of payments
 * @param perSecond payments that were sent in each of the last seconds and are settled, oldest
 *     first
 * @param fees of the last minute, at the fees that are known here
 * @param worker what a worker tells; null if nobody says where one is
 */
record Status(
    long atMillis,
    String store,
    Census census,
    long conflicts,
    Pauses pauses,
    List<Subscriber> subscribers,
    StoreServer redis,
    Summary lastMinute,
    List<Long> perSecond,
    Map<String, HealthBoard.Seen> reports,
    Fees fees,
    @Nullable WorkerPage worker) {

  /** Over so many seconds is told what was settled and paid. */
  static final int SECONDS = 60;

  private static final long SECOND = 1_000;

  /**
   * One processor.
   *
   * @param lastMinute what it executed
   * @param report what it says of itself
   * @param belief what the worker believes of it
   * @param pause by an operator, if it is paused
   */
  record Processor(
      String name,
      Totals lastMinute,
      Optional<HealthBoard.Seen> report,
      Optional<WorkerPage.Belief> belief,
      Optional<Pause> pause) {

    /**
     * In one word. The worker, whose payments go there, knows best; a report that is too old to be
     * believed says nothing. {@code unknown} if nobody says anything.
     */
    String state() {
      return pause.isPresent()
          ? "paused"
          : belief
              .map(worker -> worker.down() ? "down" : "up")
              .or(() -> report.filter(seen -> !stale(seen)).map(Processor::reported))
              .orElse("unknown");
    }

    /** Whether what it says of itself is too old to be believed. */
    static boolean stale(HealthBoard.Seen seen) {
      return seen.ageMillis() > HealthReport.BELIEVED_MILLIS;
    }

    /** What it says of itself, in one word. */
    static String reported(HealthBoard.Seen seen) {
      return switch (seen.report()) {
        case HealthReport.Reported(boolean failing, _) -> failing ? "failing" : "up";
        case HealthReport.Refused _ -> "refuses";
        case HealthReport.Unreachable _ -> "unreachable";
      };
    }
  }

  /** Reads it all. */
  static Status read(
      SharedStore store,
      String name,
      Map<String, Fee> fees,
      @Nullable WorkerPage worker,
      long now) {
    List<Long> perSecond = new ArrayList<>();
    long first = now / SECOND * SECOND - SECONDS * SECOND;
    for (int i = 0; i < SECONDS; i++) {
      long from = first + i * SECOND;
      perSecond.add(
          store.ledger().summary(new TimeWindow(from, from + SECOND - 1)).total().count());
    }
    TimeWindow lastMinute = new TimeWindow(first, first + SECONDS * SECOND - 1);
    Summary summary = store.ledger().summary(lastMinute, fees);
    return new Status(
        now,
        name,
        store.ledger().census(),
        store.conflicts().count(),
        store.pauses().current(),
        store.outbox().status().subscribers(),
        store.inspection().server(),
        summary,
        List.copyOf(perSecond),
        store.healthBoard().read(),
        Fees.of(store.ledger(), lastMinute, summary, fees),
        worker);
  }

  /** Those that anything is known of. */
  List<Processor> processors() {
    SortedSet<String> names = new TreeSet<>(lastMinute.processors().keySet());
    names.addAll(reports.keySet());
    Optional<WorkerPage> asked = Optional.ofNullable(worker);
    asked.map(WorkerPage::processors).ifPresent(names::addAll);
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
                    asked.flatMap(page -> page.belief(name)),
                    pauses.ofProcessor(name)))
        .toList();
  }

  /** How long the oldest unfinished payment has waited, in milliseconds; 0 if there is none. */
  long oldestMillis() {
    return census.oldestQueuedAtMillis() == Long.MAX_VALUE
        ? 0
        : Math.max(0, atMillis - census.oldestQueuedAtMillis());
  }

  /** Settled payments per second, on average over the last so many. */
  double rate(int seconds) {
    return perSecond.subList(SECONDS - seconds, SECONDS).stream().mapToLong(Long::longValue).sum()
        / (double) seconds;
  }
}
