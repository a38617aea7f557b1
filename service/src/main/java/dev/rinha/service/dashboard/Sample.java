package dev.rinha.service.dashboard;

/**
 * One value of each series.
 *
 * @param atMillis in milliseconds since the epoch
 * @param values in the order of the series; not a number where nothing was measured
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and there are hundreds of them.
public record Sample(long atMillis, double[] values) {}
