package dev.rinha.simulation.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.routing.PriceOfTime;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.routing.Waiting;
import dev.rinha.simulation.schedule.LoadSchedule.LoadPoint;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the price of time promises, on schedules that are nobody's benchmark. */
class PriceOfTimeTest {

  private static final Phase FAILS = new Phase(10_000, 0, true);

  @ParameterizedTest
  @CsvSource({"100, 1", "200, 2", "550, 3"})
  void backlogOfAnOutageLeavesByTheCheapOneWhenItIsBack(int peak, long seed) {
    LoadSchedule bothAway =
        schedule(
            peak,
            plan("cheap", "0.05", FAILS, new Phase(25_000, 20, false)),
            plan("dear", "0.15", FAILS, new Phase(25_000, 20, false)));

    RoutingReport report = run(bothAway, new Waiting.Priced(new PriceOfTime(20_000)), seed);

    long waited = 15L * peak;
    assertTrue(
        settled(report, "dear") < waited / 10,
        () -> settled(report, "dear") + " of " + waited + " that waited went to the dear one");
    assertEquals(0, report.seconds().getLast().backlog());
  }

  @Test
  void patienceThatIsOverDoesNotSendTheBacklogToTheDearOne() {
    LoadSchedule bothAway =
        schedule(
            200,
            plan("cheap", "0.05", FAILS, new Phase(25_000, 20, false)),
            plan("dear", "0.15", FAILS, new Phase(25_000, 20, false)));

    RoutingReport report = run(bothAway, new Waiting.AtMost(Duration.ofSeconds(2)), 4);

    assertTrue(settled(report, "dear") < 15 * 200 / 10, () -> report.settled().toString());
  }

  @Test
  void slowProcessorIsLeftWhereItsTimeCostsMoreThanTheFee() {
    LoadSchedule slow =
        schedule(600, plan("cheap", "0.07", new Phase(0, 2_000, false)), plan("dear", "0.10"));

    RoutingReport report = run(slow, new Waiting.Priced(new PriceOfTime(20_000)), 5);

    assertTrue(settled(report, "dear") > report.accepted() * 9 / 10, report.settled()::toString);
    assertEquals(0, report.seconds().getLast().backlog(), "payments that wait at the end");
  }

  @Test
  void slowProcessorIsKeptWhereItsTimeCostsLessThanTheFee() {
    LoadSchedule slow =
        schedule(300, plan("cheap", "0.05", new Phase(0, 2_000, false)), plan("dear", "0.15"));

    RoutingReport report = run(slow, new Waiting.Priced(new PriceOfTime(20_000)), 6);

    assertEquals(0, settled(report, "dear"));
  }

  @Test
  void slowProcessorIsTakenUpAgainWhenItIsFast() {
    LoadSchedule recovers =
        schedule(
            300,
            plan("cheap", "0.07", new Phase(0, 3_000, false), new Phase(20_000, 0, false)),
            plan("dear", "0.10"));

    RoutingReport report = run(recovers, new Waiting.Priced(new PriceOfTime(20_000)), 7);

    long afterwards =
        report.seconds().subList(24, 40).stream()
            .mapToLong(second -> second.sent().getOrDefault("dear", 0L))
            .sum();
    assertTrue(afterwards < 16 * 300 / 100, () -> afterwards + " went to the dear one");
  }

  @Test
  void whatTheCheapOneCannotTakeInTimeGoesToTheDearOne() {
    LoadSchedule overload =
        schedule(600, plan("cheap", "0.05", new Phase(0, 4_000, false)), plan("dear", "0.20"));

    RoutingReport report = run(overload, new Waiting.Priced(new PriceOfTime(20_000)), 8);

    assertTrue(settled(report, "cheap") > 200 * 30, report.settled()::toString);
    assertTrue(settled(report, "dear") > 300 * 20, report.settled()::toString);
    assertTrue(report.latencyMillis(0.99) < 15_000, () -> "p99 " + report.latencyMillis(0.99));
  }

  @Test
  void publicScheduleEarnsAlmostWhatCanBeEarned() {
    LoadSchedule schedule =
        new LoadSchedule(
            "public",
            60_000,
            List.of(new LoadPoint(0, 1), new LoadPoint(60_000, 550)),
            List.of(
                plan(
                    "default",
                    "0.05",
                    new Phase(10_000, 100, false),
                    new Phase(20_000, 100, true),
                    new Phase(30_000, 2_000, true),
                    new Phase(40_000, 20, false),
                    new Phase(50_000, 0, false)),
                plan(
                    "fallback",
                    "0.15",
                    new Phase(30_000, 1_000, true),
                    new Phase(40_000, 20, false),
                    new Phase(50_000, 5_000, false))));
    double optimum = ClairvoyantOptimum.of(schedule, 1).netMicroCents();

    double at2Percent =
        run(schedule, new Waiting.Priced(new PriceOfTime(20_000)), 1).netMicroCents() / optimum;
    double atHalfPercent =
        run(schedule, new Waiting.Priced(new PriceOfTime(5_000)), 1).netMicroCents() / optimum;

    assertTrue(at2Percent >= 0.985, () -> "at 2 %: " + at2Percent);
    assertTrue(atHalfPercent >= 0.995, () -> "at 0.5 %: " + atHalfPercent);
  }

  private static RoutingReport run(LoadSchedule schedule, Waiting waiting, long seed) {
    return new RoutingSimulation(schedule, RoutingPolicy.cheapestInTime(waiting), seed).run();
  }

  private static long settled(RoutingReport report, String processor) {
    return report.settled().getOrDefault(processor, 0L);
  }

  private static LoadSchedule schedule(int perSecond, ProcessorPlan... plans) {
    return new LoadSchedule(
        "forty seconds", 40_000, List.of(new LoadPoint(0, perSecond)), List.of(plans));
  }

  private static ProcessorPlan plan(String name, String fee, Phase... phases) {
    return new ProcessorPlan(name, Fee.parse(fee), List.of(phases));
  }
}
