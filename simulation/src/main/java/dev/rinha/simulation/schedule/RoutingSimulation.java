package dev.rinha.simulation.schedule;

import dev.rinha.core.engine.Command;
import dev.rinha.core.engine.Effects;
import dev.rinha.core.engine.Event;
import dev.rinha.core.engine.ExecutionCore;
import dev.rinha.core.engine.Now;
import dev.rinha.core.engine.Router;
import dev.rinha.core.engine.WorkerLoop;
import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.Payment;
import dev.rinha.core.processor.HealthReport;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.RoutingPolicy;
import dev.rinha.core.store.Claim;
import dev.rinha.core.store.Pauses;
import dev.rinha.simulation.VirtualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.logging.Level;

/**
 * Runs one policy through one schedule in virtual time. What decides and acts is the {@link
 * WorkerLoop} of production; the store answers everything after a millisecond, the processors
 * behave as the schedule says, with the challenge's bounds on concurrency. Deterministic: a
 * schedule, a policy and a seed give one result. Not thread safe; one object is one run.
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
  private final WorkerLoop loop;
  private final Arrivals arrivals;
  private final Map<String, ScheduledProcessor> processors = new LinkedHashMap<>();
  private final VirtualClock virtualClock = new VirtualClock(0);
  private final RoutingReport.Collector report;
  private final FlawlessQueue queue;
  private List<WorkerLoop.Mail> mailbox = new ArrayList<>();
  private Runnable waitingTake = () -> {};
  private boolean taking;
  private boolean turning;

  /** When the loop has its next turn even if no mail comes. */
  private long wakeAtMillis = Long.MAX_VALUE;

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
          plan.name(), new ScheduledProcessor(new PhaseLine(plan.phases()), schedule.standsFor()));
    }
    Router router = new Router(settings, policy, random.split());
    this.core = new ExecutionCore(ExecutionSettings.DEFAULTS, router, random.split());
    this.report = new RoutingReport.Collector(schedule);
    this.queue =
        new FlawlessQueue(
            settlement ->
                report.settled(
                    settlement.intent().processor(),
                    settlement.claim().payment(),
                    virtualClock.millis()));
    this.loop = new WorkerLoop("worker", queue, () -> Pauses.NONE, core, new AsScheduled());
  }

  /** Runs it to the end of the schedule. */
  public RoutingReport run() {
    turnSoon();
    reportHealth();
    nextArrival();
    while (virtualClock.millis() < schedule.durationMillis() && virtualClock.advance()) {
      report.observe(virtualClock.millis(), backlog());
    }
    return report.finish(core.decisions());
  }

  /** What a take under way will find in the queue does not wait. */
  private long backlog() {
    return core.waitingCount() + (taking ? 0 : queue.size());
  }

  private void nextArrival() {
    long atMillis = arrivals.next();
    if (atMillis != Long.MAX_VALUE) {
      Money amount = new Money(arrivals.cents());
      virtualClock.at(
          atMillis,
          () -> {
            report.arrived(atMillis, amount.cents());
            queue.add(new Payment(new UUID(0, report.arrivals()), amount, atMillis));
            waitingTake.run();
            nextArrival();
          });
    }
  }

  private void reportHealth() {
    processors.forEach(
        (name, processor) -> {
          LoadSchedule.Phase phase = processor.phases.at(virtualClock.millis());
          loop.post(
              new Event.HealthSeen(
                  name, new HealthReport.Reported(phase.failing(), phase.delayMillis())));
        });
    virtualClock.after(HEALTH_EVERY_MILLIS, this::reportHealth);
  }

  /** Lets the loop have its turn after all that happens in this millisecond. */
  private void turnSoon() {
    if (!turning) {
      turning = true;
      virtualClock.after(0, this::turn);
    }
  }

  private void turn() {
    turning = false;
    List<WorkerLoop.Mail> mails = mailbox;
    mailbox = new ArrayList<>();
    loop.turn(mails);
    long wake = Math.max(loop.wakeAtMillis(), virtualClock.millis() + 1);
    if (wake < wakeAtMillis || wakeAtMillis <= virtualClock.millis()) {
      wakeAtMillis = wake;
      virtualClock.at(wake, this::turnSoon);
    }
  }

  private ScheduledProcessor processor(String name) {
    ScheduledProcessor processor = processors.get(name);
    if (processor == null) {
      throw new IllegalStateException("no processor '" + name + "' in " + schedule.name());
    }
    return processor;
  }

  /** What the schedule has the world do. */
  private final class AsScheduled implements Effects {

    @Override
    public Now now() {
      return new Now(virtualClock.millis(), virtualClock.millis());
    }

    @Override
    public void deliver(WorkerLoop.Mail mail) {
      mailbox.add(mail);
      turnSoon();
    }

    @Override
    public void start(Runnable task) {
      task.run();
    }

    @Override
    public void send(Command.Send send, Consumer<Outcome> answered) {
      long now = virtualClock.millis();
      report.sent(send.intent().processor(), now);
      ScheduledProcessor.Answer answer = processor(send.intent().processor()).send(send, now);
      long tookMillis = answer.atMillis() - now + NETWORK_MILLIS;
      if (tookMillis > send.timeoutMillis()) {
        virtualClock.after(
            send.timeoutMillis(), () -> answered.accept(new Outcome.Unknown("timeout")));
      } else {
        virtualClock.after(tookMillis, () -> answered.accept(answer.outcome()));
      }
    }

    @Override
    public void find(Command.Find find, Consumer<Lookup> answered) {
      Lookup lookup = processor(find.processor()).find(find.correlationId(), virtualClock.millis());
      virtualClock.after(LOOKUP_MILLIS, () -> answered.accept(lookup));
    }

    @Override
    public <W, A> Call call(
        List<W> elements, Function<List<W>, A> execution, Consumer<A> answered, Runnable failed) {
      A answer = execution.apply(elements);
      virtualClock.after(STORE_MILLIS, () -> answered.accept(answer));
      return () -> {};
    }

    @Override
    public Call take(
        long afterMillis,
        long waitMillis,
        LongFunction<List<Claim>> execution,
        Consumer<List<Claim>> answered,
        Runnable failed) {
      taking = true;
      virtualClock.after(
          afterMillis,
          () -> {
            waitingTake =
                () -> {
                  if (queue.size() > 0) {
                    List<Claim> claims = execution.apply(0);
                    waitingTake = () -> {};
                    taking = false;
                    virtualClock.after(STORE_MILLIS, () -> answered.accept(claims));
                  }
                };
            waitingTake.run();
          });
      return () -> {};
    }

    @Override
    public void log(Level level, String message) {}
  }
}
