package dev.rinha.service.config;

import java.util.Map;

/**
 * Headers to be sent with requests. Immutable; its text has the names only, because values may be
 * secret.
 *
 * @param values by name
 */
public record RequestHeaders(Map<String, String> values) {

  /** Copies the map. */
  public RequestHeaders {
    values = Map.copyOf(values);
  }

  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
