package dev.rinha.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.load.ConsistencyCheck;
import dev.rinha.bench.load.ExecutionSample;
import dev.rinha.bench.load.Latency;
import dev.rinha.bench.load.LoadMeasurements;
import dev.rinha.bench.page.PageHtml;
import dev.rinha.bench.reconciliation.Drain;
import dev.rinha.bench.reconciliation.Reconciliation;
import dev.rinha.bench.schedule.BenchJson;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Everything one run found out; written as JSON by {@code --json}, so its field names are stable
 * and end in their units.
 *
 * @param score null in a closed loop and when interrupted
 * @param drain null when interrupted
 * @param reconciliation null when interrupted or when a summary could not be read at the end
 * @param samples how far execution was, once a second from the beginning of the load to the end of
 *     the drain
 * @param samplesMissed how often the processors did not say so in time
 * @param findings everything that is wrong, one line each; empty means exit code 0
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BenchReport(
    int formatVersion,
    Run run,
    Load load,
    Latencies latencies,
    @Nullable Score score,
    List<ConsistencyCheck> checks,
    long inconsistencies,
    @Nullable Drain drain,
    @Nullable Reconciliation reconciliation,
    List<String> findings,
    List<LoadMeasurements.SecondFigures> perSecond,
    List<ExecutionSample> samples,
    long samplesMissed,
    Schedule schedule) {

  public static final int FORMAT_VERSION = 1;

  /**
   * What was run.
   *
   * @param closedLoopConnections 0 when users came along the schedule's ramp
   */
  public record Run(
      String url,
      String startedAt,
      long tookMillis,
      long seed,
      int closedLoopConnections,
      boolean interrupted) {}

  /** What became of the posted payments at the front door. */
  public record Load(
      long sent,
      long accepted,
      long refused,
      long unanswered,
      long acceptedPerSecond,
      Map<String, Long> failures) {

    public static Load of(
        List<Submission> submissions, Map<String, Long> failures, long tookMillis) {
      long accepted = count(submissions, Submission.Accepted.class);
      return new Load(
          submissions.size(),
          accepted,
          count(submissions, Submission.Refused.class),
          count(submissions, Submission.Unanswered.class),
          tookMillis == 0 ? 0 : accepted * 1000 / tookMillis,
          failures);
    }

    private static long count(
        List<Submission> submissions, Class<? extends Submission.Outcome> kind) {
      return submissions.stream().map(Submission::outcome).filter(kind::isInstance).count();
    }

    public long failed() {
      return refused + unanswered;
    }
  }

  /**
   * Three ways to look at the waiting; see {@link LoadMeasurements}.
   *
   * @param allRequests k6's http_req_duration, which the score uses
   * @param payments POST /payments alone
   * @param paymentsSinceDue POST /payments counted from when it was due, without coordinated
   *     omission
   */
  public record Latencies(Latency allRequests, Latency payments, Latency paymentsSinceDue) {}

  /** All of it, for machines. */
  public String toJson() throws IOException {
    return BenchJson.MAPPER.writeValueAsString(this);
  }

  /** One page for people that needs nothing else: verdict, plots over time, all as tables. */
  public String toHtml() {
    return PageHtml.of(ReportPage.of(this));
  }

  /** Everything that keeps a run from being clean. */
  public static List<String> findings(
      Load load,
      long inconsistencies,
      @Nullable Score score,
      @Nullable Drain drain,
      @Nullable Reconciliation reconciliation,
      List<String> problems) {
    List<String> findings = new ArrayList<>();
    load.failures().forEach((reason, count) -> findings.add(count + " payments failed: " + reason));
    if (inconsistencies > 0) {
      findings.add(
          inconsistencies + " inconsistencies between summary and processors during the load");
    }
    if (score != null && score.disqualified()) {
      findings.add("disqualified: the summary has more payments than were posted");
    }
    if (drain != null && !drain.complete()) {
      findings.add(
          "not everything accounted for after a drain of " + drain.tookMillis() / 1000 + " s");
    }
    if (reconciliation != null) {
      findings.addAll(reconciliation.findings());
    }
    findings.addAll(problems);
    return List.copyOf(findings);
  }

  /**
   * Share of executed payments that went to the fallback, by the processors' own count, in percent.
   */
  OptionalDouble fallbackPercent() {
    if (reconciliation == null) {
      return OptionalDouble.empty();
    }
    Both<RecordedTotals> processors = reconciliation.processors();
    long total = RecordedTotals.sum(processors).count();
    return total == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(100.0 * processors.fallback().count() / total);
  }
}
