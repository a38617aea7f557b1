package dev.rinha.simulation.schedule;

import dev.rinha.core.engine.Command;
import dev.rinha.core.processor.Lookup;
import dev.rinha.core.processor.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * A processor in virtual time: admission, then the delay in force on arrival, then the failure in
 * force after the delay, then the insert. The answer is known at once, because nothing that happens
 * later can change it.
 */
final class ScheduledProcessor {

  private static final int RUNNING = 800;
  private static final int WAITING = 500;

  private final int running;
  private final int waiting;

  final PhaseLine phases;
  private final Map<UUID, Executed> executed = new HashMap<>();

  /** When each request that is inside will be done. */
  private final PriorityQueue<Long> inside = new PriorityQueue<>();

  private record Executed(Lookup.Found found, long atMillis) {}

  record Answer(Outcome outcome, long atMillis) {}

  /** One that takes as many fewer as there are payments for which each stands. */
  ScheduledProcessor(PhaseLine phases, int standsFor) {
    this.phases = phases;
    this.running = Math.max(1, RUNNING / standsFor);
    this.waiting = WAITING / standsFor;
  }

  Answer send(Command.Send send, long now) {
    while (!inside.isEmpty() && inside.peek() <= now) {
      inside.remove();
    }
    if (inside.size() >= running + waiting) {
      return new Answer(new Outcome.Throttled(0), now);
    }
    long startMillis = now + waitMillis(now);
    long doneMillis = startMillis + phases.at(now).delayMillis();
    inside.add(doneMillis);
    UUID correlationId = send.payment().correlationId();
    if (phases.at(doneMillis).failing()) {
      return new Answer(new Outcome.Failed(500), doneMillis);
    }
    var found =
        new Lookup.Found(send.payment().amount().cents(), send.intent().requestedAtMillis());
    Executed before = executed.putIfAbsent(correlationId, new Executed(found, doneMillis));
    return new Answer(
        before == null ? new Outcome.Executed() : new Outcome.Duplicate(), doneMillis);
  }

  Lookup find(UUID correlationId, long now) {
    Executed payment = executed.get(correlationId);
    return payment == null || payment.atMillis > now ? new Lookup.Absent() : payment.found;
  }

  /** Beyond the running ones, a request waits for as many others to be done as stand before it. */
  private long waitMillis(long now) {
    int before = inside.size() - running;
    if (before < 0) {
      return 0;
    }
    return inside.stream().sorted().skip(before).findFirst().orElse(now) - now;
  }
}
