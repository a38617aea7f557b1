package dev.rinha.core.simulation.schedule;

import dev.rinha.core.execution.Command;
import dev.rinha.core.execution.Event;
import dev.rinha.core.execution.ExecutionCore;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.payment.PaymentState;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Router;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Pauses;
import dev.rinha.core.store.WorkQueue.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Runs one policy through one schedule in virtual time. What decides is {@link ExecutionCore}, as
 * in production; the store answers everything after a millisecond, the processors behave as the
 * schedule says, with the challenge's bounds on concurrency. Deterministic: a schedule, a policy
 * and a seed give one result. Not thread safe; one object is one run.
 */
public final class RoutingSimulation {

  /** Amount of every payment, in cents. */
  public static final Money AMOUNT = new Money(1990);

  private static final long STORE_MILLIS = 1;
  private static final long NETWORK_MILLIS = 1;
  private static final long LOOKUP_MILLIS = 2;
  private static final long HEALTH_EVERY_MILLIS = 5_000;

  private final LoadSchedule schedule;
  private final ExecutionCore core;
  private final Arrivals arrivals;
  private final Map<String, SimulatedProcessor> processors = new LinkedHashMap<>();
  private final ArrayDeque<Payment> queue = new ArrayDeque<>();
  private final PriorityQueue<Happening> agenda =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atMillis).thenComparingLong(Happening::sequence));
  private final RoutingReport.Collector report;
  private int wanted;
  private long sequence;

  /**
   * Something that happens at a moment; those of one moment happen in the order they were planned.
   */
  private record Happening(long atMillis, long sequence, Event event) {}

  /**
   * @param seed of everything random
   */
  public RoutingSimulation(LoadSchedule schedule, RoutingPolicy policy, long seed) {
    this.schedule = schedule;
    SplittableRandom random = new SplittableRandom(seed);
    this.arrivals = Arrivals.of(schedule, seed);
    List<ProcessorSettings> settings = new ArrayList<>();
    for (LoadSchedule.ProcessorPlan plan : schedule.processors()) {
      int inFlight = Math.max(1, plan.settings().maxInFlight() / schedule.standsFor());
      settings.add(plan.settings().withMaxInFlight(inFlight));
      processors.put(
          plan.name(), new SimulatedProcessor(new PhaseLine(plan.phases()), schedule.standsFor()));
    }
    Router router = new Router(settings, policy, random.split());
    this.core = new ExecutionCore(ExecutionSettings.DEFAULTS, router, random.split());
    this.report = new RoutingReport.Collector(schedule);
  }

  /** Runs it to the end of the schedule. */
  public RoutingReport run() {
    long nextArrival = arrivals.next();
    long nextHealth = 0;
    long now = 0;
    carryOut(core.decide(now), now);
    while (now < schedule.durationMillis()) {
      long next = Math.min(nextArrival, Math.min(nextHealth, core.wakeAtMillis()));
      now = agenda.isEmpty() ? next : Math.min(next, agenda.peek().atMillis());
      while (nextArrival <= now) {
        arrive(nextArrival);
        nextArrival = arrivals.next();
      }
      if (nextHealth <= now) {
        reportHealth(now);
        nextHealth = now + HEALTH_EVERY_MILLIS;
      }
      while (!agenda.isEmpty() && agenda.peek().atMillis() <= now) {
        core.on(agenda.remove().event(), now);
      }
      carryOut(core.decide(now), now);
      report.observe(now, queue.size() + core.waitingCount());
    }
    return report.finish(core.decisions());
  }

  private void arrive(long atMillis) {
    Money amount = new Money(arrivals.cents());
    report.arrived(atMillis, amount.cents());
    queue.add(new Payment(new UUID(0, report.arrivals()), amount, atMillis));
    deliver(atMillis);
  }

  private void deliver(long now) {
    if (wanted == 0 || queue.isEmpty()) {
      return;
    }
    List<Claim> claims = new ArrayList<>();
    while (claims.size() < wanted && !queue.isEmpty()) {
      Payment payment = queue.remove();
      claims.add(new Claim("", 0, payment, new PaymentState.Queued(), ""));
    }
    wanted = 0;
    plan(now + STORE_MILLIS, new Event.Taken(claims));
  }

  private void reportHealth(long now) {
    processors.forEach(
        (name, processor) -> {
          LoadSchedule.Phase phase = processor.phases.at(now);
          core.on(
              new Event.HealthSeen(
                  name, new HealthReport.Reported(phase.failing(), phase.delayMillis())),
              now);
        });
  }

  private void plan(long atMillis, Event event) {
    agenda.add(new Happening(atMillis, sequence++, event));
  }

  private void carryOut(List<Command> commands, long now) {
    for (Command command : commands) {
      switch (command) {
        case Command.Take(int max) -> {
          wanted = max;
          deliver(now);
        }
        case Command.TakeOver _ -> plan(now + STORE_MILLIS, new Event.TakenOver(List.of()));
        case Command.Renew _ -> plan(now + STORE_MILLIS, new Event.Renewed(List.of()));
        case Command.ReadPauses _ -> plan(now, new Event.PausesRead(Pauses.NONE));
        case Command.Release _ -> {}
        case Command.Settle settle -> {
          report.settled(
              settle.write().intent().processor(), settle.write().claim().payment(), now);
          plan(now + STORE_MILLIS, new Event.Written(settle.ticket(), Write.DONE));
        }
        case Command.Begin write -> written(write, now);
        case Command.Doubt write -> written(write, now);
        case Command.Clear write -> written(write, now);
        case Command.Bury write -> written(write, now);
        case Command.Send send -> send(send, now);
        case Command.Find find ->
            plan(now + LOOKUP_MILLIS, new Event.LookedUp(find.ticket(), find(find)));
      }
    }
  }

  private void written(Command.StoreWrite write, long now) {
    plan(now + STORE_MILLIS, new Event.Written(write.ticket(), Write.DONE));
  }

  private SimulatedProcessor processor(String name) {
    SimulatedProcessor processor = processors.get(name);
    if (processor == null) {
      throw new IllegalStateException("no processor '" + name + "' in " + schedule.name());
    }
    return processor;
  }

  private Lookup find(Command.Find find) {
    Lookup found = processor(find.processor()).executed.get(find.correlationId());
    return found == null ? new Lookup.Absent() : found;
  }

  private void send(Command.Send send, long now) {
    report.sent(send.intent().processor(), now);
    SimulatedProcessor.Answer answer = processor(send.intent().processor()).send(send, now);
    long tookMillis = answer.atMillis() - now + NETWORK_MILLIS;
    if (tookMillis > send.timeoutMillis()) {
      plan(
          now + send.timeoutMillis(),
          new Event.Answered(send.ticket(), new Outcome.Unknown("timeout"), send.timeoutMillis()));
    } else {
      plan(now + tookMillis, new Event.Answered(send.ticket(), answer.outcome(), tookMillis));
    }
  }
}
