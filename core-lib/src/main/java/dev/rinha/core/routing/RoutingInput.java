package dev.rinha.core.routing;

import java.util.List;

/**
 * What a policy may know.
 *
 * @param nowMillis the time, in milliseconds on a monotonic clock
 * @param acceptedAtMillis when the payment was accepted, on that clock
 * @param amountCents its amount
 * @param backlog what else waits for this worker
 * @param processors all processors, those with the least fee for this amount first
 */
public record RoutingInput(
    long nowMillis,
    long acceptedAtMillis,
    long amountCents,
    Backlog backlog,
    List<ProcessorView> processors) {}
