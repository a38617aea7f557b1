package dev.rinha.simulation.schedule;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.processor.Fee;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.CheapestOnly;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.LatencyBuckets;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.TrafficSchedule.Knowledge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrafficScheduleTest {

  private static final long FROM = 1_752_580_800_000L;
  private static final long MINUTE = TrafficMinute.MILLIS;
  private static final List<ProcessorSettings> PROCESSORS =
      List.of(
          ProcessorSettings.of("default", Fee.parse("0.05")).withLookUpLagMillis(0),
          ProcessorSettings.of("fallback", Fee.parse("0.15")).withLookUpLagMillis(0));

  private static TrafficMinute minute(
      int number, Map<Integer, Totals> arrivals, Seconds tried, Seconds told) {
    return new TrafficMinute(
        FROM + number * MINUTE,
        arrivals,
        Map.of("default", new ProcessorMinute(Map.of(), Map.of(), Totals.NONE, 0, 0, tried, told)),
        "");
  }

  private static TrafficMinute arrivals(int number, Map<Integer, Totals> arrivals) {
    return minute(number, arrivals, Seconds.UNKNOWN, Seconds.UNKNOWN);
  }

  private static TrafficMinute tried(int number, String seconds) {
    return minute(number, Map.of(11, new Totals(1, 1_990)), known(seconds), Seconds.UNKNOWN);
  }

  private static Seconds known(String beginning) {
    return new Seconds(beginning + ".".repeat(Seconds.COUNT - beginning.length()));
  }

  private static TrafficSchedule schedule(List<TrafficMinute> minutes, int count, long most) {
    return TrafficSchedule.of(minutes, FROM, FROM + count * MINUTE, PROCESSORS, most);
  }

  private static List<Phase> phases(TrafficSchedule schedule, String processor) {
    return schedule.schedule().processors().stream()
        .filter(plan -> plan.name().equals(processor))
        .findFirst()
        .orElseThrow()
        .phases();
  }

  private static List<long[]> drawn(TrafficSchedule schedule) {
    Arrivals arrivals = Arrivals.of(schedule.schedule(), 7);
    List<long[]> drawn = new ArrayList<>();
    for (long at = arrivals.next(); at < Long.MAX_VALUE; at = arrivals.next()) {
      drawn.add(new long[] {at, arrivals.cents()});
    }
    return drawn;
  }

  @Test
  void exactlyAsManyPaymentsAndAsMuchMoneyArriveInEachMinuteAsRecorded() {
    TrafficSchedule schedule =
        schedule(
            List.of(
                arrivals(0, Map.of(11, new Totals(100, 199_001), 7, new Totals(3, 370))),
                arrivals(2, Map.of(34, new Totals(2, 17_000_000_001L)))),
            3,
            1_000);

    List<long[]> drawn = drawn(schedule);

    assertEquals(new Totals(105, 17_000_199_372L), schedule.arrived());
    assertEquals(105, drawn.size());
    assertEquals(199_371, drawn.subList(0, 103).stream().mapToLong(one -> one[1]).sum());
    assertEquals(17_000_000_001L, drawn.subList(103, 105).stream().mapToLong(one -> one[1]).sum());
    for (int i = 0; i < drawn.size(); i++) {
      long at = drawn.get(i)[0];
      assertTrue(i == 0 || drawn.get(i - 1)[0] <= at, "in order of time");
      assertEquals(i < 103 ? 0 : 2, at / MINUTE);
    }
  }

  @Test
  void ofMoreThanCanBeSimulatedEachStandsForSeveralOfItsKind() {
    List<TrafficMinute> minutes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      minutes.add(
          arrivals(i, Map.of(11, new Totals(997, 997 * 1_990), 17, new Totals(13, 1_300_000))));
    }

    TrafficSchedule schedule = schedule(minutes, 60, 5_000);

    List<long[]> drawn = drawn(schedule);
    assertEquals(13, schedule.schedule().standsFor());
    assertEquals(60 * 1_010 / 13.0, drawn.size(), 2);
    assertEquals(
        60, drawn.stream().filter(one -> one[1] == 100_000).count(), 1, "of the dear ones");
  }

  @Test
  void processorIsAsItWasWhenItWasTried() {
    TrafficSchedule schedule = schedule(List.of(tried(0, "aaaaallllAAAaaaaaaaa")), 1, 10);

    long slow = LatencyBuckets.middleMillis('l' - 'a') - 1;
    assertEquals(
        List.of(
            new Phase(5_000, slow, false), new Phase(9_000, 0, true), new Phase(12_000, 0, false)),
        phases(schedule, "default"));
    assertEquals(new Knowledge(29, 0, 31), schedule.knowledge().get("default"));
  }

  @Test
  void whatItSaysOfItsHealthCountsWhereItIsNotTried() {
    TrafficSchedule schedule =
        schedule(
            List.of(minute(0, Map.of(11, new Totals(1, 1_990)), known("aaaaa"), known("F.....F"))),
            1,
            10);

    long delay = LatencyBuckets.middleMillis('F' - 'A') - 1;
    assertEquals(List.of(new Phase(6_000, delay, true)), phases(schedule, "default"));
    assertEquals(new Knowledge(6, 10, 44), schedule.knowledge().get("default"));
  }

  @Test
  void betweenTwoObservationsItIsAsAtTheNearerOne() {
    TrafficSchedule schedule = schedule(List.of(tried(0, "A"), tried(2, "a")), 3, 10);

    assertEquals(
        List.of(new Phase(0, 0, true), new Phase(60_000, 0, false)), phases(schedule, "default"));
  }

  @Test
  void ofWhichNothingIsKnownWorksAndIsSaidToBeAssumed() {
    TrafficSchedule schedule = schedule(List.of(tried(0, "a")), 2, 10);

    assertEquals(List.of(), phases(schedule, "fallback"));
    assertEquals(new Knowledge(0, 0, 120), schedule.knowledge().get("fallback"));
    assertTrue(requireNonNull(schedule.knowledge().get("fallback")).isNothing());
  }

  @Test
  void slowFailureFailsWhenThePaymentIsDone() {
    TrafficSchedule schedule = schedule(List.of(tried(0, "ssssSSSSssss")), 1, 10);

    long delay = LatencyBuckets.middleMillis('s' - 'a') - 1;
    assertTrue(delay > 1_000 && delay < 2_000);
    assertEquals(
        List.of(
            new Phase(0, delay, false),
            new Phase(5_000, delay, true),
            new Phase(9_000, delay, false)),
        phases(schedule, "default"));
  }

  @Test
  void replayOfAnOutageCostsItsFeesToTheCentAndItsTime() {
    TrafficSchedule schedule = outage(20_000);

    RoutingReport report = cheapestOnly(schedule);

    assertEquals(18_000_000, report.acceptedCents());
    assertEquals(18_000_000L * 50_000, report.feeMicroCents());
    assertEquals(0, report.unfinishedMicroCents());
    double tenSecondsOfAThird = 6_000_000 * 10.0;
    assertEquals(tenSecondsOfAThird, report.waitedCentSeconds(), 0.1 * tenSecondsOfAThird);
  }

  @Test
  void oneForSeveralCostsAboutAsMuchAsAllOfThem() {
    RoutingReport all = cheapestOnly(outage(20_000));
    TrafficSchedule some = outage(5_000);

    RoutingReport report = cheapestOnly(some);

    assertEquals(4, some.schedule().standsFor());
    assertEquals(all.feeMicroCents(), 4 * report.feeMicroCents());
    assertEquals(
        all.waitedCentSeconds(), 4 * report.waitedCentSeconds(), 0.1 * all.waitedCentSeconds());
  }

  @Test
  void whatNobodyExecutesIsChargedTheDearestFee() {
    TrafficSchedule schedule =
        schedule(
            List.of(
                minute(
                    0,
                    Map.of(10, new Totals(100, 100_000)),
                    new Seconds("A".repeat(Seconds.COUNT)),
                    Seconds.UNKNOWN)),
            1,
            1_000);

    RoutingReport report = cheapestOnly(schedule);

    assertEquals(100, report.unpaid());
    assertEquals(100_000L * 150_000, report.unfinishedMicroCents());
    assertTrue(report.waitedCentSeconds() > 100_000 * 300, "the tail is waited as well");
  }

  /** 300 a second for a minute; default fails for the second third of it. */
  private static TrafficSchedule outage(long most) {
    Seconds tried = new Seconds("a".repeat(20) + "A".repeat(20) + "a".repeat(20));
    return schedule(
        List.of(minute(0, Map.of(10, new Totals(18_000, 18_000_000)), tried, Seconds.UNKNOWN)),
        1,
        most);
  }

  private static RoutingReport cheapestOnly(TrafficSchedule schedule) {
    return new RoutingSimulation(schedule.schedule(), new CheapestOnly(), 1).run();
  }

  @Test
  void windowWithoutPaymentsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> schedule(List.of(), 5, 10));
  }
}
