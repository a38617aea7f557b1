package dev.rinha.cli.status;

import dev.rinha.cli.basics.Elapsed;
import dev.rinha.core.store.Census;
import dev.rinha.core.store.Pause;
import dev.rinha.core.store.PauseScope;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that wants an operator, and what to do about it. Immutable.
 *
 * @param what in a few words
 * @param next the command or the place to look at next
 */
record Concern(String what, String next) {

  /** A payment that waits for so long waits for something that does not come by itself. */
  private static final long LONG_WAIT_MILLIS = 60_000;

  /** Everything that is not as it should be, the worst first. */
  static List<Concern> of(Status status) {
    List<Concern> concerns = new ArrayList<>();
    Census census = status.census();
    if (!census.conserved()) {
      concerns.add(new Concern("the books do not balance", "rinha-cli audit"));
    }
    if (status.conflicts() > 0) {
      concerns.add(
          new Concern(
              status.conflicts() + " executions contradict the records", "rinha-cli audit"));
    }
    status
        .redis()
        .text("aof_last_write_status")
        .filter(state -> !state.equals("ok"))
        .ifPresent(_ -> concerns.add(new Concern("Redis cannot write its file", "its log; disk")));
    if (status.redis().text("appendonly").filter("no"::equals).isPresent()) {
      concerns.add(new Concern("Redis keeps nothing over a restart", "rinha-cli doctor"));
    }
    if (status.worker() != null && !status.worker().trouble().isEmpty()) {
      concerns.add(new Concern("the worker " + status.worker().trouble(), "its log; restart it"));
    }
    status.pauses().all().forEach(pause -> concerns.add(of(pause)));
    if (status.oldestMillis() > LONG_WAIT_MILLIS) {
      concerns.add(
          new Concern(
              "the oldest payment has waited for " + Elapsed.rough(status.oldestMillis()),
              census.queued() > 0 ? "is a worker running?" : "rinha-cli in-doubt list"));
    }
    if (census.dead() > 0) {
      concerns.add(new Concern(census.dead() + " dead letters", "rinha-cli dead-letters list"));
    }
    if (census.inDoubt() > 0) {
      concerns.add(new Concern(census.inDoubt() + " in doubt", "rinha-cli in-doubt list"));
    }
    status.processors().stream()
        .filter(processor -> !List.of("up", "unknown", "paused").contains(processor.state()))
        .forEach(
            processor ->
                concerns.add(
                    new Concern(
                        processor.name() + " is " + processor.state(),
                        "payments wait or go elsewhere meanwhile")));
    return concerns;
  }

  private static Concern of(Pause pause) {
    String what =
        switch (pause.scope()) {
          case PauseScope.Queue _ -> "the queue";
          case PauseScope.Processor(String name) -> name;
        };
    return new Concern(what + " is paused", "rinha-cli queue show");
  }
}
