package dev.rinha.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The one source of chance of a simulation. Not thread safe. */
final class RandomSource {

  private final SplittableRandom random;

  RandomSource(long seed) {
    this.random = new SplittableRandom(seed);
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** From 0 to the bound, both included. */
  long upTo(long bound) {
    return random.nextLong(bound + 1);
  }

  /** Both bounds included. */
  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  /** In half of all cases nothing, otherwise a probability up to that. */
  double rate(double most) {
    return random.nextBoolean() ? 0 : most * random.nextDouble();
  }

  /** In half of all cases none, otherwise a number up to that. */
  int times(int most) {
    return random.nextBoolean() ? 0 : between(1, most);
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** A further source of chance that this one determines. */
  RandomGenerator split() {
    return random.split();
  }
}
