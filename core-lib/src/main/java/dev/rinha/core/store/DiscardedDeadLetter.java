package dev.rinha.core.store;

/**
 * A dead letter that an operator has discarded: it will not be executed any more. Why stands at the
 * end of the letter's history. Immutable.
 *
 * @param discardedAtMillis when, in milliseconds since the epoch
 */
public record DiscardedDeadLetter(DeadLetter letter, long discardedAtMillis) {}
