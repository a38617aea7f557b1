package dev.rinha.core.store;

/**
 * A stretch of a store's life in which nothing that it confirmed was lost. A new one begins
 * whenever that is not certain any more: another server process answers, or an older copy of the
 * data.
 *
 * @param number grows with each era
 * @param complete whether every worker that may know what is missing has told it, so that nothing
 *     can have been executed or be on its way that the store does not know
 * @param wentBack whether one of them knew what the store did not: what is recorded of a payment
 *     may be older than what was told of it
 */
public record Era(long number, boolean complete, boolean wentBack) {}
