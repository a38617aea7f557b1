package dev.rinha.core.store;

import java.util.UUID;

/**
 * One settled payment in the ledger.
 *
 * @param amountCents the amount in cents
 * @param requestedAtMillis the {@code requestedAt} recorded at the processor
 */
public record LedgerEntry(
    UUID correlationId, long amountCents, String processor, long requestedAtMillis) {}
