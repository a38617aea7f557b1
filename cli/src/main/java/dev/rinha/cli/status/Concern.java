package dev.rinha.cli.status;

import dev.rinha.cli.basics.Count;
import dev.rinha.cli.basics.Elapsed;
import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.RedisOption;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Outbox.Subscriber;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that wants an operator, and what to do about it. Immutable.
 *
 * @param what in a few words
 * @param next the command or the place to look at next
 */
record Concern(String what, String next) {

  /** A payment that waits for so long waits for something that does not come by itself. */
  private static final long LONG_WAIT_MILLIS = 60_000;

  /**
   * Processors are asked every five seconds; after two times of that nobody asks, or none answers.
   */
  private static final long OVERDUE_MILLIS = 10_000;

  /** Far beyond the latency that any processor should have. */
  private static final long HANGS_MILLIS = 5_000;

  /**
   * Everything that is not as it should be, the worst first.
   *
   * @param redis names the store in commands
   */
  static List<Concern> of(Status status, RedisOption redis) {
    List<Concern> concerns = new ArrayList<>();
    Census census = status.census();
    if (census.missing() > 0) {
      concerns.add(
          new Concern(
              census.missing() + " unfinished, but not in the queue",
              redis.next(NextCommand.AUDIT_REPAIR)));
    } else if (!census.conserved()) {
      concerns.add(new Concern("the books do not balance", redis.next(NextCommand.AUDIT)));
    }
    if (census.setAside() > 0) {
      concerns.add(
          new Concern(
              "set aside from the queue, unreadable: " + census.setAside(),
              redis.next(NextCommand.QUEUE_SET_ASIDE)));
    }
    if (status.conflicts() > 0) {
      concerns.add(
          new Concern(
              "executions that contradict the records: " + status.conflicts(),
              redis.next(NextCommand.AUDIT)));
    }
    status
        .redis()
        .text("aof_last_write_status")
        .filter(state -> !state.equals("ok"))
        .ifPresent(_ -> concerns.add(new Concern("Redis cannot write its file", "its log; disk")));
    if (status.redis().text("appendonly").filter("no"::equals).isPresent()) {
      concerns.add(
          new Concern("Redis keeps nothing over a restart", redis.next(NextCommand.DOCTOR)));
    }
    WorkerPage worker = status.worker();
    if (worker != null && !worker.works()) {
      concerns.add(
          new Concern(
              "worker: " + worker.trouble(),
              redis.next(NextCommand.DOCTOR_OF_SERVICE, worker.url())));
    }
    status.pauses().all().forEach(pause -> concerns.add(of(pause, redis)));
    if (status.oldestMillis() > LONG_WAIT_MILLIS) {
      concerns.add(
          new Concern(
              "the oldest payment has waited for " + Elapsed.rough(status.oldestMillis()),
              census.queued() > 0
                  ? "is a worker running?"
                  : redis.next(NextCommand.IN_DOUBT_LIST)));
    }
    if (census.dead() > 0) {
      concerns.add(
          new Concern(
              Count.of(census.dead(), "dead letter"), redis.next(NextCommand.DEAD_LETTERS_LIST)));
    }
    if (census.inDoubt() > 0) {
      concerns.add(
          new Concern(census.inDoubt() + " in doubt", redis.next(NextCommand.IN_DOUBT_LIST)));
    }
    status.subscribers().forEach(one -> of(one, status.atMillis(), redis).ifPresent(concerns::add));
    status.processors().forEach(processor -> of(processor).ifPresent(concerns::add));
    Fees fees = status.fees();
    if (fees.excess().signum() > 0) {
      concerns.add(
          new Concern(
              "%s more in fees than at the cheapest in the last %s s (%s, not %s)"
                  .formatted(fees.excess(), Status.SECONDS, fees.paid(), fees.cheapest()),
              redis.next(NextCommand.SUMMARY_OF_LAST_MINUTES)));
    }
    return concerns;
  }

  private static Concern of(Pause pause, RedisOption redis) {
    String what =
        switch (pause.scope()) {
          case PauseScope.Queue _ -> "the queue";
          case PauseScope.Processor(String name) -> name;
        };
    return new Concern(what + " is paused", redis.next(NextCommand.QUEUE_SHOW));
  }

  private static Optional<Concern> of(Subscriber one, long nowMillis, RedisOption redis) {
    long waitsMillis = one.oldestAtMillis() == 0 ? 0 : nowMillis - one.oldestAtMillis();
    return waitsMillis <= LONG_WAIT_MILLIS
        ? Optional.empty()
        : Optional.of(
            new Concern(
                "%s has not been told for %s: %s%s"
                    .formatted(
                        one.name(),
                        Elapsed.rough(waitsMillis),
                        Count.of(one.waiting(), "event"),
                        one.paused() ? ", paused" : ""),
                redis.next(NextCommand.WEBHOOKS_LIST)));
  }

  private static Optional<Concern> of(Status.Processor processor) {
    String name = processor.name();
    if (!List.of("up", "unknown", "paused").contains(processor.state())) {
      return Optional.of(
          new Concern(
              name + " is " + processor.state(), "payments wait or go elsewhere meanwhile"));
    }
    if (processor.belief().filter(worker -> worker.hangsFor(HANGS_MILLIS)).isPresent()) {
      return Optional.of(
          new Concern(name + " has payments and executes none", "is it slow, or does it hang?"));
    }
    return processor
        .report()
        .filter(seen -> seen.ageMillis() > OVERDUE_MILLIS)
        .map(
            seen ->
                new Concern(
                    "%s has not said how it is for %s"
                        .formatted(name, Elapsed.rough(seen.ageMillis())),
                    "does a worker reach it?"));
  }
}
