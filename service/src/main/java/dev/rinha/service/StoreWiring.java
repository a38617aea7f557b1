package dev.rinha.service;

import dev.rinha.core.store.StoreException;
import dev.rinha.service.config.ServiceConfig;

/** Connects the role of this process to the store and, where it executes, to the processors. */
final class StoreWiring implements Wiring {

  @Override
  public Role connect(ServiceConfig config) {
    throw new StoreException("no store is wired into this build");
  }
}
