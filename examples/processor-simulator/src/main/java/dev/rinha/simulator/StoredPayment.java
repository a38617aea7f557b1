package dev.rinha.simulator;

import java.time.Instant;
import java.util.UUID;

/**
 * A payment the processor executed.
 *
 * @param correlationId unique among the stored payments
 * @param amountCents as sent, rounded half-even to cents
 * @param requestedAt as sent, rounded to microseconds
 * @param insertedAt when the simulator stored it, by its own clock; the real processor does not
 *     keep this
 */
public record StoredPayment(
    UUID correlationId, long amountCents, Instant requestedAt, Instant insertedAt) {}
