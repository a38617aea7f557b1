package dev.rinha.core.store.partitioned;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * In which era each partition is, as far as this process has heard. That of the whole store is
 * their sum: it grows with each of them. What a worker was told of an earlier one is looked up in
 * what the sums of before were made of. Thread safe.
 */
final class Eras {

  /** Workers tell within seconds; who comes later has told in none but the first. */
  private static final int REMEMBERED = 64;

  private static final long FIRST = 1;

  private final long[] present;
  private final Map<Long, long[]> earlier = new LinkedHashMap<>();

  Eras(int partitions) {
    present = new long[partitions];
  }

  /** The era of the whole store; 0 while no partition was heard of. */
  synchronized long number() {
    return Arrays.stream(present).sum();
  }

  /** The era of a partition; 0 if it was not heard of yet. */
  synchronized long of(Partition partition) {
    return present[partition.number()];
  }

  /** Takes note of the era that a partition is in. */
  synchronized void heard(Partition partition, long era) {
    if (era > present[partition.number()]) {
      present[partition.number()] = era;
      earlier.put(number(), present.clone());
      if (earlier.size() > REMEMBERED) {
        earlier.remove(earlier.keySet().iterator().next());
      }
    }
  }

  /**
   * In which era of its own a partition was when the whole store was in that one: 0, for the
   * present one, where the worker had not heard of it and knew nothing.
   */
  synchronized long then(long number, Partition partition) {
    long[] known = earlier.get(number);
    return number == 0 ? 0 : known == null ? FIRST : known[partition.number()];
  }
}
