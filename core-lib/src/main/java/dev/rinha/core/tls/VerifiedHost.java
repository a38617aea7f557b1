package dev.rinha.core.tls;

import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The host that a certificate has to be for. Thread safe. */
public final class VerifiedHost {

  private VerifiedHost() {}

  /**
   * An address whose name is the host as it was given, so that a number is verified as such: of an
   * address without a name Helidon's client asks the name service for one, and verifies that. Waits
   * for the name service, if it is a name, as long as that takes.
   *
   * @param host a name or a number; one of IPv6 may be in brackets, and may have a zone
   * @throws UncheckedIOException if the name service does not know it
   */
  public static InetAddress address(String host) {
    String bare = host.replaceFirst("^\\[(.*)]$", "$1");
    try {
      InetAddress found = InetAddress.getByName(bare);
      return found instanceof Inet6Address six
          ? Inet6Address.getByAddress(bare, six.getAddress(), six.getScopeId())
          : InetAddress.getByAddress(bare, found.getAddress());
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }
}
