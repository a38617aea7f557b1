package dev.rinha.core.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.RawServer;
import dev.rinha.core.faults.Relay;
import dev.rinha.core.payment.Money;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A processor behind real TLS. */
final class HttpsProcessorTest {

  private static final UUID ID = UUID.fromString("4a7901b8-7d26-4d9d-aa19-4dc1c7cf60b3");
  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** Shared, because keytool takes a second for each certificate. */
  @TempDir private static Path folder = Path.of("");

  private static final class Certificates {
    static final TestAuthority AUTHORITY = new TestAuthority(folder.resolve("authority"));
    static final TestAuthority STRANGER = new TestAuthority(folder.resolve("stranger"));
    static final TestAuthority.Pair SERVER = AUTHORITY.give(TestAuthority.HERE);
    static final TlsFiles TRUST = TlsFiles.NONE.withTrust(AUTHORITY.trust());
  }

  /** What became of a payment, and what of it reached the processor. */
  private record Result(Outcome outcome, List<String> requests) {

    /** Another processor is allowed, and that is right: nothing of it has left. */
    void assertNotSent(String why) {
      Outcome.NotSent notSent = assertInstanceOf(Outcome.NotSent.class, outcome);
      assertTrue(notSent.toString().contains(why), notSent::toString);
      assertEquals(List.of(), requests);
    }
  }

  private static Result send(TestAuthority.Pair server, TlsFiles files) throws IOException {
    return send(server, files, "localhost", socket -> socket);
  }

  private static Result send(
      TestAuthority.Pair server,
      TlsFiles files,
      String host,
      UnaryOperator<SSLServerSocket> prepare)
      throws IOException {
    SSLServerSocket listener = prepare.apply(Certificates.AUTHORITY.listen(server));
    try (RawServer processor = new RawServer(exchange -> exchange.respond(200, "{}"));
        Relay _ = new Relay(target(processor), listener);
        HelidonProcessorClient client =
            HelidonProcessorClient.builder(
                    URI.create("https://" + host + ":" + listener.getLocalPort()))
                .tls(files)
                .connectTimeout(AMPLE)
                .build()) {
      Outcome outcome = client.send(ID, new Money(1990), 0, AMPLE.toMillis());
      return new Result(outcome, processor.requests());
    }
  }

  private static InetSocketAddress target(RawServer processor) {
    return new InetSocketAddress(processor.url().getHost(), processor.url().getPort());
  }

  @Test
  void paymentIsExecutedWhereTheCertificateIsBelieved() throws IOException {
    for (String host : List.of("localhost", "127.0.0.1")) {
      Result result = send(Certificates.SERVER, Certificates.TRUST, host, socket -> socket);

      assertEquals(new Outcome.Executed(), result.outcome());
      assertEquals(1, result.requests().size());
    }
  }

  @Test
  void certificateOfAnUnknownAuthorityMeansNotSent() throws IOException {
    send(Certificates.SERVER, TlsFiles.NONE.withTrust(Certificates.STRANGER.trust()))
        .assertNotSent("certification path");
    send(Certificates.SERVER, TlsFiles.NONE).assertNotSent("certification path");
  }

  @Test
  void expiredCertificateMeansNotSent() throws IOException {
    send(Certificates.AUTHORITY.giveExpired(TestAuthority.HERE), Certificates.TRUST)
        .assertNotSent("NotAfter");
  }

  @Test
  void certificateOfAnotherHostMeansNotSent() throws IOException {
    send(Certificates.AUTHORITY.give("dns:elsewhere"), Certificates.TRUST)
        .assertNotSent("localhost");
  }

  @Test
  void numberIsVerifiedAsTheNumber() throws IOException {
    TestAuthority.Pair number = Certificates.AUTHORITY.give("ip:127.0.0.1");
    Result result = send(number, Certificates.TRUST, "127.0.0.1", socket -> socket);
    assertEquals(new Outcome.Executed(), result.outcome());

    TestAuthority.Pair name = Certificates.AUTHORITY.give("dns:localhost");
    send(name, Certificates.TRUST, "127.0.0.1", socket -> socket).assertNotSent("127.0.0.1");
  }

  @Test
  void ownCertificateIsShown() throws IOException {
    TestAuthority.Pair own = Certificates.AUTHORITY.give("dns:client");
    TlsFiles shown = Certificates.TRUST.withCertificate(own.certificate(), own.key());

    Result result = send(Certificates.SERVER, shown, "localhost", HttpsProcessorTest::wanting);
    assertEquals(new Outcome.Executed(), result.outcome());
  }

  /** With TLS 1.3 it shows after the request has left: this side cannot know what was read. */
  @Test
  void ownCertificateThatIsMissingIsNeverTakenForExecuted() throws IOException {
    Result result =
        send(Certificates.SERVER, Certificates.TRUST, "localhost", HttpsProcessorTest::wanting);

    assertInstanceOf(Outcome.Unknown.class, result.outcome());
    assertEquals(List.of(), result.requests());
  }

  @Test
  void ownCertificateThatIsMissingMeansNotSentWhereTheHandshakeSaysSo() throws IOException {
    send(
            Certificates.SERVER,
            Certificates.TRUST,
            "localhost",
            socket -> {
              wanting(socket).setEnabledProtocols(new String[] {"TLSv1.2"});
              return socket;
            })
        .assertNotSent("");
  }

  private static SSLServerSocket wanting(SSLServerSocket socket) {
    socket.setNeedClientAuth(true);
    return socket;
  }

  @Test
  void handshakeThatNobodyAnswersMeansNotSent() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HelidonProcessorClient client =
            HelidonProcessorClient.builder(URI.create("https://localhost:" + silent.getLocalPort()))
                .tls(Certificates.TRUST)
                .connectTimeout(Duration.ofMillis(300))
                .build()) {
      assertEquals(
          new Outcome.NotSent("no TLS handshake within 600 ms"),
          client.send(ID, new Money(1990), 0, AMPLE.toMillis()));
    }
  }

  @Test
  void plainHttpBehindHttpsMeansNotSent() throws IOException {
    try (RawServer processor = new RawServer(exchange -> exchange.respond(200, "{}"));
        HelidonProcessorClient client =
            HelidonProcessorClient.builder(
                    URI.create("https://localhost:" + processor.url().getPort()))
                .tls(Certificates.TRUST)
                .connectTimeout(AMPLE)
                .build()) {
      Outcome outcome = client.send(ID, new Money(1990), 0, AMPLE.toMillis());

      assertInstanceOf(Outcome.NotSent.class, outcome);
    }
  }

  @Test
  void answerThatIsLostAfterTheHandshakeIsInDoubt() throws IOException {
    SSLServerSocket listener = Certificates.AUTHORITY.listen(Certificates.SERVER);
    try (RawServer processor = new RawServer(RawServer.Exchange::reset);
        Relay _ = new Relay(target(processor), listener);
        HelidonProcessorClient client =
            HelidonProcessorClient.builder(
                    URI.create("https://localhost:" + listener.getLocalPort()))
                .tls(Certificates.TRUST)
                .connectTimeout(AMPLE)
                .build()) {
      assertInstanceOf(
          Outcome.Unknown.class, client.send(ID, new Money(1990), 0, AMPLE.toMillis()));
      assertEquals(1, processor.requests().size());
    }
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws IOException {
    Path none = folder.resolve("none.pem");
    Path noCertificate = Files.writeString(folder.resolve("other.pem"), "MARKED-SECRET");
    var secure = HelidonProcessorClient.builder(URI.create("https://localhost"));
    var plain = HelidonProcessorClient.builder(URI.create("http://localhost"));

    for (Path file : List.of(none, noCertificate)) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> secure.tls(TlsFiles.NONE.withTrust(file)).build());
      assertTrue(refused.toString().contains(file.toString()), refused::toString);
      assertTrue(!refused.toString().contains("MARKED"), refused::toString);
    }
    assertThrows(IllegalArgumentException.class, () -> plain.tls(Certificates.TRUST));
  }
}
