/** The tool {@code rinha-cli}. Nobody builds on it; picocli fills the fields of its commands. */
module dev.rinha.cli {
  requires static transitive org.jspecify;
  requires java.logging;
  requires java.net.http;
  requires com.fasterxml.jackson.databind;
  requires dev.rinha.bench;
  requires dev.rinha.core;
  requires dev.rinha.service;
  requires dev.rinha.simulation;
  requires dev.rinha.simulator;
  requires embedded.redis;
  requires info.picocli;
  requires lettuce.core;
}
