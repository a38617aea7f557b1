package dev.rinha.core.store;

import dev.rinha.core.payment.Intent;
import java.util.UUID;

/**
 * A report that a payment was executed, which contradicts what the store knows: the payment was
 * given to another attempt, settled by another one, or is dead. It may mean that money moved twice,
 * so it is kept for an operator. Immutable.
 *
 * @param intent the attempt that was reported as executed
 * @param settledAtMillis when that was reported, in milliseconds since the epoch
 */
public record Conflict(UUID correlationId, Intent intent, long settledAtMillis) {}
