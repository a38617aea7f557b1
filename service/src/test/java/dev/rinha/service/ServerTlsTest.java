package dev.rinha.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rinha.core.faults.Poll;
import dev.rinha.core.tls.TestAuthority;
import dev.rinha.core.tls.TestAuthority.Pair;
import dev.rinha.service.config.ConfigException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that clients reach over TLS, with real sockets. */
final class ServerTlsTest {

  private static final Logger LOG = Logger.getLogger("dev.rinha.service.http.ServerTls");

  @TempDir private Path folder = Path.of("");

  /** What a client was served with, and answered. */
  private record Answer(X509Certificate certificate, String status) {}

  private static Answer ask(TestAuthority authority, Optional<Pair> own, RunningService service)
      throws IOException {
    return ask(authority, own, service.port());
  }

  private static Answer ask(TestAuthority authority, Optional<Pair> own, int port)
      throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            authority
                .context(own)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return new Answer(
          (X509Certificate) socket.getSession().getPeerCertificates()[0], String.valueOf(status));
    }
  }

  private void put(Pair pair) throws IOException {
    Files.copy(pair.certificate(), served("pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(pair.key(), served("key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path served(String ending) {
    return folder.resolve("served." + ending);
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    flags.put("mode", "api");
    flags.put("server.tls.certificate-file", served("pem").toString());
    flags.put("server.tls.key-file", served("key").toString());
    return flags;
  }

  @Test
  void newCertificateIsServedWithoutARestartAndABrokenOneChangesNothing() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    Pair first = authority.give(TestAuthority.HERE);
    Pair second = authority.give(TestAuthority.HERE);
    put(first);
    try (RunningService service = RunningService.startCold(flags())) {
      Answer before = ask(authority, Optional.empty(), service);
      assertTrue(before.status().startsWith("HTTP/1.1 "), before::toString);

      put(second);
      Poll.until(
          "the new certificate is served",
          () -> !served(authority, service).equals(before.certificate()));
      X509Certificate after = served(authority, service);

      List<String> said = new CopyOnWriteArrayList<>();
      Handler listener = listener(said);
      LOG.addHandler(listener);
      try {
        Files.copy(first.key(), served("key"), StandardCopyOption.REPLACE_EXISTING);
        Poll.until("it is said", () -> said.size() == 1);
        Files.writeString(served("pem"), "broken");
        Poll.until("it is said", () -> said.size() == 2);
      } finally {
        LOG.removeHandler(listener);
      }
      assertTrue(said.getFirst().contains("is not the key of the certificate"), said::toString);
      assertTrue(said.getLast().contains("no PEM file with certificates"), said::toString);
      assertEquals(after, served(authority, service));
    }
  }

  private static X509Certificate served(TestAuthority authority, RunningService service) {
    return served(authority, Optional.empty(), service.port());
  }

  private static X509Certificate served(TestAuthority authority, Optional<Pair> own, int port) {
    try {
      return ask(authority, own, port).certificate();
    } catch (IOException e) {
      throw new AssertionError("a client was not served", e);
    }
  }

  /** Notes what is logged. */
  static Handler listener(List<String> said) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        said.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void onlyClientsWithACertificateAreServedWhereAuthoritiesAreNamed() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    put(authority.give(TestAuthority.HERE));
    Map<String, String> flags = flags();
    flags.put("server.tls.client-trust-file", authority.trust().toString());
    try (RunningService service = RunningService.startCold(flags)) {
      Optional<Pair> own = Optional.of(authority.give("dns:client"));

      assertTrue(ask(authority, own, service).status().startsWith("HTTP/1.1 "));
      assertThrows(IOException.class, () -> ask(authority, Optional.empty(), service));
    }
  }

  /** Silent, or byte by byte, and whoever else is slow is closed as if they were not there. */
  @Test
  void handshakeThatStopsHalfWayIsClosed() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    put(authority.give(TestAuthority.HERE));
    Map<String, String> flags = flags();
    flags.put("server.request-timeout", "300ms");
    byte[] hello = hello(authority);
    try (RunningService service = RunningService.startCold(flags)) {
      for (int length : List.of(0, 1, 3, 5, 60, hello.length)) {
        try (Socket half = connect(service)) {
          half.getOutputStream().write(hello, 0, length);
          half.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
          // Closed as well.
        }
      }
      try (Socket trickling = connect(service)) {
        trickling.getOutputStream().write(hello);
        Poll.until("it is closed", () -> !takes(trickling));
      }
      assertTrue(ask(authority, Optional.empty(), service).status().startsWith("HTTP/1.1 "));
    }
  }

  private static Socket connect(RunningService service) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** One more byte of a record that a client would send next, and that never ends. */
  private static boolean takes(Socket socket) {
    try {
      socket.getOutputStream().write(22);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** With what a client greets. */
  private static byte[] hello(TestAuthority authority) throws IOException {
    SSLEngine engine = authority.context(Optional.empty()).createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer greeting = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), greeting);
    return Arrays.copyOf(greeting.array(), greeting.position());
  }

  @Test
  void warmUpNeedsNoCertificate() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    put(authority.give(TestAuthority.HERE));
    Map<String, String> flags = flags();
    flags.put("warm-up.requests", "10");
    try (RunningService service = RunningService.startCold(flags)) {
      Poll.until("it is warm", () -> service.warmUps.get() > 0);
    }
  }

  @Test
  void wrongFilesStopTheStart() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    put(authority.give(TestAuthority.HERE));
    Files.copy(
        authority.give(TestAuthority.HERE).key(),
        served("key"),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(flags(), "is not the key of the certificate");
  }

  @Test
  void settingsThatContradictEachOtherAreOneLineAtTheStart() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    Pair pair = authority.give(TestAuthority.HERE);
    String trust = authority.trust().toString();
    assertRefused(
        Map.of("mode", "worker", "worker.trust-file", trust),
        "worker.trust-file has workers asked over TLS, and this worker would be served over plain"
            + " HTTP: give server.tls.certificate-file as well, or leave worker.trust-file out");
    assertRefused(
        Map.of(
            "worker.client-certificate-file", pair.certificate().toString(),
            "worker.client-key-file", pair.key().toString()),
        "worker.client-certificate-file has no effect without worker.trust-file");
    assertRefused(
        Map.of("management.tls.client-trust-file", trust),
        "management.tls.client-trust-file has no effect without management.tls.certificate-file");
    assertRefused(
        Map.of(
            "management.port", "none",
            "management.tls.certificate-file", pair.certificate().toString(),
            "management.tls.key-file", pair.key().toString()),
        "management.tls.certificate-file has no effect with management.port=none");
  }

  @Test
  void operatorsAreServedOverTlsAtTheManagementAddress() throws IOException {
    TestAuthority authority = new TestAuthority(folder);
    put(authority.give(TestAuthority.HERE));
    Map<String, String> flags =
        Map.of(
            "management.tls.certificate-file", served("pem").toString(),
            "management.tls.key-file", served("key").toString(),
            "management.tls.client-trust-file", authority.trust().toString());
    Optional<Pair> operator = Optional.of(authority.give("dns:operator"));
    try (RunningService service = RunningService.start(flags)) {
      int port = service.managementPort().orElseThrow();
      Answer before = ask(authority, operator, port);
      assertTrue(before.status().startsWith("HTTP/1.1 200"), before::toString);
      assertThrows(IOException.class, () -> ask(authority, Optional.empty(), port));

      put(authority.give(TestAuthority.HERE));
      Poll.until(
          "the new certificate is served",
          () -> !served(authority, operator, port).equals(before.certificate()));
    }
  }

  private static void assertRefused(Map<String, String> flags, String why) {
    ConfigException refused =
        assertThrows(ConfigException.class, () -> RunningService.startCold(flags));
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused::toString);
  }
}
