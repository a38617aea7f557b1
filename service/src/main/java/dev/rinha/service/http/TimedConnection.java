package dev.rinha.service.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A connection that knows since when it has been waiting for a request to arrive. It is the
 * connection of the web server, and what that knows of it. Its own thread writes, others read.
 */
final class TimedConnection
    implements ServerConnection, InterruptableTask<Void>, ConnectionContext {

  /** Tells when a head has been read. */
  static final Http1ConnectionListener REQUESTS =
      new Http1ConnectionListener() {
        @Override
        public void headers(ConnectionContext context, Headers headers) {
          ((TimedConnection) context).headRead();
        }
      };

  /** Tells when an answer begins. */
  static final Http1ConnectionListener ANSWERS =
      new Http1ConnectionListener() {
        @Override
        public void status(ConnectionContext context, Status status) {
          ((TimedConnection) context).answered();
        }
      };

  private static final long NOTHING = 0;

  private final ConnectionContext context;
  private final DataReader reader = DataReader.create(this::read);
  private final Consumer<TimedConnection> ended;
  private final ServerConnection http;

  /** Nanoseconds; {@link #NOTHING} while no request is arriving. */
  private volatile long arrivingSince = now();

  private volatile boolean reading;

  /**
   * @param http makes the connection that reads and answers requests
   * @param ended is told when it is over
   */
  TimedConnection(
      ConnectionContext context,
      Function<ConnectionContext, ServerConnection> http,
      Consumer<TimedConnection> ended) {
    this.context = context;
    this.ended = ended;
    this.http = http.apply(this);
  }

  /** Whether it waits for more of a request that has been arriving for longer than that. */
  boolean waitsLonger(long nanos, long nowNanos) {
    long since = arrivingSince;
    return reading && since != NOTHING && nowNanos - since > nanos;
  }

  /** Ends it, whatever it is doing. */
  void hangUp() {
    context.serverSocket().close();
  }

  private byte[] read() {
    reading = true;
    try {
      byte[] bytes = context.serverSocket().get();
      if (arrivingSince == NOTHING) {
        arrivingSince = now();
      }
      return bytes;
    } catch (UncheckedIOException e) {
      throw new ServerConnectionException("nothing more can be read", e);
    } finally {
      reading = false;
    }
  }

  private void headRead() {
    arrivingSince = now();
  }

  /** What is still to be read of its request is of no use to anybody. */
  private void answered() {
    arrivingSince = NOTHING;
  }

  private static long now() {
    long nanos = System.nanoTime();
    return nanos == NOTHING ? 1 : nanos;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      http.handle(limit);
    } finally {
      ended.accept(this);
    }
  }

  @Override
  public boolean canInterrupt() {
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  @Override
  public void run() {
    throw new UnsupportedOperationException("it is handled");
  }

  @Override
  public Duration idleTime() {
    return http.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public DataWriter dataWriter() {
    return context.dataWriter();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public Router router() {
    return context.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
