package dev.rinha.core.simulation.schedule;

import dev.rinha.core.execution.Command;
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
final class SimulatedProcessor {

  private static final int RUNNING = 800;
  private static final int WAITING = 500;

  final PhaseLine phases;
  final Map<UUID, Long> executed = new HashMap<>();

  /** When each request that is inside will be done. */
  private final PriorityQueue<Long> inside = new PriorityQueue<>();

  record Answer(Outcome outcome, long atMillis) {}

  SimulatedProcessor(PhaseLine phases) {
    this.phases = phases;
  }

  Answer send(Command.Send send, long now) {
    while (!inside.isEmpty() && inside.peek() <= now) {
      inside.remove();
    }
    if (inside.size() >= RUNNING + WAITING) {
      return new Answer(new Outcome.Throttled(0), now);
    }
    long startMillis = now + waitMillis(now);
    long doneMillis = startMillis + phases.at(now).delayMillis();
    inside.add(doneMillis);
    UUID correlationId = send.payment().correlationId();
    if (phases.at(doneMillis).failing()) {
      return new Answer(new Outcome.Failed(500), doneMillis);
    }
    Long before = executed.putIfAbsent(correlationId, send.intent().requestedAtMillis());
    return new Answer(
        before == null ? new Outcome.Executed() : new Outcome.Duplicate(), doneMillis);
  }

  /** Beyond the running ones, a request waits for as many others to be done as stand before it. */
  private long waitMillis(long now) {
    int before = inside.size() - RUNNING;
    if (before < 0) {
      return 0;
    }
    return inside.stream().sorted().skip(before).findFirst().orElse(now) - now;
  }
}
