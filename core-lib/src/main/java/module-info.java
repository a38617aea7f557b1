/**
 * Rinha Payments, the library: {@link dev.rinha.core.PaymentRouter} is the way in. The {@code
 * engine} is exported to the simulation alone, which runs it under a virtual clock.
 */
@SuppressWarnings("module") // The simulation is built after this.
module dev.rinha.core {
  requires static transitive org.jspecify;
  requires java.logging;
  requires com.fasterxml.jackson.core;
  requires io.helidon.common.pki;
  requires io.helidon.webclient;
  // Whoever uses the store in Redis brings Lettuce along.
  requires static lettuce.core;
  requires static io.netty.common;
  requires static io.netty.handler;
  requires static io.netty.transport;

  exports dev.rinha.core;
  exports dev.rinha.core.audit;
  exports dev.rinha.core.engine to
      dev.rinha.simulation;
  exports dev.rinha.core.event;
  exports dev.rinha.core.execution;
  exports dev.rinha.core.history;
  exports dev.rinha.core.idempotency;
  exports dev.rinha.core.payment;
  exports dev.rinha.core.processor;
  exports dev.rinha.core.routing;
  exports dev.rinha.core.store;
  exports dev.rinha.core.store.memory;
  exports dev.rinha.core.store.partitioned;
  exports dev.rinha.core.store.redis;
  exports dev.rinha.core.summary;
  exports dev.rinha.core.tls;
  exports dev.rinha.core.traffic;
}
