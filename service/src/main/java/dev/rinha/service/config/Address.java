package dev.rinha.service.config;

import java.util.regex.Pattern;

/**
 * Where something listens. Immutable.
 *
 * @param host name or IP address
 * @param port TCP port, 1 to 65535
 */
public record Address(String host, int port) {

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|::1");

  /**
   * @throws IllegalArgumentException if the host is empty or the port out of range
   */
  public Address {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("must be host:port, was " + host + ":" + port);
    }
  }

  /** Whether nobody reaches that host but from the same machine: a name or number of loopback. */
  public static boolean isLoopback(String host) {
    return host.equals("localhost") || LOOPBACK.matcher(host).matches();
  }

  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("must be host:port, was " + text);
    }
    return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
