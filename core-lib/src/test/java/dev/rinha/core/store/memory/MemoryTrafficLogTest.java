package dev.rinha.core.store.memory;

import dev.rinha.core.store.PaymentStore;
import dev.rinha.core.store.TrafficLogContract;
import java.time.Instant;

final class MemoryTrafficLogTest extends TrafficLogContract {

  private static final long NOW = 1_752_580_800_000L;

  private final MemoryStore shared =
      new MemoryStore(MemoryStore.DEFAULT_MAX_UNFINISHED, () -> Instant.ofEpochMilli(NOW));

  @Override
  protected PaymentStore openStore() {
    return shared;
  }

  @Override
  protected long storeMillis() {
    return NOW;
  }
}
