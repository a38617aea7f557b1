package dev.rinha.core.store;

/**
 * Where a payment is in a store: in the same partition for ever, on the server that has it now.
 *
 * @param partition its number, from 0 on
 * @param partitions how many there are
 * @param server host and port
 * @param cluster whether the server is one of several that may take over each other's partitions
 */
public record StorePlace(int partition, int partitions, String server, boolean cluster) {}
