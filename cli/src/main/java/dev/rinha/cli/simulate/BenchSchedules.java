package dev.rinha.cli.simulate;

import dev.rinha.bench.schedule.Both;
import dev.rinha.bench.schedule.InvalidScheduleException;
import dev.rinha.bench.schedule.Schedule;
import dev.rinha.core.processor.Fee;
import dev.rinha.simulation.schedule.LoadSchedule;
import dev.rinha.simulation.schedule.LoadSchedule.LoadPoint;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;

/**
 * Makes load schedules of the files that {@code bench} runs. A user posts one payment per think
 * time; the few milliseconds until it is accepted are left out. Amounts do not matter here, every
 * simulated payment is of the same; faults that only the simulated processor knows are left out.
 */
final class BenchSchedules {

  /** Above this a run takes many minutes and all memory. */
  private static final long MAX_PAYMENTS = 20_000_000;

  private static final Both<Fee> USUAL_FEES = new Both<>(Fee.ofPart(50_000), Fee.ofPart(150_000));

  private BenchSchedules() {}

  /**
   * The schedule with its own fees, else 5 % and 15 %.
   *
   * @throws InvalidScheduleException if it can be run but not simulated; names the field
   */
  static LoadSchedule toLoad(Schedule schedule) {
    Both<Fee> fees = fees(schedule);
    return new LoadSchedule(
        schedule.name(),
        schedule.seconds() * 1000L,
        load(schedule),
        List.of(
            new ProcessorPlan("default", fees.primary(), phases(schedule, Both::primary)),
            new ProcessorPlan("fallback", fees.fallback(), phases(schedule, Both::fallback))));
  }

  private static List<LoadPoint> load(Schedule schedule) {
    if (schedule.thinkMillis() == 0) {
      throw new InvalidScheduleException(
          "thinkMillis must be above 0 to be simulated: it says how often a user pays, was 0");
    }
    List<LoadPoint> load =
        schedule.users().stream()
            .map(
                point ->
                    new LoadPoint(
                        point.second() * 1000L, perSecond(point.users(), schedule.thinkMillis())))
            .toList();
    long most =
        schedule.seconds() * load.stream().mapToLong(LoadPoint::paymentsPerSecond).max().orElse(0);
    if (most > MAX_PAYMENTS) {
      throw new InvalidScheduleException(
          "users must not come to more than %s payments to be simulated, was up to %s"
              .formatted(MAX_PAYMENTS, most));
    }
    return load;
  }

  private static int perSecond(int users, int thinkMillis) {
    return Math.toIntExact(Math.round(users * 1000.0 / thinkMillis));
  }

  private static Both<Fee> fees(Schedule schedule) {
    Both<BigDecimal> fees = schedule.fees();
    return fees == null
        ? USUAL_FEES
        : new Both<>(fee("fees.default", fees.primary()), fee("fees.fallback", fees.fallback()));
  }

  private static Fee fee(String field, BigDecimal fraction) {
    try {
      return Fee.parse(fraction.toPlainString());
    } catch (IllegalArgumentException e) {
      throw new InvalidScheduleException(field + ": " + e.getMessage());
    }
  }

  private static List<Phase> phases(
      Schedule schedule, Function<Both<Schedule.Conditions>, Schedule.Conditions> which) {
    return schedule.stages().stream()
        .map(
            stage -> {
              Schedule.Conditions conditions = which.apply(stage.processors());
              return new Phase(
                  stage.second() * 1000L, conditions.delayMillis(), conditions.failing());
            })
        .toList();
  }
}
