/**
 * Checks what was written down against what else was written down: inside the store, and between
 * the store and the processors. Comparing is pure, data in and data out; reading blocks and is done
 * by one thread. Nothing here changes a payment; only {@link dev.rinha.core.audit.SummaryRebuild}
 * writes, and only aggregates.
 */
@NullMarked
package dev.rinha.core.audit;

import org.jspecify.annotations.NullMarked;
