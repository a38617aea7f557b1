package dev.rinha.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.service.config.AddressRange;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClientAddressesTest {

  private final ClientAddresses clients =
      new ClientAddresses(
          List.of(
              new AddressRange(InetAddress.ofLiteral("10.0.0.0"), 8),
              new AddressRange(InetAddress.ofLiteral("fd00::"), 8)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.9 | 6.6.6.6                    | 203.0.113.9
          10.1.1.1    | 203.0.113.7                | 203.0.113.7
          10.1.1.1    | 6.6.6.6;203.0.113.7        | 203.0.113.7
          10.1.1.1    | 203.0.113.7; 10.2.2.2      | 203.0.113.7
          fd00::1     | 2001:db8::7;fd12::1        | 2001:db8:0:0:0:0:0:7
          10.1.1.1    | 203.0.113.7:4711           | 203.0.113.7
          10.1.1.1    | [2001:db8::7]:4711         | 2001:db8:0:0:0:0:0:7
          10.1.1.1    | ::ffff:203.0.113.7         | 203.0.113.7
          10.1.1.1    | 10.9.9.9                   | 10.9.9.9
          10.1.1.1    | 6.6.6.6;unknown            | 10.1.1.1
          10.1.1.1    | 6.6.6.6;                   | 10.1.1.1
          10.1.1.1    | 6.6.6.6;localhost          | 10.1.1.1
          10.1.1.1    | 6.6.6.6;fe80::1%eth0       | 10.1.1.1
          10.1.1.1    | 6.6.6.6;999.1.1.1          | 10.1.1.1
          """)
  void clientIsTheLastThatIsNotTrusted(String peer, String forwarded, String client) {
    List<String> hops = List.of(forwarded.split(";", -1));

    assertEquals(client, clients.client(InetAddress.ofLiteral(peer), hops).getHostAddress());
  }
}
