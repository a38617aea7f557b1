/**
 * A payment processor to develop and test against, as faithful as the challenge's, and as faulty as
 * it is told to be.
 */
@SuppressWarnings("module") // The tool is built after this.
module dev.rinha.simulator {
  requires static transitive org.jspecify;
  requires java.logging;
  requires com.fasterxml.jackson.core;
  requires io.helidon.webserver;

  exports dev.rinha.simulator to
      dev.rinha.cli;
}
