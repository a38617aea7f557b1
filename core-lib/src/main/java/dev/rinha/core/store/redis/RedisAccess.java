package dev.rinha.core.store.redis;

import static java.util.Objects.requireNonNull;

import dev.rinha.core.tls.TlsFiles;

/**
 * As whom a store connects to Redis, to all nodes of a cluster alike, and whom it believes there.
 * Immutable; its text has no password.
 *
 * @param username the user of the access list; empty for the default user
 * @param password empty for none
 * @param tls what is believed and shown where the address begins with {@code rediss://}
 */
public record RedisAccess(String username, String password, TlsFiles tls) {

  /** Without a password, and trusting the authorities of the JDK. */
  public static final RedisAccess OPEN = new RedisAccess("", "", TlsFiles.NONE);

  /**
   * @throws IllegalArgumentException if there is a user without a password
   */
  public RedisAccess {
    requireNonNull(username, "username");
    requireNonNull(password, "password");
    requireNonNull(tls, "tls");
    if (!username.isEmpty() && password.isEmpty()) {
      throw new IllegalArgumentException("the Redis user '" + username + "' needs a password");
    }
  }

  boolean hasPassword() {
    return !password.isEmpty();
  }

  @Override
  public String toString() {
    return "RedisAccess[username=%s, password=%s, tls=%s]"
        .formatted(username, hasPassword() ? "(not shown)" : "", tls);
  }
}
