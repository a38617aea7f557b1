package dev.rinha.core.tls;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host that a certificate has to be for. */
public final class VerifiedHost {

  private VerifiedHost() {}

  /**
   * An address whose name is the host as it was given, so that a number is verified as such: of an
   * address without a name Helidon's client asks the name service for one, and verifies that.
   *
   * @param host a name or a number; one of IPv6 may be in brackets
   * @throws UncheckedIOException if the name service does not know it
   */
  public static InetAddress address(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return InetAddress.getByAddress(bare, InetAddress.getByName(bare).getAddress());
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }
}
