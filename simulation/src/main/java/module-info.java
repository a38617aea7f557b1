/** The library under a virtual clock, with everything going wrong that is known to go wrong. */
module dev.rinha.simulation {
  requires static transitive org.jspecify;
  requires java.logging;
  requires transitive dev.rinha.core;

  exports dev.rinha.simulation;
  exports dev.rinha.simulation.schedule;
}
