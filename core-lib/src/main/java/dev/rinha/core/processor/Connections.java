package dev.rinha.core.processor;

import io.helidon.common.tls.Tls;
import io.helidon.webclient.api.ClientConnection;
import io.helidon.webclient.api.ConnectionKey;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.TcpClientConnection;
import io.helidon.webclient.api.WebClient;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The connections to one processor, each lent for one exchange. Thread safe.
 *
 * <p>Helidon has a cache of its own; this one is here for what that one cannot tell or do.
 * <em>Connecting is a step of its own</em>, so "nothing was sent" is known and not guessed from
 * exceptions. <em>A lease has a deadline</em>: at its end the socket is closed, whereas a read
 * timeout starts anew with every byte that trickles in, and wakes two threads for each read. <em>An
 * idle connection costs no thread</em> and is not woken ten times a second; instead, one that has
 * rested is probed for a millisecond before it is lent again, which finds both the end that the
 * processor sent meanwhile and bytes that nobody asked for. The connection returned last is lent
 * first, so that surplus ones age and are closed.
 */
final class Connections implements AutoCloseable {

  private static final int MAX_IDLE = 1024;
  private static final long RESTED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long TOO_OLD_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_EVERY_MILLIS = 20;
  private static final Duration PROBE = Duration.ofMillis(1);

  private final WebClient http;
  private final ConnectionKey key;

  /** For connecting with a handshake; 0 where there is none. */
  private final long handshakeMillis;

  private final LongSupplier nanos;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger idleCount = new AtomicInteger();
  private final AtomicLong opened = new AtomicLong();
  private final Set<Lease> out = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor deadlines;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param connectTimeout of a connection; with TLS it holds for the handshake, too
   * @param nanos a clock that never jumps, such as {@link System#nanoTime}
   */
  Connections(WebClient http, URI url, Duration connectTimeout, LongSupplier nanos) {
    boolean secure = "https".equals(url.getScheme());
    this.handshakeMillis = secure ? connectTimeout.toMillis() * 2 : 0;
    this.http = http;
    this.nanos = nanos;
    this.key =
        ConnectionKey.create(
            url.getScheme(),
            url.getHost(),
            url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80,
            secure ? http.prototype().tls() : Tls.builder().enabled(false).build(),
            http.prototype().dnsResolver(),
            http.prototype().dnsAddressLookup(),
            Proxy.noProxy());
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("processor-deadlines-" + url.getPort()).factory());
  }

  /**
   * Lends a connection that is open as far as can be known.
   *
   * @param timeoutMillis after this, and 20 ms at most, the connection is closed under the borrower
   * @throws RuntimeException if no connection can be made; nothing has been written then
   */
  Lease lend(long timeoutMillis) {
    Kept connection = connection();
    connection.clean = false;
    Lease lease =
        new Lease(connection, nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    out.add(lease);
    lookSoon();
    if (closed) {
      lease.close();
      throw new IllegalStateException("the client is closed");
    }
    return lease;
  }

  private Kept connection() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      idleCount.decrementAndGet();
      if (usable(next)) {
        return next.kept();
      }
      next.kept().end();
    }
    return new Kept();
  }

  /** One look for all: a timer for each exchange would wake its thread for each. */
  private void lookSoon() {
    if (!looking.get() && looking.compareAndSet(false, true)) {
      try {
        var _ = deadlines.schedule(this::look, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        looking.set(false); // Closed: whoever has lent is told so, or looks for himself.
      }
    }
  }

  private void look() {
    long now = nanos.getAsLong();
    out.forEach(lease -> lease.endIfLate(now));
    looking.set(false);
    if (!out.isEmpty()) {
      lookSoon();
    }
  }

  private boolean usable(Idle resting) {
    return nanos.getAsLong() - resting.sinceNanos() < RESTED_NANOS
        || silent(resting.kept().connection);
  }

  /** Whether the processor has sent nothing: neither bytes nor the end of the stream. */
  private static boolean silent(TcpClientConnection connection) {
    try {
      connection.readTimeout(PROBE);
      var _ = connection.helidonSocket().get();
      return false;
    } catch (UncheckedIOException e) {
      return e.getCause() instanceof SocketTimeoutException;
    }
  }

  private void rest(Kept kept) {
    if (closed || idleCount.get() >= MAX_IDLE) {
      kept.end();
      return;
    }
    idle.addFirst(new Idle(kept, nanos.getAsLong()));
    idleCount.incrementAndGet();
    closeOldest();
    if (closed) {
      closeIdle();
    }
  }

  private void closeOldest() {
    Idle oldest = idle.peekLast();
    if (oldest != null
        && nanos.getAsLong() - oldest.sinceNanos() > TOO_OLD_NANOS
        && idle.removeLastOccurrence(oldest)) {
      idleCount.decrementAndGet();
      oldest.kept().end();
    }
  }

  ConnectionCounts counts() {
    return new ConnectionCounts(out.size(), idleCount.get(), opened.get());
  }

  private void closeIdle() {
    for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
      idleCount.decrementAndGet();
      next.kept().end();
    }
  }

  /** Closes the idle connections; those that are lent are closed when they come back. */
  @Override
  public void close() {
    closed = true;
    deadlines.shutdown();
    closeIdle();
  }

  private record Idle(Kept kept, long sinceNanos) {}

  /** A connection, over which one exchange after the other goes. */
  private final class Kept {

    private final TcpClientConnection connection;

    /** Whether Helidon has handed it back: an answer was read to its end. */
    private boolean clean;

    private Kept() {
      connection =
          TcpClientConnection.create(http, key, List.of("http/1.1"), it -> markClean(), it -> {});
      if (handshakeMillis > 0) {
        connectWithin(handshakeMillis);
      } else {
        connection.connect();
      }
      opened.incrementAndGet();
    }

    /** Helidon waits for a handshake without a bound; an interruption closes the socket. */
    private void connectWithin(long millis) {
      FutureTask<TcpClientConnection> connecting =
          new FutureTask<>(connection::connect, connection);
      Thread thread = Thread.ofVirtual().name("processor-handshake").start(connecting);
      boolean ended = false;
      try {
        ended = thread.join(Duration.ofMillis(millis));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (!ended) {
        abandon(thread, connecting);
        throw new IllegalStateException("no TLS handshake within " + millis + " ms");
      }
      if (connecting.state() == Future.State.FAILED) {
        throw new IllegalStateException("no connection", connecting.exceptionNow());
      }
    }

    private void abandon(Thread thread, Future<?> connecting) {
      thread.interrupt();
      if (connecting.isDone()) {
        end();
      }
    }

    private boolean markClean() {
      clean = true;
      return true;
    }

    private boolean canBeLentAgain() {
      return clean && connection.isConnected() && connection.reader().available() == 0;
    }

    private void end() {
      connection.closeResource();
    }
  }

  /**
   * A connection in the hands of one borrower. Closing gives it back, or closes it if it is not
   * clean.
   */
  final class Lease implements AutoCloseable {

    private final Kept kept;
    private final long endsAtNanos;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean late;

    private Lease(Kept kept, long endsAtNanos) {
      this.kept = kept;
      this.endsAtNanos = endsAtNanos;
    }

    /** As the type that a request takes: whoever hands it on is then verified without Helidon. */
    ClientConnection connection() {
      return kept.connection;
    }

    /** Whether its time ended before it was given back. */
    boolean late() {
      return late;
    }

    private void endIfLate(long nowNanos) {
      if (nowNanos - endsAtNanos >= 0 && over.compareAndSet(false, true)) {
        late = true;
        kept.end();
      }
    }

    @Override
    public void close() {
      out.remove(this);
      if (over.compareAndSet(false, true) && kept.canBeLentAgain()) {
        rest(kept);
      } else {
        kept.end();
      }
    }
  }
}
