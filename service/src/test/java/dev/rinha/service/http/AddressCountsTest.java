package dev.rinha.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

final class AddressCountsTest {

  private static InetAddress address(String text) {
    return InetAddress.ofLiteral(text);
  }

  @Test
  void addressHasAsManyAsItMayAndOneMoreWhenItGivesOneBack() {
    AddressCounts counts = new AddressCounts(2);
    assertTrue(counts.take(address("10.0.0.1")));
    assertTrue(counts.take(address("10.0.0.1")));
    assertFalse(counts.take(address("10.0.0.1")));
    assertFalse(counts.take(address("::ffff:10.0.0.1")));
    assertTrue(counts.take(address("10.0.0.2")));

    counts.giveBack(address("10.0.0.1"));

    assertTrue(counts.take(address("10.0.0.1")));
    assertFalse(counts.take(address("10.0.0.1")));
  }

  @Test
  void networkOfIpv6CountsAsOneAddress() {
    AddressCounts counts = new AddressCounts(1);
    assertTrue(counts.take(address("2001:db8:0:1::1")));
    assertFalse(counts.take(address("2001:db8:0:1:ffff::2")));
    assertTrue(counts.take(address("2001:db8:0:2::1")));
  }

  @Test
  void addressesThatHaveNothingAnyMoreTakeNoMemory() {
    AddressCounts counts = new AddressCounts(1);
    for (int i = 0; i < 100_000; i++) {
      InetAddress one = address("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
      assertTrue(counts.take(one));
      assertFalse(counts.take(one));
      counts.giveBack(one);
    }
    assertEquals(0, counts.size());
  }
}
