/** The library under a virtual clock, with everything going wrong that is known to go wrong. */
@SuppressWarnings("module") // The tool is built after this.
module dev.rinha.simulation {
  requires static transitive org.jspecify;
  requires java.logging;
  requires transitive dev.rinha.core;

  exports dev.rinha.simulation to
      dev.rinha.cli;
  exports dev.rinha.simulation.schedule to
      dev.rinha.cli;
}
