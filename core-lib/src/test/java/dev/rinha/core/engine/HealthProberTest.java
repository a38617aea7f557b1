package dev.rinha.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.execution.HealthProbes;
import dev.rinha.core.payment.Money;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorClient;
import dev.rinha.core.store.HealthBoard;
import dev.rinha.core.store.StoreException;
import dev.rinha.core.store.memory.MemoryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** All in one thread and under a clock that stands still until a test moves it. */
final class HealthProberTest {

  private static final long START = 1_752_600_000_000L;
  private static final long WINDOW_MILLIS = 5_000;

  private long millis = START;
  private final InstantSource clock = () -> Instant.ofEpochMilli(millis);
  private final Patient patient = new Patient();
  private final Outages board = new Outages(new MemoryStore(10, clock).healthBoard());
  private final List<Event.HealthSeen> heardByA = new ArrayList<>();
  private final List<Event.HealthSeen> heardByB = new ArrayList<>();
  private final List<Runnable> startedCalls = new ArrayList<>();

  private HealthProber prober(String name, List<Event.HealthSeen> heard, Executor calls) {
    return new HealthProber(
        name, board, Map.of("default", patient), heard::add, () -> new Now(millis, millis), calls);
  }

  @Test
  void reportIsToldOnceToEveryInstance() {
    var a = prober("a", heardByA, Runnable::run);
    var b = prober("b", heardByB, Runnable::run);

    for (int i = 0; i < 3; i++) {
      a.round();
      b.round();
      millis += 1_000;
    }

    var seen = new Event.HealthSeen("default", new HealthReport.Reported(false, 7), 0);
    assertEquals(List.of(seen), heardByA);
    assertEquals(List.of(seen), heardByB);
    assertEquals(Map.of("default", new HealthProbes(1, 0, 0, 0)), a.probes());
    assertEquals(Map.of("default", HealthProbes.NONE), b.probes());
  }

  @Test
  void callsOfManyInstancesKeepTheDistanceHoweverLongTheyTake() {
    var random = new SplittableRandom(7);
    List<HealthProber> probers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      probers.add(prober("worker-" + i, new ArrayList<>(), startedCalls::add));
    }

    while (millis < START + 600_000) {
      probers.get(random.nextInt(probers.size())).round();
      if (!startedCalls.isEmpty() && random.nextInt(10) == 0) {
        startedCalls.remove(random.nextInt(startedCalls.size())).run();
      }
      millis += random.nextInt(400);
    }

    List<Long> arrivals = patient.arrivals;
    assertTrue(arrivals.size() > 50, "only " + arrivals.size() + " calls in ten minutes");
    for (int i = 1; i < arrivals.size(); i++) {
      assertTrue(arrivals.get(i) - arrivals.get(i - 1) >= WINDOW_MILLIS, arrivals::toString);
    }
    assertEquals(0, patient.refused);
  }

  @Test
  void nobodyAsksWhileACallIsOut() {
    var a = prober("a", heardByA, startedCalls::add);
    var b = prober("b", heardByB, startedCalls::add);
    a.round();

    for (int i = 0; i < 15; i++) {
      millis += 1_000;
      a.round();
      b.round();
    }

    assertEquals(1, startedCalls.size());
  }

  @Test
  void instanceThatDiesInACallIsReplacedWhenItsLeaseIsOver() {
    prober("dies", heardByA, _ -> {}).round();
    var b = prober("b", heardByB, Runnable::run);

    b.round();
    assertEquals(List.of(), patient.arrivals);
    millis += HealthProber.LEASE_MILLIS;
    b.round();

    assertEquals(List.of(millis), patient.arrivals);
  }

  @Test
  void storeThatForgotTheLeasesDoesNotMakeInstancesAskEarlier() {
    var a = prober("a", heardByA, Runnable::run);
    var b = prober("b", heardByB, Runnable::run);
    a.round();
    b.round();

    board.target = new MemoryStore(10, clock).healthBoard();
    millis += WINDOW_MILLIS - 1;
    a.round();
    b.round();

    assertEquals(List.of(START), patient.arrivals);
  }

  @Test
  void storeThatFailsIsTriedAgainInTheNextRound() {
    var a = prober("a", heardByA, Runnable::run);
    board.away = true;
    a.round();
    millis += 1_000;
    a.round();
    assertEquals(List.of(), patient.arrivals);

    board.away = false;
    a.round();

    assertEquals(1, heardByA.size());
  }

  @Test
  void leaseThatWasLongInComingIsNotUsed() {
    board.leaseTakesMillis = 5_000;
    prober("a", heardByA, Runnable::run).round();

    assertEquals(List.of(), patient.arrivals);
  }

  @Test
  void callsAreCountedByWhatCameOfThem() {
    var a = prober("a", heardByA, Runnable::run);
    a.round();
    patient.says = new HealthReport.Refused();
    next(a);
    patient.says = new HealthReport.Unreachable("reset");
    next(a);
    patient.says = new HealthReport.Reported(true, 0);
    patient.holdsMillis = 3_000;
    next(a);

    assertEquals(Map.of("default", new HealthProbes(1, 1, 1, 1)), a.probes());
  }

  private void next(HealthProber prober) {
    millis += HealthProber.QUIET_MILLIS;
    prober.round();
  }

  @Test
  void closedProberTellsNothing() {
    var a = prober("a", heardByA, startedCalls::add);
    a.round();

    a.close();
    startedCalls.getFirst().run();

    assertEquals(List.of(), heardByA);
  }

  /** A processor that only tells its health; the arrivals are by the test's clock. */
  private final class Patient implements ProcessorClient {
    private final List<Long> arrivals = new ArrayList<>();
    private HealthReport says = new HealthReport.Reported(false, 7);
    private long holdsMillis;
    private int refused;

    @Override
    public HealthReport health() {
      if (!arrivals.isEmpty() && millis - arrivals.getLast() < WINDOW_MILLIS) {
        refused++;
      }
      arrivals.add(millis);
      millis += holdsMillis;
      return says;
    }

    @Override
    public Outcome send(UUID correlationId, Money amount, long requestedAtMillis, long timeout) {
      throw new AssertionError("a prober asks for health only");
    }

    @Override
    public Lookup find(UUID correlationId) {
      throw new AssertionError("a prober asks for health only");
    }

    @Override
    public void close() {}
  }

  /** A board that can be away, slow, or replaced by an empty one. */
  private final class Outages implements HealthBoard {
    private HealthBoard target;
    private boolean away;
    private long leaseTakesMillis;

    Outages(HealthBoard target) {
      this.target = target;
    }

    private HealthBoard target() {
      if (away) {
        throw new StoreException("away");
      }
      return target;
    }

    @Override
    public boolean lease(String processor, String holder, long leaseMillis) {
      boolean granted = target().lease(processor, holder, leaseMillis);
      millis += leaseTakesMillis;
      return granted;
    }

    @Override
    public void publish(String processor, String holder, HealthReport report, long quietMillis) {
      target().publish(processor, holder, report, quietMillis);
    }

    @Override
    public Map<String, Seen> read() {
      return target().read();
    }
  }
}
