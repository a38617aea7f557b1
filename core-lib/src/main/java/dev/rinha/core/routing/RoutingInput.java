package dev.rinha.core.routing;

import java.util.List;

/**
 * What a policy may know.
 *
 * @param nowMillis the time, in milliseconds since the epoch
 * @param acceptedAtMillis when the payment was accepted
 * @param patience how long the payment may wait for a cheaper processor
 * @param waiting how many payments wait behind it in this worker
 * @param settled how many payments this worker has settled since the start or the last purge
 * @param processors all processors, cheapest first
 */
public record RoutingInput(
    long nowMillis,
    long acceptedAtMillis,
    Patience patience,
    int waiting,
    long settled,
    List<ProcessorMonitor> processors) {}
