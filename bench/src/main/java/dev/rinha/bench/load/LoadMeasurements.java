package dev.rinha.bench.load;

import dev.rinha.bench.client.Submission;
import dev.rinha.bench.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Everything the running load writes down. Thread safe: one lock, held for microseconds.
 *
 * <p>Three latencies are kept. <em>All requests</em> is k6's {@code http_req_duration}, the one the
 * score uses: every HTTP request of the test, payments and reads and settings alike.
 * <em>Payments</em> is the same for {@code POST /payments} alone. <em>Payments since due</em>
 * counts from the moment the payment should have left (its user's pause was over) to its answer,
 * and where an answer took longer than the pause, adds the requests that were not sent meanwhile:
 * without coordinated omission.
 */
public final class LoadMeasurements {

  private final Stopwatch stopwatch;
  private final Schedule schedule;
  private final long thinkMicros;
  private final Histogram allRequests = Latency.histogram(3);
  private final Histogram payments = Latency.histogram(3);
  private final Histogram paymentsSinceDue = Latency.histogram(3);
  private final Second current = new Second();
  private final List<SecondFigures> past = new ArrayList<>();
  private final List<ExecutionSample> samples = new ArrayList<>();
  private final List<Submission> submissions = new ArrayList<>();
  private final SortedMap<String, Long> failures = new TreeMap<>();
  private final List<ConsistencyCheck> checks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long sent;
  private long accepted;
  private long failed;
  private long samplesMissed;
  private int users;

  /**
   * @param thinkMillis pause of a user between two payments; 0 when there is none
   */
  public LoadMeasurements(Stopwatch stopwatch, Schedule schedule, int thinkMillis) {
    this.stopwatch = stopwatch;
    this.schedule = schedule;
    this.thinkMicros = thinkMillis * 1000L;
  }

  /** One line of progress. */
  public record Now(
      long elapsedMillis,
      int users,
      long sent,
      long failed,
      long p99Micros,
      long inconsistencies) {}

  /**
   * What happened in one second of the load, by its number; latencies are those of the payments
   * answered in it, and zero when there was none.
   */
  public record SecondFigures(
      int second,
      int users,
      long sent,
      long accepted,
      long failed,
      long p50Micros,
      long p90Micros,
      long p99Micros,
      long maxMicros,
      int stageSecond) {}

  /**
   * The second that is not over yet. There is only one, and its histogram is used again for the
   * next, so that an hour of load costs no more memory than its figures.
   */
  private static final class Second {
    private final Histogram latencies = Latency.histogram(3);
    private int number;
    private int users;
    private long sent;
    private long accepted;
    private long failed;

    SecondFigures figures(Schedule schedule) {
      return new SecondFigures(
          number,
          users,
          sent,
          accepted,
          failed,
          latencies.getValueAtPercentile(50),
          latencies.getValueAtPercentile(90),
          latencies.getValueAtPercentile(99),
          latencies.getMaxValue(),
          schedule.stageAt(number * 1000L).map(Schedule.Stage::second).orElse(0));
    }

    void next() {
      latencies.reset();
      number++;
      users = 0;
      sent = 0;
      accepted = 0;
      failed = 0;
    }
  }

  public synchronized void requestTook(long nanos) {
    allRequests.recordValue(Latency.micros(nanos));
  }

  synchronized void paymentSent(int currentUsers) {
    sent++;
    users = currentUsers;
    Second second = second();
    second.sent++;
    second.users = Math.max(second.users, currentUsers);
  }

  synchronized void paymentEnded(Submission submission, long tookNanos, long sinceDueNanos) {
    submissions.add(submission);
    payments.recordValue(Latency.micros(tookNanos));
    recordSinceDue(Latency.micros(sinceDueNanos));
    Second second = second();
    second.latencies.recordValue(Latency.micros(tookNanos));
    switch (submission.outcome()) {
      case Submission.Accepted _ -> accepted(second);
      case Submission.Refused(String reason) -> failed(second, reason);
      case Submission.Unanswered(String reason) -> failed(second, reason);
    }
  }

  private void recordSinceDue(long micros) {
    if (thinkMicros == 0) {
      paymentsSinceDue.recordValue(micros);
    } else {
      paymentsSinceDue.recordValueWithExpectedInterval(micros, thinkMicros);
    }
  }

  private void accepted(Second second) {
    accepted++;
    second.accepted++;
  }

  private void failed(Second second, String reason) {
    failed++;
    second.failed++;
    failures.merge(reason, 1L, Long::sum);
  }

  synchronized void checked(ConsistencyCheck check) {
    checks.add(check);
  }

  /** Something of the test itself went wrong, so its result means less. */
  public synchronized void problem(String line) {
    problems.add(line);
  }

  synchronized void usersAre(int currentUsers) {
    users = currentUsers;
  }

  public synchronized Now now() {
    return new Now(
        stopwatch.millis(),
        users,
        sent,
        failed,
        allRequests.getValueAtPercentile(99),
        inconsistencies());
  }

  /** Differences seen by all checks so far. */
  public synchronized long inconsistencies() {
    return checks.stream().mapToLong(ConsistencyCheck::inconsistencies).sum();
  }

  public synchronized Latency allRequests() {
    return Latency.of(allRequests);
  }

  public synchronized Latency payments() {
    return Latency.of(payments);
  }

  public synchronized Latency paymentsSinceDue() {
    return Latency.of(paymentsSinceDue);
  }

  public synchronized List<Submission> submissions() {
    return List.copyOf(submissions);
  }

  public synchronized SortedMap<String, Long> failures() {
    return new TreeMap<>(failures);
  }

  public synchronized List<ConsistencyCheck> checks() {
    return List.copyOf(checks);
  }

  public synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  /** Payments accepted so far. */
  public synchronized long accepted() {
    return accepted;
  }

  synchronized void sampled(ExecutionSample sample) {
    samples.add(sample);
  }

  /** The processors did not say in time how far they were. */
  synchronized void sampleMissed() {
    samplesMissed++;
  }

  public synchronized List<ExecutionSample> samples() {
    return List.copyOf(samples);
  }

  public synchronized long samplesMissed() {
    return samplesMissed;
  }

  /** Every second up to the last one in which something was sent or answered. */
  public synchronized List<SecondFigures> perSecond() {
    List<SecondFigures> figures = new ArrayList<>(past);
    if (sent > 0) {
      figures.add(current.figures(schedule));
    }
    return figures;
  }

  /** Time only goes forward under the lock, so what is past is complete. */
  private Second second() {
    int number = Math.toIntExact(stopwatch.millis() / 1000);
    while (current.number < number) {
      past.add(current.figures(schedule));
      current.next();
    }
    return current;
  }
}
