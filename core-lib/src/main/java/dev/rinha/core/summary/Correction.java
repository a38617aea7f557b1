package dev.rinha.core.summary;

/**
 * What the aggregates should say of one processor in one millisecond. Immutable.
 *
 * @param millis the millisecond, since the epoch
 * @param seen what they say; a correction is only made while they still do
 * @param right what is right
 */
public record Correction(String processor, long millis, Totals seen, Totals right) {}
