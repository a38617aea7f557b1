package dev.rinha.simulation;

import dev.rinha.core.execution.ExecutionSettings;
import dev.rinha.core.processor.ProcessorSettings;
import dev.rinha.core.routing.Waiting;
import dev.rinha.core.store.WorkerTerms;
import java.util.List;

/**
 * The settings that a worker is started with. Immutable.
 *
 * @param processors the processors as it knows them
 * @param policy how it chooses among them
 * @param waiting how long a payment may wait for a cheaper processor
 * @param execution its bounds
 */
public record WorkerSettings(
    List<ProcessorSettings> processors,
    Scenario.Policy policy,
    Waiting waiting,
    ExecutionSettings execution) {

  /** Copies the list. */
  public WorkerSettings {
    processors = List.copyOf(processors);
  }

  /** What the other workers rely on. */
  WorkerTerms terms(String worker) {
    return execution.terms(worker, processors);
  }

  /** The most payments in flight to that processor. */
  int maxInFlight(String processor) {
    return processors.stream()
        .filter(settings -> settings.name().equals(processor))
        .findFirst()
        .orElseThrow()
        .maxInFlight();
  }

  long patienceMillis() {
    return waiting instanceof Waiting.AtMost(var patience) ? patience.toMillis() : 0;
  }

  WorkerSettings withProcessors(List<ProcessorSettings> newProcessors) {
    return new WorkerSettings(newProcessors, policy, waiting, execution);
  }

  WorkerSettings withExecution(ExecutionSettings newExecution) {
    return new WorkerSettings(processors, policy, waiting, newExecution);
  }
}
