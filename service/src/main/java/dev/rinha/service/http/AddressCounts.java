package dev.rinha.service.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many of something each address has, up to a limit. An address that has none takes no memory.
 * Of IPv6 a /64 network counts as one address, since whoever has one has all of it. Thread safe.
 */
final class AddressCounts {

  private static final int NETWORK_BYTES = 8;

  private final int most;
  private final Map<InetAddress, Integer> counts = new ConcurrentHashMap<>();

  /**
   * @param most of each address; 0 for any number
   */
  AddressCounts(int most) {
    this.most = most;
  }

  boolean isUnlimited() {
    return most == 0;
  }

  /** Takes one for that address, unless it has as many as it may. */
  boolean take(InetAddress address) {
    InetAddress counted = counted(address);
    if (counts.merge(counted, 1, Integer::sum) > most) {
      giveBackCounted(counted);
      return false;
    }
    return true;
  }

  void giveBack(InetAddress address) {
    giveBackCounted(counted(address));
  }

  private void giveBackCounted(InetAddress counted) {
    counts.computeIfPresent(counted, (_, count) -> count == 1 ? null : count - 1);
  }

  /** How many addresses have any. */
  int size() {
    return counts.size();
  }

  private static InetAddress counted(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] network = address.getAddress();
    Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
    try {
      return InetAddress.getByAddress(network);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Its length is right.
    }
  }
}
