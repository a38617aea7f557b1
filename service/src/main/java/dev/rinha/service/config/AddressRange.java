package dev.rinha.service.config;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that begin alike, such as 10.0.0.0/8. Immutable.
 *
 * @param first the lowest of them
 * @param bits how many leading bits they have in common
 */
public record AddressRange(InetAddress first, int bits) {

  /** Refuses an address that is not the lowest of its range. */
  public AddressRange {
    byte[] address = first.getAddress();
    if (bits < 0 || bits > Byte.SIZE * address.length || !isLowest(address, bits)) {
      throw new IllegalArgumentException(first.getHostAddress() + "/" + bits + " is no range");
    }
  }

  private static boolean isLowest(byte[] address, int bits) {
    for (int bit = bits; bit < Byte.SIZE * address.length; bit++) {
      if (bit(address, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] address, int index) {
    return (address[index / Byte.SIZE] >> (Byte.SIZE - 1 - index % Byte.SIZE) & 1) == 1;
  }

  /** Whether that is one of them. */
  public boolean contains(InetAddress address) {
    byte[] ours = first.getAddress();
    byte[] other = address.getAddress();
    if (ours.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bit(ours, bit) != bit(other, bit)) {
        return false;
      }
    }
    return true;
  }

  /** Reads {@code ADDRESS} or {@code ADDRESS/BITS}. */
  private static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      InetAddress one = InetAddress.ofLiteral(text);
      return new AddressRange(one, Byte.SIZE * one.getAddress().length);
    }
    return new AddressRange(
        InetAddress.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }

  static Range<List<AddressRange>> list() {
    return new Range<>(
        "none, or addresses such as 10.0.0.7, and ranges such as 10.0.0.0/8 or fd00::/8, separated"
            + " by commas",
        text ->
            text.equals("none")
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .map(AddressRange::parse)
                    .toList());
  }
}
