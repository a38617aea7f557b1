package dev.rinha.bench.schedule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A load with its troubles: how many users pay how much for how long, and what happens to the
 * processors meanwhile. Read from JSON by {@link ScheduleFile}; immutable.
 *
 * @param seconds length of the load
 * @param users points of the piecewise linear ramp, by second; before the first and after the last
 *     it is level
 * @param thinkMillis how long a user sleeps after each answer
 * @param patienceMillis how long a user waits for an answer
 * @param amountsCents each payment takes one of these at random
 * @param consistency when and over which window backend and processors are compared
 * @param fees the fees this schedule is meant for, as fractions; null for whatever the processors
 *     charge
 * @param stages what happens to the processors, by second
 * @param drainSeconds how long to wait at the end until every accepted payment is accounted for
 */
public record Schedule(
    String name,
    String description,
    int seconds,
    List<UserPoint> users,
    int thinkMillis,
    int patienceMillis,
    List<Long> amountsCents,
    Consistency consistency,
    @Nullable Both<BigDecimal> fees,
    List<Stage> stages,
    int drainSeconds) {

  /** So many users at this second. */
  public record UserPoint(int second, int users) {}

  /** The settings of both processors from this second on. */
  public record Stage(int second, Both<Conditions> processors) {}

  /**
   * How one processor behaves; {@code faults} is passed on to a simulated processor as it stands.
   */
  public record Conditions(
      int delayMillis,
      boolean failing,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode faults) {

    public static final Conditions HEALTHY = new Conditions(0, false, null);
  }

  /** Every so often the window [now − from, now − to] is compared; slower reads count as zeros. */
  public record Consistency(
      int everyMillis, int windowFromMillis, int windowToMillis, int patienceMillis) {}

  public long millis() {
    return seconds * 1000L;
  }

  /** Users wanted at a moment of the load, rounded down. */
  public int usersAt(long elapsedMillis) {
    UserPoint before = users.getFirst();
    for (UserPoint point : users) {
      if (point.second() * 1000L > elapsedMillis) {
        return between(before, point, elapsedMillis);
      }
      before = point;
    }
    return before.users();
  }

  private static int between(UserPoint before, UserPoint after, long elapsedMillis) {
    long spanMillis = (after.second() - before.second()) * 1000L;
    if (spanMillis == 0) {
      return before.users();
    }
    long passedMillis = elapsedMillis - before.second() * 1000L;
    return before.users()
        + Math.toIntExact((after.users() - before.users()) * passedMillis / spanMillis);
  }

  int maxUsers() {
    return users.stream().mapToInt(UserPoint::users).max().orElse(0);
  }

  /** The stage in force at a moment; empty before the first. */
  public Optional<Stage> stageAt(long elapsedMillis) {
    return stages.reversed().stream()
        .filter(stage -> stage.second() * 1000L <= elapsedMillis)
        .findFirst();
  }

  /** Whether a stage asks for faults that only the simulated processor knows. */
  public boolean hasFaults() {
    return stages.stream()
        .map(Stage::processors)
        .anyMatch(both -> both.primary().faults() != null || both.fallback().faults() != null);
  }

  /**
   * The same troubles at the same seconds, ended earlier or later; stages after the end do not
   * happen.
   */
  public Schedule lasting(int newSeconds) {
    List<Stage> happening = stages.stream().filter(stage -> stage.second() < newSeconds).toList();
    return new Schedule(
        name,
        description,
        newSeconds,
        users,
        thinkMillis,
        patienceMillis,
        amountsCents,
        consistency,
        fees,
        happening,
        drainSeconds);
  }

  /** The same shape of the ramp with another peak. */
  public Schedule withMaxUsers(int peak) {
    int oldPeak = maxUsers();
    List<UserPoint> scaled =
        users.stream()
            .map(point -> new UserPoint(point.second(), scale(point.users(), peak, oldPeak)))
            .toList();
    return new Schedule(
        name,
        description,
        seconds,
        scaled,
        thinkMillis,
        patienceMillis,
        amountsCents,
        consistency,
        fees,
        stages,
        drainSeconds);
  }

  private static int scale(int users, int peak, int oldPeak) {
    return users == 0
        ? 0
        : Math.toIntExact(Math.max(1, Math.round((double) users * peak / oldPeak)));
  }

  public Schedule withDrainSeconds(int newDrainSeconds) {
    return new Schedule(
        name,
        description,
        seconds,
        users,
        thinkMillis,
        patienceMillis,
        amountsCents,
        consistency,
        fees,
        stages,
        newDrainSeconds);
  }
}
