package dev.rinha.core.store;

/**
 * Something that an operator has paused. Immutable.
 *
 * @param sinceMillis since when, in milliseconds since the epoch
 * @param reason why, in the operator's words
 */
public record Pause(PauseScope scope, long sinceMillis, String reason) {}
