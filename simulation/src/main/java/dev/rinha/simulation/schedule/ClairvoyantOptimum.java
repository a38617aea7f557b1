package dev.rinha.simulation.schedule;

import dev.rinha.simulation.schedule.LoadSchedule.Phase;
import dev.rinha.simulation.schedule.LoadSchedule.ProcessorPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The most that could be earned on a schedule by somebody who knows the future.
 *
 * <p><b>The idea.</b> Which payments can be executed is a matching of payments to places at
 * processors; and places that the cheaper processors can fill stay filled when dearer ones are
 * added (a larger matching never gives up a place). So the optimum earns, for each processor from
 * cheap to dear, what it <em>adds</em> to the number of payments that can be executed at all. That
 * number is found by sending at each millisecond whatever would succeed, unless waiting for the
 * next phase would be done sooner. It is an upper bound: no time is lost on networks, stores,
 * probes or health calls.
 */
public final class ClairvoyantOptimum {

  private static final int RUNNING = 800;

  private ClairvoyantOptimum() {}

  /**
   * The optimum.
   *
   * @param netMicroCents amounts less fees, in millionths of a cent
   * @param settled payments executed
   */
  public record Optimum(long netMicroCents, long settled) {}

  /** Computes the optimum for the arrivals of that seed. */
  public static Optimum of(LoadSchedule schedule, long seed) {
    List<ProcessorPlan> cheapestFirst =
        schedule.processors().stream()
            .sorted(Comparator.comparingLong(ClairvoyantOptimum::feeMicroCents))
            .toList();
    long net = 0;
    long executedBefore = 0;
    for (int n = 1; n <= cheapestFirst.size(); n++) {
      long executed = mostExecuted(schedule, cheapestFirst.subList(0, n), seed);
      long kept =
          1_000_000L * RoutingSimulation.AMOUNT.cents() - feeMicroCents(cheapestFirst.get(n - 1));
      net += (executed - executedBefore) * kept;
      executedBefore = executed;
    }
    return new Optimum(net, executedBefore);
  }

  private static long feeMicroCents(ProcessorPlan plan) {
    return plan.fee().microCents(RoutingSimulation.AMOUNT.cents());
  }

  private static long mostExecuted(LoadSchedule schedule, List<ProcessorPlan> plans, long seed) {
    Arrivals arrivals = Arrivals.of(schedule, seed);
    List<Server> servers = new ArrayList<>();
    plans.forEach(plan -> servers.add(new Server(plan, schedule.durationMillis())));
    long waiting = 0;
    long executed = 0;
    long nextArrival = arrivals.next();
    for (long now = 0; now < schedule.durationMillis(); now++) {
      while (nextArrival <= now) {
        waiting++;
        nextArrival = arrivals.next();
      }
      for (Server server : servers) {
        long sent = server.send(waiting, now);
        waiting -= sent;
        executed += sent;
      }
    }
    return executed;
  }

  /** A processor whose future is known. */
  private static final class Server {

    private final List<Phase> phases;
    private final PhaseLine line;
    private final PhaseLine later;
    private final long endMillis;
    private final PriorityQueue<Long> inside = new PriorityQueue<>();

    Server(ProcessorPlan plan, long endMillis) {
      this.phases = plan.phases();
      this.line = new PhaseLine(plan.phases());
      this.later = new PhaseLine(plan.phases());
      this.endMillis = endMillis;
    }

    long send(long waiting, long now) {
      while (!inside.isEmpty() && inside.peek() <= now) {
        inside.remove();
      }
      long doneMillis = now + line.at(now).delayMillis();
      if (waiting == 0 || !succeeds(doneMillis) || worthWaiting(now, doneMillis)) {
        return 0;
      }
      long room = Math.min(waiting, RUNNING - inside.size());
      if (doneMillis > now) {
        for (long i = 0; i < room; i++) {
          inside.add(doneMillis);
        }
        return room;
      }
      return waiting;
    }

    private boolean succeeds(long doneMillis) {
      return doneMillis < endMillis && !later.at(doneMillis).failing();
    }

    private boolean worthWaiting(long now, long doneMillis) {
      for (Phase phase : phases) {
        long start = phase.fromMillis();
        if (start > now && start < doneMillis) {
          long alternative = start + phase.delayMillis();
          if (alternative < doneMillis && succeeds(alternative)) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
