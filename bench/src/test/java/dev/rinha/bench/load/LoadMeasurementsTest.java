package dev.rinha.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.bench.client.Submission;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.bench.schedule.ScheduleFile;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LoadMeasurementsTest {

  private static final Schedule SCHEDULE = ScheduleFile.publicTest();

  private static final Submission PAYMENT =
      new Submission(new UUID(1, 2), 1990, Submission.ACCEPTED);

  @Test
  void stallLongerThanThePauseAddsTheRequestsThatWereNotSent() {
    var measurements = new LoadMeasurements(Stopwatch.start(), SCHEDULE, 100);

    measurements.paymentEnded(
        PAYMENT, Duration.ofMillis(450).toNanos(), Duration.ofMillis(450).toNanos());

    assertEquals(1, measurements.payments().count());
    assertEquals(4, measurements.paymentsSinceDue().count()); // 450, 350, 250, 150
  }

  @Test
  void lateStartCountsOnlySinceDue() {
    var measurements = new LoadMeasurements(Stopwatch.start(), SCHEDULE, 1000);

    measurements.paymentEnded(
        PAYMENT, Duration.ofMillis(2).toNanos(), Duration.ofMillis(32).toNanos());

    assertEquals(2, measurements.payments().maxMicros() / 1000);
    assertEquals(32, measurements.paymentsSinceDue().maxMicros() / 1000);
  }

  @Test
  void secondsInWhichNothingHappenedAreThereToo() {
    long twoSecondsAgo = System.nanoTime() - Duration.ofMillis(2100).toNanos();
    var measurements = new LoadMeasurements(new Stopwatch(twoSecondsAgo), SCHEDULE, 1000);

    measurements.paymentSent(3);
    measurements.paymentEnded(PAYMENT, Duration.ofMillis(4).toNanos(), 1);

    var seconds = measurements.perSecond();
    assertEquals(
        List.of(0L, 0L, 1L),
        seconds.stream().map(LoadMeasurements.SecondFigures::accepted).toList());
    assertEquals(0, seconds.getFirst().maxMicros());
    assertEquals(4, seconds.getLast().p99Micros() / 1000);
  }
}
