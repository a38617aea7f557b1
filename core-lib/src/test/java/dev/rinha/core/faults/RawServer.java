package dev.rinha.core.faults;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that reads HTTP/1.1 requests and lets a script write any bytes as the answer. One
 * virtual thread per connection; the script may run on several at once. Thread safe.
 */
public final class RawServer implements AutoCloseable {

  /** What to do with one request. */
  @FunctionalInterface
  public interface Script {

    /** Called once per request; the connection is read on unless the script closes it. */
    void answer(Exchange exchange) throws IOException;
  }

  /**
   * One request and the connection it came on.
   *
   * @param connection the number of the connection, from 1
   * @param request head and body as they were on the wire
   */
  public record Exchange(int connection, String request, Socket socket) {

    /** The body of the request. */
    public String body() {
      return request.substring(request.indexOf("\r\n\r\n") + 4);
    }

    /** Writes these bytes, whatever they mean. */
    public void write(String bytes) throws IOException {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes a complete answer with a JSON body; extra headers end with CRLF each. */
    public void respond(int status, String extraHeaders, String body) throws IOException {
      write(response(status, extraHeaders, body));
    }

    /** Writes a complete answer with a JSON body. */
    public void respond(int status, String body) throws IOException {
      respond(status, "", body);
    }

    /** Closes in order (FIN). */
    public void end() throws IOException {
      socket.close();
    }

    /** Closes by force (RST). */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket listener;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Starts on a free loopback port. */
  public RawServer(Script script) throws IOException {
    this.script = script;
    this.listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("raw-server").start(this::acceptAll);
  }

  /** The bytes of a complete answer, in JSON unless the headers say otherwise. */
  public static String response(int status, String extraHeaders, String body) {
    return String.format(
        Locale.ROOT,
        "HTTP/1.1 %d Status\r\n%sContent-Length: %d\r\n%s\r\n%s",
        status,
        extraHeaders.contains("Content-Type:") ? "" : "Content-Type: application/json\r\n",
        body.length(),
        extraHeaders,
        body);
  }

  /** Where it listens. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** All requests so far, in the order they were read. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Connections accepted so far. */
  public int connections() {
    return connections.get();
  }

  /** Connections that have ended so far, whoever ended them. */
  public int ended() {
    return ended.get();
  }

  /** Ends all connections that are open now (FIN), and goes on listening. */
  public void endConnections() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    endConnections();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        int number = connections.incrementAndGet();
        Thread.ofVirtual().name("raw-server-" + number).start(() -> serve(socket, number));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket, int number) {
    open.add(socket);
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      Optional<HttpMessage> request = HttpMessage.readRequest(in);
      while (request.isPresent()) {
        requests.add(request.get().text());
        script.answer(new Exchange(number, request.get().text(), socket));
        request = HttpMessage.readRequest(in);
      }
    } catch (IOException e) {
      // The script or the client ended the connection.
    } finally {
      open.remove(socket);
      ended.incrementAndGet();
    }
  }
}
