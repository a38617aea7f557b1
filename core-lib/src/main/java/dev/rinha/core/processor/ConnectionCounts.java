package dev.rinha.core.processor;

/**
 * The connections to a processor at a moment.
 *
 * @param inUse lent to a request
 * @param idle kept for the next one; one that the processor has closed is among them until then
 * @param opened how many were ever made
 */
public record ConnectionCounts(int inUse, int idle, long opened) {}
