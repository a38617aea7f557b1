package dev.rinha.core.execution;

/**
 * How many calls one instance has made to a processor's health endpoint, by what came of them.
 *
 * @param answered the processor told its health at once
 * @param held it told its health, but only after it had kept the caller waiting; stays 0
 * @param refused it refused, because it was asked too often; stays 0
 * @param unreachable no usable answer
 */
public record HealthProbes(long answered, long held, long refused, long unreachable) {

  /** No call yet. */
  public static final HealthProbes NONE = new HealthProbes(0, 0, 0, 0);

  /** These calls and those. */
  public HealthProbes plus(HealthProbes more) {
    return new HealthProbes(
        answered + more.answered,
        held + more.held,
        refused + more.refused,
        unreachable + more.unreachable);
  }
}
