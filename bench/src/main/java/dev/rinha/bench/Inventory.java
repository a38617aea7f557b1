package dev.rinha.bench;

import dev.rinha.bench.NotReadyException.Reason;
import dev.rinha.bench.client.BackendClient;
import dev.rinha.bench.client.Endpoint;
import dev.rinha.bench.client.ProcessorAdmin;
import dev.rinha.bench.client.RecordedTotals;
import dev.rinha.bench.client.Targets;
import dev.rinha.bench.client.UnexpectedAnswerException;
import dev.rinha.bench.schedule.Both;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run empties before it begins. Immutable.
 *
 * @param environment what the backend calls its environment
 * @param lines for people: each address, with the number of payments there as far as it is known
 */
public record Inventory(String environment, List<String> lines) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * Reads it, and changes nothing.
   *
   * @param unnamed what the environment of a backend is called that has no name for it
   */
  public static Inventory read(Targets targets, String unnamed) throws NotReadyException {
    Both<ProcessorAdmin> processors = targets.processors(PATIENCE, Targets.UNTIMED);
    try (BackendClient backend = targets.backend(PATIENCE, Targets.UNTIMED);
        BackendClient payer = targets.payer(PATIENCE, Targets.UNTIMED);
        ProcessorAdmin primary = processors.primary();
        ProcessorAdmin fallback = processors.fallback()) {
      String environment = environment(targets.backend(), backend, payer, unnamed);
      List<String> lines = new ArrayList<>();
      lines.add(
          "backend             %s, environment %s: %s"
              .formatted(targets.backend(), environment, executed(backend)));
      lines.add(line(Both.NAMES.primary(), targets.processors().primary(), primary));
      lines.add(line(Both.NAMES.fallback(), targets.processors().fallback(), fallback));
      return new Inventory(environment, List.copyOf(lines));
    }
  }

  private static String environment(
      Endpoint endpoint, BackendClient backend, BackendClient payer, String unnamed)
      throws NotReadyException {
    try {
      backend.reach();
      if (backend.refusesReader()) {
        throw refused(Reason.OPERATOR_TOKEN_REFUSED, endpoint, "an operator");
      }
      if (payer.refusesClient()) {
        throw refused(Reason.CLIENT_TOKEN_REFUSED, endpoint, "a client");
      }
      return backend.environment().orElse(unnamed);
    } catch (UnexpectedAnswerException e) {
      throw new NotReadyException(
          Reason.BACKEND_NOT_READY,
          "the backend at " + endpoint + " is not ready: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new NotReadyException(Reason.NO_BACKEND, "no backend answers at " + endpoint, e);
    }
  }

  private static NotReadyException refused(Reason reason, Endpoint endpoint, String whose) {
    String message = "the backend at %s wants the token of %s".formatted(endpoint, whose);
    return new NotReadyException(reason, message, new IllegalStateException("no token it takes"));
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
