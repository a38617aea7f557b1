package dev.rinha.cli.bench;

import dev.rinha.cli.basics.NextCommand;
import dev.rinha.cli.options.EnvironmentConfirmation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run empties before it begins. Immutable.
 *
 * @param environment what the backend is called; a backend that has no name is one of the challenge
 * @param lines for people: each address, with the number of payments there as far as it is known
 */
record Inventory(String environment, List<String> lines) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Reads it, and changes nothing. */
  static Inventory read(Targets targets) throws NotReadyException {
    Both<ProcessorAdmin> processors = targets.processors(PATIENCE, Targets.UNTIMED);
    try (BackendClient backend = targets.backend(PATIENCE, Targets.UNTIMED);
        ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      String environment = environment(targets.backend(), backend);
      List<String> lines = new ArrayList<>();
      lines.add(
          "backend             %s, environment %s: %s"
              .formatted(targets.backend(), environment, executed(backend)));
      lines.add(line(Both.NAMES.primary(), targets.processors().primary(), primary));
      lines.add(line(Both.NAMES.fallback(), targets.processors().fallback(), fallback));
      return new Inventory(environment, List.copyOf(lines));
    }
  }

  private static String environment(Endpoint endpoint, BackendClient backend)
      throws NotReadyException {
    try {
      backend.reach();
      return backend.environment().orElse(EnvironmentConfirmation.CHALLENGE);
    } catch (UnexpectedAnswerException e) {
      throw NotReadyException.notReachable(
          "the backend at " + endpoint + " is not ready: " + e.getMessage(), e);
    } catch (IOException e) {
      throw NotReadyException.notReachable(
          "no backend answers at "
              + endpoint
              + "; start one with ./"
              + NextCommand.DEV.line(List.of())
              + " or name another with --url",
          e);
    }
  }

  private static String executed(BackendClient backend) {
    try {
      return count(RecordedTotals.sum(backend.summary()).count()) + " executed, and all that wait";
    } catch (IOException e) {
      return "all payments";
    }
  }

  private static String line(String name, Endpoint endpoint, ProcessorAdmin processor)
      throws NotReadyException {
    try {
      return "%-19s %s: %s"
          .formatted(name + " processor", endpoint, count(processor.summary().tally().count()));
    } catch (IOException e) {
      throw NotReadyException.processor(name, endpoint, e);
    }
  }

  private static String count(long payments) {
    return String.format(Locale.ROOT, "%,d payments", payments);
  }
}
