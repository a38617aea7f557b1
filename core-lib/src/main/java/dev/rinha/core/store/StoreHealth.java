package dev.rinha.core.store;

import java.util.List;

/**
 * Whether a store can keep the promises of a store of record. Immutable.
 *
 * @param version the server's version; empty if it does not tell
 * @param usedBytes memory in use; 0 if it does not tell
 * @param maxBytes the configured limit; 0 for none or if it does not tell
 * @param problems what breaks a promise, each in one line for an operator; empty if all is well
 * @param warnings what could not be checked or is near a limit, each in one line
 */
public record StoreHealth(
    String version, long usedBytes, long maxBytes, List<String> problems, List<String> warnings) {

  /** Copies the lists. */
  public StoreHealth {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** Whether no promise is at risk. */
  public boolean sound() {
    return problems.isEmpty();
  }
}
