package dev.rinha.cli.attack;

import dev.rinha.cli.attack.Attack.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Carries attacks out, each from an address of its own. Thread safe. */
final class Attacker {

  /** A connection that is not closed after so long is held. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final Duration BETWEEN_DROPS = Duration.ofMillis(20);
  private static final int MAX_UNREAD = 1 << 26;

  private final Map<Target, URI> targets;
  private final String proxy;
  private final AtomicInteger addresses = new AtomicInteger();

  /**
   * @param proxy the address of loopback that is believed
   */
  Attacker(Map<Target, URI> targets, String proxy) {
    this.targets = targets;
    this.proxy = proxy;
  }

  /** What comes back; empty statuses where nothing does. */
  Seen carryOut(Attack attack) throws IOException {
    String from = attack.from() == Source.PROXY ? proxy : stranger();
    URI to = targets.getOrDefault(attack.target(), URI.create(""));
    return switch (attack.delivery()) {
      case Delivery.Whole(String bytes) -> whole(connect(to, from), bytes);
      case Delivery.Encrypted(String bytes) -> encrypted(to, from, bytes);
      case Delivery.Held(String bytes) -> dripping(connect(to, from), bytes, "");
      case Delivery.Dripping(String bytes, String drop) -> dripping(connect(to, from), bytes, drop);
      case Delivery.Unread(String bytes) -> unread(connect(to, from), bytes);
      case Delivery.Flood(String bytes, int connections) -> flood(to, from, bytes, connections);
    };
  }

  private String stranger() {
    int next = addresses.incrementAndGet();
    return "127.66." + (next >> 8 & 255) + "." + (next & 255);
  }

  private static Socket connect(URI to, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), (int) BOUND.toMillis());
    socket.setSoTimeout((int) BOUND.toMillis());
    return socket;
  }

  private static Seen whole(Socket to, String bytes) throws IOException {
    try (to) {
      return Seen.read(answer(to, bytes));
    }
  }

  private static String answer(Socket to, String bytes) throws IOException {
    write(to, bytes);
    endOutput(to);
    return readToEnd(to);
  }

  /** Returns whether it was not reset before. */
  private static boolean endOutput(Socket to) throws IOException {
    try {
      to.shutdownOutput();
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  /** A reset is an end, too. */
  private static boolean write(Socket to, String bytes) throws IOException {
    try {
      to.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  private static String readToEnd(Socket from) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      InputStream in = from.getInputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        read.write(buffer, 0, length);
      }
    } catch (SocketTimeoutException e) {
      throw new IOException("neither answered nor closed within " + BOUND, e);
    } catch (SocketException e) {
      // It was reset.
    }
    return read.toString(StandardCharsets.ISO_8859_1);
  }

  private static Seen encrypted(URI to, String from, String bytes) throws IOException {
    SSLSocketFactory factory = TlsBytes.context().getSocketFactory();
    try (Socket plain = connect(to, from);
        SSLSocket socket =
            (SSLSocket) factory.createSocket(plain, to.getHost(), to.getPort(), true)) {
      return shakesHands(socket) ? Seen.read(answer(socket, bytes)) : Seen.read("");
    }
  }

  /** One that takes longer than a request may is closed; on a busy machine that comes about. */
  private static boolean shakesHands(SSLSocket socket) throws IOException {
    try {
      socket.startHandshake();
      return true;
    } catch (SocketException | SSLHandshakeException e) {
      return false;
    }
  }

  private static Seen dripping(Socket to, String bytes, String drop) throws IOException {
    try (to) {
      boolean open = write(to, bytes);
      to.setSoTimeout((int) BETWEEN_DROPS.toMillis());
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      long until = System.nanoTime() + BOUND.toNanos();
      while (open && !isClosed(to, read)) {
        if (System.nanoTime() > until) {
          throw new IOException("not closed within " + BOUND);
        }
        open = drop.isEmpty() || write(to, drop);
      }
      return Seen.read(read.toString(StandardCharsets.ISO_8859_1));
    }
  }

  /** Waits a moment for what comes. */
  private static boolean isClosed(Socket socket, ByteArrayOutputStream read) throws IOException {
    byte[] buffer = new byte[8_192];
    try {
      int length = socket.getInputStream().read(buffer);
      read.write(buffer, 0, Math.max(0, length));
      return length < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private static Seen unread(Socket to, String bytes) throws IOException {
    try (to) {
      byte[] requests = bytes.getBytes(StandardCharsets.ISO_8859_1);
      int sent = 0;
      while (sent < MAX_UNREAD && write(to, bytes)) {
        sent += requests.length;
      }
      if (sent >= MAX_UNREAD) {
        throw new IOException("not closed after " + sent + " bytes of which no answer was read");
      }
      String head = readToEnd(to);
      int last = head.lastIndexOf("HTTP/1.1 ");
      return Seen.read(last < 0 ? head : head.substring(0, last));
    }
  }

  private static Seen flood(URI to, String from, String bytes, int count) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    StringBuilder read = new StringBuilder();
    try {
      for (int i = 0; i < count; i++) {
        Optional<Socket> one = flooding(to, from);
        if (one.isPresent()) {
          sockets.add(one.get());
          write(one.get(), bytes);
        }
      }
      for (Socket socket : sockets) {
        read.append(endOf(socket));
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    return Seen.read(read.toString());
  }

  /** Those that are refused are reset. */
  private static String endOf(Socket socket) throws IOException {
    return endOutput(socket) ? readToEnd(socket) : "";
  }

  private static Optional<Socket> flooding(URI to, String from) throws IOException {
    try {
      return Optional.of(connect(to, from));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }
}
