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
import java.util.function.Function;

/**
 * A connection that knows since when it has been waiting for its client: for a request to arrive,
 * or an answer to be taken. It is the connection of the web server, and what that knows of it. Its
 * own thread writes, others read.
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
  private final DataWriter writer;
  private final ServerConnection http;
  private volatile Runnable ended = () -> {};

  /** Nanoseconds; {@link #NOTHING} while no request is arriving. */
  private volatile long arrivingSince = now();

  /** Nanoseconds; when the last answer began. */
  private volatile long answeredSince = now();

  /** Nanoseconds; {@link #NOTHING} while nothing is being written. */
  private volatile long writingSince = NOTHING;

  private volatile boolean reading;

  /**
   * @param http makes the connection that reads and answers requests
   */
  TimedConnection(ConnectionContext context, Function<ConnectionContext, ServerConnection> http) {
    this.context = context;
    this.writer = new TimedWriter(context.dataWriter(), this::writes, this::wrote);
    this.http = http.apply(this);
  }

  /** Whom to tell when it is over. */
  void whenEnded(Runnable told) {
    ended = told;
  }

  /** Whether it has been waiting for something of its client for longer than that. */
  boolean waitsLonger(long nanos, long nowNanos) {
    long since = waitingSince();
    return since != NOTHING && nowNanos - since > nanos;
  }

  private long waitingSince() {
    long writing = writingSince;
    if (writing != NOTHING) {
      return writing;
    }
    long arriving = arrivingSince;
    if (!reading || arriving != NOTHING) {
      return reading ? arriving : NOTHING;
    }
    boolean betweenRequests = canInterrupt();
    return betweenRequests ? NOTHING : answeredSince;
  }

  private void writes() {
    writingSince = now();
  }

  private void wrote() {
    writingSince = NOTHING;
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

  /** What is still to be read of its request is of no use to anybody, and is read all the same. */
  private void answered() {
    answeredSince = now();
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
      ended.run();
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
    return writer;
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
