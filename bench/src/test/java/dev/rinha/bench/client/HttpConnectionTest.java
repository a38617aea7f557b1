package dev.rinha.bench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rinha.core.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpConnectionTest {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK~Content-Length: 5~~hello | 200 | hello",
        "HTTP/1.1 202 Accepted~Content-Length: 0~~ | 202 | ''",
        "HTTP/1.1 204 No Content~~ | 204 | ''",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~3~hel~2;x=y~lo~0~~ | 200 | hello",
        "HTTP/1.1 503 Busy~Connection: close~content-length: 2~~no | 503 | no"
      })
  void answerIsReadWhateverItsFraming(String raw, int status, String body) throws IOException {
    try (var server = new OneAnswer(raw.replace("~", "\r\n"));
        var connection = server.connection()) {
      assertEquals(new HttpAnswer(status, body), connection.get("/"));
      assertEquals(new HttpAnswer(status, body), connection.get("/"));
    }
  }

  @Test
  void keepAliveUsesOneConnection() throws IOException {
    try (var server = new OneAnswer("HTTP/1.1 204 No Content\r\n\r\n");
        var connection = server.connection()) {
      for (int i = 0; i < 5; i++) {
        connection.get("/");
      }
      assertEquals(1, server.connections.get());
    }
  }

  @Test
  void silenceIsUnanswered() throws IOException {
    try (var server = new OneAnswer("");
        var connection = server.connection()) {
      assertThrows(UnansweredException.class, () -> connection.get("/"));
    }
  }

  @Test
  void halfAnAnswerIsUnanswered() throws IOException {
    try (var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        var connection = server.connection()) {
      assertThrows(UnansweredException.class, () -> connection.get("/"));
    }
  }

  @Test
  void nobodyListeningMeansNotSent() {
    try (var connection =
        new HttpConnection(new Endpoint("localhost", 1, ""), PATIENCE, "", Targets.UNTIMED)) {
      assertThrows(NotSentException.class, () -> connection.get("/"));
    }
  }

  @Test
  void backendIsAskedOverTlsAndBelievedByItsAuthorityAndName(@TempDir Path folder)
      throws IOException {
    var authority = new TestAuthority(folder.resolve("ours"));
    var stranger = new TestAuthority(folder.resolve("strange"));
    SSLSocketFactory tls = authority.context(Optional.empty()).getSocketFactory();
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    try (var server = new OneAnswer(authority.listen(authority.give("dns:localhost")), answer);
        var elsewhere = new OneAnswer(authority.listen(authority.give("dns:elsewhere")), answer);
        var strange = new OneAnswer(stranger.listen(stranger.give("dns:localhost")), answer)) {
      assertEquals(new HttpAnswer(200, "hello"), server.get(tls));
      assertThrows(NotSentException.class, () -> elsewhere.get(tls));
      assertThrows(NotSentException.class, () -> strange.get(tls));
    }
  }

  /** Answers every request of every connection with the same bytes. */
  private static final class OneAnswer implements AutoCloseable {
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listener;
    private final byte[] answer;

    OneAnswer(String answer) throws IOException {
      this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    OneAnswer(ServerSocket listener, String answer) {
      this.listener = listener;
      this.answer = answer.getBytes(StandardCharsets.UTF_8);
      Thread.ofVirtual().start(this::accept);
    }

    HttpConnection connection() {
      var endpoint = new Endpoint("localhost", listener.getLocalPort(), "");
      return new HttpConnection(endpoint, PATIENCE, "", Targets.UNTIMED);
    }

    HttpAnswer get(SSLSocketFactory tls) throws IOException {
      var endpoint = Endpoint.parse("https://localhost:" + listener.getLocalPort(), () -> tls);
      try (var connection = new HttpConnection(endpoint, PATIENCE, "", Targets.UNTIMED)) {
        return connection.get("/");
      }
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          connections.incrementAndGet();
          Thread.ofVirtual().start(() -> answer(socket));
        } catch (IOException e) {
          return; // Closed: the test is over.
        }
      }
    }

    private void answer(Socket socket) {
      byte[] request = new byte[4096];
      try (socket) {
        while (socket.getInputStream().read(request) > 0) {
          socket.getOutputStream().write(answer);
        }
      } catch (IOException e) {
        // The client hung up, as some of the tests want.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
