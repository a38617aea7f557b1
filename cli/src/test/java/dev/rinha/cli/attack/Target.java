package dev.rinha.cli.attack;

/** An address at which something can be asked. */
enum Target {
  GATEWAY,
  /** A gateway over TLS. */
  SECURE,
  WORKER,
  MANAGEMENT
}
