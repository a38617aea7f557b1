package dev.rinha.core.store.memory;

import dev.rinha.core.store.HealthBoardContract;
import dev.rinha.core.store.PaymentStore;

final class MemoryHealthBoardTest extends HealthBoardContract {

  private final MemoryStore shared = new MemoryStore();

  @Override
  protected PaymentStore openStore() {
    return shared;
  }
}
