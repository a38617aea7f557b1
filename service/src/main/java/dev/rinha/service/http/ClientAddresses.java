package dev.rinha.service.http;

import dev.rinha.service.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which address a client has: that of its connection, or what proxies say that are trusted. Thread
 * safe.
 */
final class ClientAddresses {

  private static final Pattern HOP =
      Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d+)?|([0-9.]+)(?::\\d+)?|([0-9A-Fa-f:.]+)");

  private final List<AddressRange> trusted;

  ClientAddresses(List<AddressRange> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** Whether there is nobody who could say for whom he asks. */
  boolean areThoseOfConnections() {
    return trusted.isEmpty();
  }

  boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * Who is the first that is not trusted, from the connection backwards. Where what a trusted proxy
   * says is no address, it is that proxy.
   *
   * @param peer the other end of the connection
   * @param forwarded what {@code X-Forwarded-For} says, in its order
   */
  InetAddress client(InetAddress peer, List<String> forwarded) {
    InetAddress client = peer;
    for (int i = forwarded.size() - 1; i >= 0 && isTrusted(client); i--) {
      Optional<InetAddress> before = address(forwarded.get(i).strip());
      if (before.isEmpty()) {
        return client;
      }
      client = before.get();
    }
    return client;
  }

  private static Optional<InetAddress> address(String hop) {
    Matcher matcher = HOP.matcher(hop);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String address = matcher.group(group);
      if (address != null) {
        return literal(address);
      }
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> literal(String address) {
    try {
      return Optional.of(InetAddress.ofLiteral(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
