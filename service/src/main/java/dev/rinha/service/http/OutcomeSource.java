package dev.rinha.service.http;

import dev.rinha.core.PaymentDetails;
import dev.rinha.core.store.PaymentRecord;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Says what became of payments; both are called by any thread.
 *
 * @param find what is known of one now, empty for nothing; throws {@link
 *     dev.rinha.core.store.StoreException} if the store does not answer
 * @param whenFinished completes when one is finished, or not known any more; cancelled by whoever
 *     stops waiting. Throws {@link IllegalStateException} if too many are waited for
 */
public record OutcomeSource(
    Function<UUID, Optional<PaymentDetails>> find,
    Function<UUID, CompletableFuture<PaymentRecord>> whenFinished) {}
