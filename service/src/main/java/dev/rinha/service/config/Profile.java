package dev.rinha.service.config;

import java.util.Map;

/** For whom a process is open unless told otherwise. */
public enum Profile {
  /** To whoever reaches it, on every address, as the challenge wants it. */
  CHALLENGE(
      Map.of(
          "environment", "challenge",
          "server.host", "0.0.0.0",
          "server.max-connections-per-address", "0",
          "server.max-requests-per-address", "0",
          "access.open", "all")),

  /** To nobody without a token, and on loopback only. */
  STANDARD(Map.of());

  private final Map<String, String> defaults;

  Profile(Map<String, String> defaults) {
    this.defaults = defaults;
  }

  /** The settings whose default is another than the one of the reference, by key. */
  Map<String, String> defaults() {
    return defaults;
  }
}
