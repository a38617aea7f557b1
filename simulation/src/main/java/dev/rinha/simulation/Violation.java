package dev.rinha.simulation;

/**
 * A promise that was broken.
 *
 * @param invariant the name of the promise
 * @param what what was seen
 * @param atMillis when, in milliseconds of virtual time since the start
 */
public record Violation(String invariant, String what, long atMillis) {}
