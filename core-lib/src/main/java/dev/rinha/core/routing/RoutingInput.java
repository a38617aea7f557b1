package dev.rinha.core.routing;

import java.util.List;

/**
 * What a policy may know.
 *
 * @param nowMillis the time, in milliseconds since the epoch
 * @param acceptedAtMillis when the payment was accepted
 * @param patienceMillis how long the payment may wait for a cheaper processor
 * @param waiting how many payments wait behind it in this worker
 * @param processors all processors, cheapest first
 */
public record RoutingInput(
    long nowMillis,
    long acceptedAtMillis,
    long patienceMillis,
    int waiting,
    List<ProcessorMonitor> processors) {

  /** When the payment stops waiting for a cheaper processor, in milliseconds since the epoch. */
  public long patientUntilMillis() {
    return acceptedAtMillis + patienceMillis;
  }

  /** Whether the payment has waited as long as it may. */
  public boolean impatient() {
    return nowMillis >= patientUntilMillis();
  }
}
