package dev.rinha.service.http;

/** An address has as many connections as it may. Without a stack trace: it is thrown in floods. */
final class ConnectionRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConnectionRefused() {
    super("this address has as many connections as it may", null, false, false);
  }
}
