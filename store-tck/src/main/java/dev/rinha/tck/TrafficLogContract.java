package dev.rinha.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.core.store.TrafficLog;
import dev.rinha.core.summary.Totals;
import dev.rinha.core.traffic.AttemptResult;
import dev.rinha.core.traffic.ProcessorMinute;
import dev.rinha.core.traffic.Seconds;
import dev.rinha.core.traffic.TrafficMinute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every traffic log promises. */
public interface TrafficLogContract extends StoreContract {

  long DAY_MILLIS = 86_400_000;
  long MINUTE = TrafficMinute.MILLIS;

  private TrafficLog log() {
    return store().traffic();
  }

  /** The minute that it is; the store has the time of the system, or nearly. */
  private static long now() {
    return TrafficMinute.beginning(System.currentTimeMillis());
  }

  private List<TrafficMinute> read(TrafficLog log) {
    List<TrafficMinute> minutes = new ArrayList<>();
    long now = now();
    log.read(now - 7 * DAY_MILLIS, now + MINUTE, minutes::add);
    return minutes;
  }

  private static Seconds seconds(int second, boolean failing, int bucket) {
    return Seconds.UNKNOWN.with(second, new Seconds.State(failing, bucket));
  }

  private TrafficMinute full(long atMillis) {
    Map<AttemptResult, Long> attempts =
        Arrays.stream(AttemptResult.values())
            .collect(Collectors.toMap(Function.identity(), one -> one.ordinal() + 1L));
    return new TrafficMinute(
        atMillis,
        Map.of(0, new Totals(1, 0), 11, new Totals(600, 1_194_000), 34, new Totals(1, 1L << 33)),
        Map.of(
            "default",
            new ProcessorMinute(
                attempts,
                Map.of(0, 5L, 13, 7L, 25, 1L),
                new Totals(500, 995_000),
                49_750_000_000L,
                1_492_500,
                seconds(0, false, 0),
                seconds(59, true, 25)),
            "fallback",
            new ProcessorMinute(
                Map.of(AttemptResult.FAILED, 3L),
                Map.of(),
                Totals.NONE,
                0,
                0,
                seconds(7, true, 3),
                Seconds.UNKNOWN)),
        "policy=cheapest-in-time\nprice=0.02");
  }

  private TrafficMinute arrivals(long atMillis, long count) {
    return new TrafficMinute(atMillis, Map.of(11, new Totals(count, 1_990 * count)), Map.of(), "");
  }

  private TrafficMinute tried(long now, Seconds tried) {
    return new TrafficMinute(
        now,
        Map.of(),
        Map.of(
            "default",
            new ProcessorMinute(Map.of(), Map.of(), Totals.NONE, 0, 0, tried, Seconds.UNKNOWN)),
        "");
  }

  @Test
  default void everythingThatIsKeptOfAMinuteIsReadAsItWasAdded() {
    long now = now();
    log().add("worker", "1", List.of(full(now)), DAY_MILLIS);

    assertEquals(List.of(full(now)), read(log()));
  }

  @Test
  default void whatSeveralWorkersObservedAddsUp() {
    long now = now();
    TrafficMinute theOthers =
        new TrafficMinute(
            now,
            Map.of(11, new Totals(2, 3_980)),
            Map.of(
                "default",
                new ProcessorMinute(
                    Map.of(AttemptResult.EXECUTED, 10L),
                    Map.of(13, 10L),
                    new Totals(10, 19_900),
                    995_000_000L,
                    40,
                    seconds(1, false, 2),
                    Seconds.UNKNOWN)),
            "");
    log().add("one", "1", List.of(full(now)), DAY_MILLIS);
    log().add("other", "1", List.of(theOthers), DAY_MILLIS);

    assertEquals(List.of(full(now).then(theOthers)), read(log()));
    assertEquals(new Totals(604, 1_197_980 + (1L << 33)), read(log()).getFirst().arrived());
  }

  @Test
  default void batchThatIsRepeatedCountsOnce() {
    long now = now();
    TrafficLog log = log();
    log.add("one", "1", List.of(arrivals(now, 5)), DAY_MILLIS);
    log.add("one", "1", List.of(arrivals(now, 5)), DAY_MILLIS);
    log.add("one", "2", List.of(arrivals(now, 7)), DAY_MILLIS);
    log.add("other", "2", List.of(arrivals(now, 100)), DAY_MILLIS);

    assertEquals(112, read(log).getFirst().arrived().count());
  }

  @Test
  default void secondsThatNobodyKnewDoNotHideThoseThatWereKnown() {
    long now = now();
    TrafficLog log = log();
    log.add("one", "1", List.of(tried(now, seconds(3, true, 9))), DAY_MILLIS);
    log.add("one", "2", List.of(tried(now, seconds(4, false, 2))), DAY_MILLIS);
    log.add("one", "3", List.of(tried(now, seconds(4, false, 5))), DAY_MILLIS);

    Seconds known = read(log).getFirst().processor("default").tried();
    assertEquals("...Jf" + ".".repeat(55), known.text());
  }

  @Test
  default void minutesAreForgottenWhenTheyHaveBeenKeptForTheirTime() {
    long now = now();
    TrafficLog log = log();
    log.add("one", "1", List.of(arrivals(now - 5 * MINUTE, 1), arrivals(now, 2)), 3 * MINUTE);

    assertEquals(List.of(arrivals(now, 2)), read(log));
  }

  @Test
  default void windowHasItsFirstMinuteAndNotItsLastMoment() {
    long now = now();
    TrafficLog log = log();
    List<TrafficMinute> minutes =
        LongStream.range(0, 300)
            .mapToObj(i -> arrivals(now - 300 * MINUTE + i * MINUTE, i + 1))
            .toList();
    for (int i = 0; i < 300; i += 50) {
      log.add("one", "b" + i, minutes.subList(i, i + 50), DAY_MILLIS);
    }

    List<TrafficMinute> found = new ArrayList<>();
    log.read(now - 290 * MINUTE, now - 10 * MINUTE, found::add);

    assertEquals(minutes.subList(10, 290), found);
  }

  @Test
  default void purgeLeavesTrafficAlone() {
    long now = now();
    TrafficLog log = log();
    log.add("one", "1", List.of(full(now)), DAY_MILLIS);

    store().ledger().purge();

    assertEquals(List.of(full(now)), read(log));
  }
}
