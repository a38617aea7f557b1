package dev.rinha.service.http;

import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.MetricsSource;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections at one address of the process, each from when it is accepted until it is over:
 * how many there are of each client, and which of them keep the process waiting for too long.
 * Thread safe.
 */
final class OpenConnections implements MetricsSource {

  private static final Logger LOG = Logger.getLogger(OpenConnections.class.getName());

  private final String refusedMetric;
  private final AddressCounts counts;
  private final ClientAddresses clients;
  private final long timeoutNanos;
  private final Map<Ends, Open> open = new ConcurrentHashMap<>();
  private final AtomicLong refused = new AtomicLong();

  /** Which connection it is: the web server tells nothing else of one. */
  private record Ends(SocketAddress remote, SocketAddress local) {}

  private static final class Open {
    private final SocketChannel channel;
    private final Optional<InetAddress> counted;
    private final long acceptedNanos = System.nanoTime();
    private volatile @Nullable TimedConnection http;

    private Open(SocketChannel channel, Optional<InetAddress> counted) {
      this.channel = channel;
      this.counted = counted;
    }

    private boolean waitsLonger(long nanos, long nowNanos) {
      TimedConnection timed = http;
      return timed == null ? nowNanos - acceptedNanos > nanos : timed.waitsLonger(nanos, nowNanos);
    }

    /**
     * Ends it, whatever it is doing. Not through the web server, which would say farewell over TLS
     * first, and for that wait until a handshake is over that never is.
     */
    private void hangUp() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.log(Level.FINE, "a connection was not closed well", e);
      }
    }
  }

  /**
   * @param metric how many were refused, without its ending
   * @param mostPerAddress 0 for any number
   * @param clients whose connections are not counted: those who ask for others
   * @param timeout for whatever it is that a client has to do next
   */
  OpenConnections(String metric, int mostPerAddress, ClientAddresses clients, Duration timeout) {
    this.refusedMetric = metric + "_refused_total";
    this.counts = new AddressCounts(mostPerAddress);
    this.clients = clients;
    this.timeoutNanos = timeout.toNanos();
  }

  /**
   * Takes note of one that has just been accepted.
   *
   * @throws ConnectionRefused if there are too many of its address
   */
  void accepted(SocketChannel channel) {
    Ends ends = ends(channel);
    Open accepted = new Open(channel, counted(((InetSocketAddress) ends.remote()).getAddress()));
    Open before = open.put(ends, accepted);
    if (before != null) { // It was closed, and the same port was taken again.
      before.counted.ifPresent(counts::giveBack);
    }
  }

  private static Ends ends(SocketChannel channel) {
    try {
      return new Ends(channel.getRemoteAddress(), channel.getLocalAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<InetAddress> counted(InetAddress address) {
    if (counts.isUnlimited() || clients.isTrusted(address)) {
      return Optional.empty();
    }
    if (!counts.take(address)) {
      refused.incrementAndGet();
      throw new ConnectionRefused();
    }
    return Optional.of(address);
  }

  /** Says what reads and answers on one; it is forgotten when that ends. */
  void handles(ConnectionContext context, TimedConnection http) {
    Ends ends = ends(context);
    Open known = open.get(ends);
    if (known == null) {
      throw new CloseConnectionException("it took too long to begin");
    }
    known.http = http;
    http.whenEnded(() -> forget(ends, known));
  }

  private static Ends ends(ConnectionContext context) {
    return new Ends(context.remotePeer().address(), context.localPeer().address());
  }

  private void forget(Ends ends, Open connection) {
    if (open.remove(ends, connection)) {
      connection.counted.ifPresent(counts::giveBack);
    }
  }

  /** Closes those that keep the process waiting, and forgets those that have never begun. */
  void closeLateOnes(long nowNanos) {
    open.forEach(
        (ends, connection) -> {
          if (!connection.channel.isOpen()) {
            forget(ends, connection);
          } else if (connection.waitsLonger(timeoutNanos, nowNanos)) {
            connection.hangUp();
          }
        });
  }

  @Override
  public void describe(Measurements now) {
    now.counter(
            refusedMetric,
            "Connections closed at once because their address had as many as it may.")
        .value(refused.get());
  }
}
