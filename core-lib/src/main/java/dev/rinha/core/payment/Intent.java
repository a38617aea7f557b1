package dev.rinha.core.payment;

/**
 * Where a payment is about to be sent, and the time that is written into the request. It is in the
 * store before the first byte leaves, so that whoever takes over after a crash knows what may have
 * happened. Immutable.
 *
 * @param processor the processor's name
 * @param requestedAtMillis the {@code requestedAt} of the request, in milliseconds since the epoch
 */
public record Intent(String processor, long requestedAtMillis) {}
