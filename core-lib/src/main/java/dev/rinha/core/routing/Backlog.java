package dev.rinha.core.routing;

/**
 * What waits for a worker. Immutable.
 *
 * @param payments about how many, the one that is decided about included, in the store as well
 * @param arrivalsPerSecond about how many more arrive; 0 where too few wait to tell
 * @param oldestMillis how long the oldest has waited
 */
public record Backlog(long payments, double arrivalsPerSecond, long oldestMillis) {}
