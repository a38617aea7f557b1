package dev.rinha.bench;

import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Submission;
import dev.rinha.bench.client.SummaryWindow;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.load.ClosedLoop;
import dev.rinha.bench.load.ConsistencyMonitor;
import dev.rinha.bench.load.ExecutionMonitor;
import dev.rinha.bench.load.LoadGenerator;
import dev.rinha.bench.load.LoadMeasurements;
import dev.rinha.bench.load.RunningLoad;
import dev.rinha.bench.load.StageDriver;
import dev.rinha.bench.load.StopSignal;
import dev.rinha.bench.load.Stopwatch;
import dev.rinha.bench.load.WarmUp;
import dev.rinha.bench.reconciliation.Drain;
import dev.rinha.bench.reconciliation.PaymentLookUps;
import dev.rinha.bench.reconciliation.Reconciliation;
import dev.rinha.bench.report.BenchReport;
import dev.rinha.bench.report.Score;
import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.Schedule;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * One run from purge to report: prepare, load, read the figures, reset the processors, drain,
 * reconcile.
 */
public final class BenchRun {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Targets targets;
  private final Schedule schedule;
  private final int closedLoopConnections;
  private final long seed;
  private final InstantSource clock;
  private final StopSignal stop;
  private final RunProgress progress;

  /**
   * @param closedLoopConnections 0 for users along the schedule's ramp
   */
  public BenchRun(
      Targets targets,
      Schedule schedule,
      int closedLoopConnections,
      long seed,
      InstantSource clock,
      StopSignal stop,
      RunProgress progress) {
    this.targets = targets;
    this.schedule = schedule;
    this.closedLoopConnections = closedLoopConnections;
    this.seed = seed;
    this.clock = clock;
    this.stop = stop;
    this.progress = progress;
  }

  /**
   * @throws NotReadyException if backend or processors are not there or not as the schedule needs
   *     them
   */
  public BenchReport run() throws NotReadyException {
    Both<ProcessorAdmin> processors = targets.processors(PATIENCE, Targets.UNTIMED);
    try (BackendClient backend = targets.backend(PATIENCE, Targets.UNTIMED);
        ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      return run(backend, new Both<>(primary, fallback));
    }
  }

  private BenchReport run(BackendClient backend, Both<ProcessorAdmin> processors)
      throws NotReadyException {
    Both<BigDecimal> fees = new Preparation(targets, schedule, backend, processors).prepare();
    WarmUp.run(schedule);
    Stopwatch stopwatch = Stopwatch.start();
    var measurements =
        new LoadMeasurements(stopwatch, schedule, isClosedLoop() ? 0 : schedule.thinkMillis());
    Instant startedAt = clock.instant();
    Course course;
    try (ExecutionMonitor _ = ExecutionMonitor.start(targets, measurements, stopwatch)) {
      course = course(backend, processors, fees, measurements, stopwatch, startedAt);
    }
    Reconciliation reconciliation =
        reconcile(backend, processors, course.submissions(), measurements);
    return new BenchReport(
        BenchReport.FORMAT_VERSION,
        new BenchReport.Run(
            targets.backend().toString(),
            startedAt.toString(),
            course.tookMillis(),
            seed,
            closedLoopConnections,
            stop.isRaised()),
        course.load(),
        new BenchReport.Latencies(
            measurements.allRequests(), measurements.payments(), measurements.paymentsSinceDue()),
        course.score(),
        measurements.checks(),
        measurements.inconsistencies(),
        course.drain(),
        reconciliation,
        BenchReport.findings(
            course.load(),
            measurements.inconsistencies(),
            course.score(),
            course.drain(),
            reconciliation,
            measurements.problems()),
        measurements.perSecond(),
        measurements.samples(),
        measurements.samplesMissed(),
        schedule);
  }

  /**
   * The part of the run that is watched second by second.
   *
   * @param tookMillis length of the load
   */
  private record Course(
      long tookMillis,
      List<Submission> submissions,
      BenchReport.Load load,
      @Nullable Score score,
      @Nullable Drain drain) {}

  private Course course(
      BackendClient backend,
      Both<ProcessorAdmin> processors,
      Both<BigDecimal> fees,
      LoadMeasurements measurements,
      Stopwatch stopwatch,
      Instant startedAt) {
    load(measurements, stopwatch);
    long tookMillis = stopwatch.millis();
    List<Submission> submissions = measurements.submissions();
    var load = BenchReport.Load.of(submissions, measurements.failures(), tookMillis);
    Both<RecordedTotals> executed =
        executed(new SummaryWindow(startedAt, clock.instant()), measurements);
    resetProcessors(processors, measurements);
    Score score =
        isClosedLoop() || stop.isRaised()
            ? null
            : Score.of(
                executed,
                fees,
                load.sent(),
                measurements.allRequests().p99Micros(),
                measurements.inconsistencies() > 0);
    return new Course(
        tookMillis, submissions, load, score, drain(backend, processors, load, executed));
  }

  private boolean isClosedLoop() {
    return closedLoopConnections > 0;
  }

  private void load(LoadMeasurements measurements, Stopwatch stopwatch) {
    var load = new RunningLoad(schedule, targets, measurements, stopwatch, stop);
    var loadIsOver = new StopSignal();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> progress.follow(measurements, schedule, loadIsOver));
      if (isClosedLoop()) {
        new ClosedLoop(load, closedLoopConnections, seed).run();
      } else {
        threads.execute(new StageDriver(load)::run);
        threads.execute(new ConsistencyMonitor(load, clock)::run);
        new LoadGenerator(load, seed).run();
      }
      loadIsOver.raise();
    }
  }

  /** What the public test takes for executed: the backend's own word at the end of the load. */
  private Both<RecordedTotals> executed(SummaryWindow window, LoadMeasurements measurements) {
    try (BackendClient backend = targets.backend(PATIENCE, measurements::requestTook)) {
      return backend.summary(window);
    } catch (IOException e) {
      measurements.problem("no summary from the backend at the end of the load: " + e.getMessage());
      return new Both<>(RecordedTotals.NONE, RecordedTotals.NONE);
    }
  }

  private void resetProcessors(Both<ProcessorAdmin> processors, LoadMeasurements measurements) {
    Both.NAMES.with(
        processors,
        (name, processor) -> {
          try {
            processor.apply(Preparation.healthy(schedule));
          } catch (IOException e) {
            measurements.problem(
                "processor " + name + " not reset after the load: " + e.getMessage());
          }
          return name;
        });
  }

  private @Nullable Drain drain(
      BackendClient backend,
      Both<ProcessorAdmin> processors,
      BenchReport.Load load,
      Both<RecordedTotals> executed) {
    if (stop.isRaised()) {
      return null;
    }
    long unsettled = Math.max(0, load.accepted() - RecordedTotals.sum(executed).count());
    progress.say(
        "load is over; " + unsettled + " accepted payments not in the summary yet, draining");
    return Drain.await(
        backend, processors, load.accepted(), unsettled, schedule.drainSeconds(), stop);
  }

  private @Nullable Reconciliation reconcile(
      BackendClient backend,
      Both<ProcessorAdmin> processors,
      List<Submission> submissions,
      LoadMeasurements measurements) {
    if (stop.isRaised()) {
      return null;
    }
    progress.say("asking both processors about " + submissions.size() + " payments");
    List<Reconciliation.Lookup> lookups = new PaymentLookUps(targets, stop).examine(submissions);
    if (stop.isRaised()) {
      return null;
    }
    try {
      Both<RecordedTotals> executed =
          new Both<>(
              processors.primary().summary().tally(), processors.fallback().summary().tally());
      return Reconciliation.of(lookups, backend.summary(), executed);
    } catch (IOException e) {
      measurements.problem("payments not reconciled: " + e.getMessage());
      return null;
    }
  }
}
