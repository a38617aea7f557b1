package dev.rinha.service.config;

/** What a process does. */
public enum Mode {
  /** Accepts payments, passes everything else to the worker. */
  API,
  /** Executes payments and answers for them. */
  WORKER,
  /** Both in one process. */
  STANDALONE
}
