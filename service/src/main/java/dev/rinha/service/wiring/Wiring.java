package dev.rinha.service.wiring;

import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.role.Role;
import java.time.InstantSource;

/** Makes the parts behind the endpoints from the configuration: store, execution, their checks. */
@FunctionalInterface
public interface Wiring {

  /**
   * Connects what the configured mode needs, and nothing else.
   *
   * @throws dev.rinha.core.store.StoreException if the store cannot be used
   */
  Role connect(ServiceConfig config, InstantSource clock);
}
