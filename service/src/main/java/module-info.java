/** Gateway and worker on Helidon. What is exported is what the tool starts and configures. */
@SuppressWarnings("module") // The tool is built after this.
module dev.rinha.service {
  requires static transitive org.jspecify;
  requires java.logging;
  requires java.management;
  requires jdk.jfr;
  requires transitive dev.rinha.core;
  requires io.helidon.common.task;
  requires io.helidon.faulttolerance;
  requires io.helidon.webclient;
  requires io.helidon.http.sse;
  requires io.helidon.common.socket;
  requires io.helidon.common.tls;
  requires io.helidon.webserver;
  requires io.helidon.webserver.sse;
  requires io.prometheus.metrics.config;
  requires io.prometheus.metrics.core;
  requires io.prometheus.writer.text;
  requires io.prometheus.metrics.model;
  requires lettuce.core;
  requires standardwebhooks;

  exports dev.rinha.service.config to
      dev.rinha.cli;
  exports dev.rinha.service.http to
      dev.rinha.cli;
  exports dev.rinha.service.webhook to
      dev.rinha.cli;
  exports dev.rinha.service.lifecycle to
      dev.rinha.cli;
  exports dev.rinha.service.wiring to
      dev.rinha.cli;
}
