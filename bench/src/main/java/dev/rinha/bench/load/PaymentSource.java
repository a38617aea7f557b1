package dev.rinha.bench.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** The payments of one user, reproducible from seed and user number. Not thread safe. */
final class PaymentSource {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final List<Long> amountsCents;
  private final SplittableRandom random;

  PaymentSource(List<Long> amountsCents, long seed, int user) {
    this.amountsCents = amountsCents;
    this.random = new SplittableRandom(seed + GOLDEN_GAMMA * (user + 1L)).split();
  }

  /** A random (version 4) UUID. */
  UUID nextId() {
    long most = random.nextLong() & ~0xF000L | 0x4000L;
    long least = random.nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(most, least);
  }

  long nextAmountCents() {
    return amountsCents.get(random.nextInt(amountsCents.size()));
  }
}
