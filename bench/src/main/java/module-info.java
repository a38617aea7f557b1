/** The benchmark: load generator, schedules, report. The tool has its options and its terminal. */
@SuppressWarnings("module") // The tool is built after this.
module dev.rinha.bench {
  requires static transitive org.jspecify;
  requires transitive com.fasterxml.jackson.databind;
  requires dev.rinha.core;
  requires HdrHistogram;

  exports dev.rinha.bench to
      dev.rinha.cli;
  exports dev.rinha.bench.client to
      dev.rinha.cli;
  exports dev.rinha.bench.load to
      dev.rinha.cli;
  exports dev.rinha.bench.plot to
      dev.rinha.cli;
  exports dev.rinha.bench.report to
      dev.rinha.cli;
  exports dev.rinha.bench.schedule to
      dev.rinha.cli;
}
