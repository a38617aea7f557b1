package dev.rinha.bench.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 keep-alive connection, as one k6 user holds it: blocking, one request at a time,
 * reconnecting when the other side closed. Not thread safe; meant to be owned by one virtual
 * thread.
 *
 * <p>Why not a library: the client must not be what is measured. At 550 requests/s on two cores
 * against the same server, java.net.http.HttpClient needed 0.37–0.43 CPU with p99 5.8–7.0 ms,
 * Helidon WebClient 0.31–0.34 CPU with p99 3.7–4.3 ms, a plain socket 0.15–0.17 CPU with p99
 * 1.8–2.2 ms. What is given up: redirects, HTTP/2, none of which the challenge has.
 */
public final class HttpConnection implements AutoCloseable {

  private static final long MAX_IDLE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int NO_LENGTH = -1;

  private final Endpoint endpoint;
  private final Duration patience;
  private final LongConsumer durationNanos;
  private final String fixedHeaders;
  private final byte[] buffer = new byte[2048];
  private int position;
  private int limit;
  private long deadlineNanos;
  private long lastUsedNanos;
  private @Nullable Socket socket;

  /**
   * @param patience how long to wait for the connection, and then for a complete answer
   * @param headers further header lines, each ended by CRLF; may be empty
   * @param durationNanos told, for every request that left, the time from its first byte to the end
   *     of the answer or of the patience: what k6 calls {@code http_req_duration}
   */
  public HttpConnection(
      Endpoint endpoint, Duration patience, String headers, LongConsumer durationNanos) {
    this.endpoint = endpoint;
    this.patience = patience;
    this.durationNanos = durationNanos;
    this.fixedHeaders = "Host: " + endpoint.host() + ":" + endpoint.port() + "\r\n" + headers;
  }

  HttpAnswer get(String path) throws IOException {
    return send("GET", path, "");
  }

  /**
   * @param body JSON, or empty for none
   * @throws NotSentException if no connection could be made
   * @throws UnansweredException if the request left and no complete answer came within the patience
   */
  HttpAnswer send(String method, String path, String body) throws IOException {
    byte[] request = render(method, path, body);
    Socket open = connected();
    long startNanos = System.nanoTime();
    deadlineNanos = startNanos + patience.toNanos();
    boolean complete = false;
    try {
      open.getOutputStream().write(request);
      HttpAnswer answer = readAnswer(open);
      complete = true;
      return answer;
    } catch (SocketTimeoutException e) {
      throw new UnansweredException("no answer within " + patience.toMillis() + " ms", e);
    } catch (IOException e) {
      throw new UnansweredException("connection lost while waiting for the answer", e);
    } finally {
      lastUsedNanos = System.nanoTime();
      durationNanos.accept(lastUsedNanos - startNanos);
      if (!complete) {
        close();
      }
    }
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing is left to lose on a connection that is given up.
      }
    }
  }

  private byte[] render(String method, String path, String body) {
    String head = method + " " + endpoint.prefix() + path + " HTTP/1.1\r\n" + fixedHeaders;
    String entity = method.equals("GET") ? "" : entityHeaders(body);
    return (head + entity + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
  }

  private static String entityHeaders(String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    String type = length == 0 ? "" : "Content-Type: application/json\r\n";
    return type + "Content-Length: " + length + "\r\n";
  }

  private Socket connected() throws NotSentException {
    Socket open = socket;
    if (open != null && System.nanoTime() - lastUsedNanos < MAX_IDLE_NANOS) {
      return open;
    }
    close();
    Socket fresh = new Socket();
    socket = fresh;
    try {
      int millis = Math.toIntExact(patience.toMillis());
      fresh.setTcpNoDelay(true);
      fresh.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), millis);
      if (endpoint.tls().isPresent()) {
        fresh.setSoTimeout(millis);
        fresh = secured(fresh, endpoint.tls().get());
        socket = fresh;
      }
    } catch (IOException e) {
      close();
      throw new NotSentException(endpoint, e);
    }
    position = 0;
    limit = 0;
    return fresh;
  }

  private Socket secured(Socket plain, SSLSocketFactory tls) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(plain, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private HttpAnswer readAnswer(Socket open) throws IOException {
    int status = readStatus(open);
    int length = NO_LENGTH;
    boolean chunked = false;
    boolean closing = false;
    for (String line = readLine(open); !line.isEmpty(); line = readLine(open)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = length(header.substring(header.indexOf(':') + 1).strip(), 10);
      } else if (header.startsWith("transfer-encoding:")) {
        chunked = header.endsWith("chunked");
      } else if (header.startsWith("connection:")) {
        closing = header.endsWith("close");
      }
    }
    boolean toTheEnd = !chunked && length == NO_LENGTH && status != 204 && status != 304;
    String body =
        chunked ? readChunks(open) : toTheEnd ? readToTheEnd(open) : readBody(open, length);
    if (closing || toTheEnd) {
      close();
    }
    return new HttpAnswer(status, body);
  }

  private int readStatus(Socket open) throws IOException {
    String line = readLine(open);
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("not an HTTP answer: " + line);
    }
    return length(line.substring(9, 12), 10);
  }

  private String readBody(Socket open, int length) throws IOException {
    var body = new ByteArrayOutputStream();
    copy(open, Math.max(length, 0), body);
    return body.toString(StandardCharsets.UTF_8);
  }

  private String readChunks(Socket open) throws IOException {
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(open); size > 0; size = chunkSize(open)) {
      copy(open, size, body);
      readLine(open);
    }
    while (!readLine(open).isEmpty()) {
      // Trailers say nothing we need.
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private int chunkSize(Socket open) throws IOException {
    String line = readLine(open);
    int extension = line.indexOf(';');
    return length((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
  }

  private String readToTheEnd(Socket open) throws IOException {
    var body = new ByteArrayOutputStream();
    while (position < limit || fill(open)) {
      copy(open, limit - position, body);
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private void copy(Socket open, int count, ByteArrayOutputStream to) throws IOException {
    int left = count;
    while (left > 0) {
      require(open);
      int part = Math.min(left, limit - position);
      to.write(buffer, position, part);
      position += part;
      left -= part;
      if (to.size() > MAX_ANSWER_BYTES) {
        throw new IOException("answer is larger than " + MAX_ANSWER_BYTES + " bytes");
      }
    }
  }

  private String readLine(Socket open) throws IOException {
    var line = new StringBuilder(64);
    while (true) {
      require(open);
      char c = (char) (buffer[position++] & 0xff);
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append(c);
      }
      if (line.length() > buffer.length * 4) {
        throw new IOException("header line too long");
      }
    }
  }

  private void require(Socket open) throws IOException {
    if (position == limit && !fill(open)) {
      throw new EOFException("connection closed by " + endpoint);
    }
  }

  private boolean fill(Socket open) throws IOException {
    long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (leftMillis <= 0) {
      throw new SocketTimeoutException("patience is over");
    }
    open.setSoTimeout(Math.toIntExact(leftMillis));
    InputStream in = open.getInputStream();
    int read = in.read(buffer);
    position = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }

  private static int length(String digits, int radix) throws IOException {
    try {
      return Integer.parseInt(digits, radix);
    } catch (NumberFormatException e) {
      throw new IOException("not a number in an HTTP answer: " + digits, e);
    }
  }
}
