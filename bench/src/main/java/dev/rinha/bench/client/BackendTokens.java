package dev.rinha.bench.client;

import java.util.Optional;

/**
 * What a backend is shown that wants to know who asks. Immutable; its text has no token.
 *
 * @param client with whose payments are offered
 * @param operator with whose everything else is asked for: summary and purge
 */
public record BackendTokens(Optional<String> client, Optional<String> operator) {

  /** Of a backend that answers everybody. */
  public static final BackendTokens NONE = new BackendTokens(Optional.empty(), Optional.empty());

  /** The header that shows a token, ended by CRLF; empty for none. */
  static String header(Optional<String> token) {
    return token.map(known -> "Authorization: Bearer " + known + "\r\n").orElse("");
  }

  @Override
  public String toString() {
    return "(not shown)";
  }
}
