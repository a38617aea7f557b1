package dev.rinha.cli.bench;

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
final class Measurements {

  private final Stopwatch stopwatch;
  private final long thinkMicros;
  private final Histogram allRequests = Latency.histogram(3);
  private final Histogram payments = Latency.histogram(3);
  private final Histogram paymentsSinceDue = Latency.histogram(3);
  private final List<Second> seconds = new ArrayList<>();
  private final List<Submission> submissions = new ArrayList<>();
  private final SortedMap<String, Long> failures = new TreeMap<>();
  private final List<ConsistencyCheck> checks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long sent;
  private long failed;
  private int users;

  Measurements(Stopwatch stopwatch, int thinkMillis) {
    this.stopwatch = stopwatch;
    this.thinkMicros = thinkMillis * 1000L;
  }

  /** One line of progress. */
  record Now(
      long elapsedMillis,
      int users,
      long sent,
      long failed,
      long p99Micros,
      long inconsistencies) {}

  /**
   * What happened in one second of the load, by its number; latencies are those of the payments
   * answered in it.
   */
  record SecondFigures(
      int second,
      int users,
      long sent,
      long failed,
      long p50Micros,
      long p99Micros,
      int stageSecond) {}

  private static final class Second {
    private final Histogram latencies = Latency.histogram(2);
    private long sent;
    private long failed;
    private int users;
  }

  synchronized void requestTook(long nanos) {
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
      case Submission.Accepted _ -> {}
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

  private void failed(Second second, String reason) {
    failed++;
    second.failed++;
    failures.merge(reason, 1L, Long::sum);
  }

  synchronized void checked(ConsistencyCheck check) {
    checks.add(check);
  }

  /** Something of the test itself went wrong, so its result means less. */
  synchronized void problem(String line) {
    problems.add(line);
  }

  synchronized void usersAre(int currentUsers) {
    users = currentUsers;
  }

  synchronized Now now() {
    return new Now(
        stopwatch.millis(),
        users,
        sent,
        failed,
        allRequests.getValueAtPercentile(99),
        inconsistencies());
  }

  private long inconsistencies() {
    return checks.stream().mapToLong(ConsistencyCheck::inconsistencies).sum();
  }

  synchronized Latency allRequests() {
    return Latency.of(allRequests);
  }

  synchronized Latency payments() {
    return Latency.of(payments);
  }

  synchronized Latency paymentsSinceDue() {
    return Latency.of(paymentsSinceDue);
  }

  synchronized List<Submission> submissions() {
    return List.copyOf(submissions);
  }

  synchronized SortedMap<String, Long> failures() {
    return new TreeMap<>(failures);
  }

  synchronized List<ConsistencyCheck> checks() {
    return List.copyOf(checks);
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }

  synchronized List<SecondFigures> perSecond(Schedule schedule) {
    List<SecondFigures> figures = new ArrayList<>();
    for (int i = 0; i < seconds.size(); i++) {
      Second second = seconds.get(i);
      figures.add(
          new SecondFigures(
              i,
              second.users,
              second.sent,
              second.failed,
              second.latencies.getValueAtPercentile(50),
              second.latencies.getValueAtPercentile(99),
              schedule.stageAt(i * 1000L).map(Schedule.Stage::second).orElse(0)));
    }
    return figures;
  }

  private Second second() {
    int index = Math.toIntExact(stopwatch.millis() / 1000);
    while (seconds.size() <= index) {
      seconds.add(new Second());
    }
    return seconds.get(index);
  }
}
