package dev.rinha.core.faults;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on loopback that forwards HTTP/1.1 and spoils some of it: by chance, as the current
 * {@link FaultPlan} says, or by script, with {@link #next}. It follows the framing of keep-alive
 * connections, so a fault hits one request. Thread safe; plan and script may change at any time.
 *
 * <p>Each client connection has a connection to the target and a virtual thread of its own, and a
 * random source made of the seed and the connection's number. At most 2000 connections; one that is
 * silent for two minutes is dropped. That the target has closed an idle connection shows only at
 * the next request, as a reset; so does a target that cannot be reached.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 2000;
  private static final int MAX_SILENCE_MILLIS = 120_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 2000;

  private final InetSocketAddress target;
  private final long seed;
  private final int port;
  private final Queue<Fault> script = new ConcurrentLinkedQueue<>();
  private final AtomicLongArray counts = new AtomicLongArray(Fault.values().length);
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile FaultPlan plan = FaultPlan.none();
  private volatile Intercept intercept = Intercept.NOTHING;
  private volatile boolean refusing;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;

  /**
   * Starts to listen.
   *
   * @param port where to listen on loopback; 0 for any free port
   * @param target where to forward to
   * @param seed what chance is made of
   */
  public FaultProxy(int port, InetSocketAddress target, long seed) throws IOException {
    this.target = target;
    this.seed = seed;
    ServerSocket bound = bind(port);
    this.port = bound.getLocalPort();
    serve(bound);
  }

  /** A proxy on a free port. */
  public FaultProxy(URI target, long seed) throws IOException {
    this(0, new InetSocketAddress(target.getHost(), target.getPort()), seed);
  }

  /** The port it listens on; the same for its whole life. */
  public int port() {
    return port;
  }

  /** What to give to the client instead of the target's address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** From now on chance strikes like this. */
  public void plan(FaultPlan newPlan) {
    plan = newPlan;
  }

  /**
   * The next so many requests get this fault, after those already scripted; chance only strikes
   * when the script is empty. {@link Fault#RESET_ON_ACCEPT} is for connections and cannot be
   * scripted.
   */
  public void next(int count, Fault fault) {
    if (fault == Fault.RESET_ON_ACCEPT) {
      throw new IllegalArgumentException(fault + " strikes connections, not requests");
    }
    for (int i = 0; i < count; i++) {
      script.add(fault);
    }
  }

  /** From now on something in between answers; see {@link Intercept}. */
  public void intercept(Intercept newIntercept) {
    intercept = newIntercept;
  }

  /** Nothing in between answers any more. */
  public void passOn() {
    intercept = Intercept.NOTHING;
  }

  /**
   * What stands between client and target answers for it.
   *
   * @param requests how those that are answered begin, such as {@code POST}; empty for all
   * @param forwards whether the target gets the request all the same, before it is answered
   * @param response all bytes of the answer
   */
  public record Intercept(String requests, boolean forwards, String response) {

    private static final Intercept NOTHING = new Intercept("nothing begins like this", false, "");

    private boolean concerns(HttpMessage request) {
      return new String(request.bytes(), StandardCharsets.ISO_8859_1).startsWith(requests);
    }
  }

  /**
   * Resets every connection and refuses new ones, as if the process had been killed; see {@link
   * #listen}.
   */
  public synchronized void refuse() {
    refusing = true;
    if (listener != null) {
      close(listener);
      listener = null;
      awaitEnd(acceptor);
    }
    open.forEach(FaultProxy::reset);
  }

  /** Listens again on the same port after {@link #refuse}; does nothing if it does. */
  public synchronized void listen() throws IOException {
    if (listener == null && closed.getCount() > 0) {
      serve(bind(port));
    }
  }

  /** How often a fault has been applied. */
  public long count(Fault fault) {
    return counts.get(fault.ordinal());
  }

  /** Connections accepted so far. */
  public long connections() {
    return connections.get();
  }

  /** Requests read so far, spoiled ones included. */
  public long requests() {
    return requests.get();
  }

  /** Resets everything and frees the port. */
  @Override
  public void close() {
    closed.countDown();
    refuse();
  }

  /** The port is free only when nobody accepts on it any more. */
  private static void awaitEnd(@Nullable Thread acceptor) {
    try {
      if (acceptor != null) {
        acceptor.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    return socket;
  }

  private synchronized void serve(ServerSocket socket) {
    listener = socket;
    refusing = false;
    acceptor = Thread.ofVirtual().name("fault-proxy-" + port).start(() -> acceptAll(socket));
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        long number = connections.incrementAndGet();
        Thread.ofVirtual()
            .name("fault-proxy-" + port + "-" + number)
            .start(() -> run(client, number));
      } catch (IOException e) {
        close(socket);
      }
    }
  }

  private void run(Socket client, long number) {
    SplittableRandom random = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L));
    open.add(client);
    try (Socket upstream = new Socket()) {
      if (refusing || open.size() > MAX_CONNECTIONS) {
        return;
      }
      if (random.nextInt(1000) < plan.chance(Fault.RESET_ON_ACCEPT)) {
        counted(Fault.RESET_ON_ACCEPT);
        return;
      }
      client.setTcpNoDelay(true);
      client.setSoTimeout(MAX_SILENCE_MILLIS);
      upstream.setTcpNoDelay(true);
      upstream.setSoTimeout(MAX_SILENCE_MILLIS);
      upstream.connect(target, CONNECT_TIMEOUT_MILLIS);
      forwardAll(client, upstream, random);
    } catch (IOException | RuntimeException e) {
      // A side that broke off, or spoke no HTTP: the other side learns it by the reset below.
    } finally {
      reset(client);
      open.remove(client);
    }
  }

  private void forwardAll(Socket client, Socket upstream, SplittableRandom random)
      throws IOException {
    InputStream fromClient = new BufferedInputStream(client.getInputStream());
    InputStream fromTarget = new BufferedInputStream(upstream.getInputStream());
    boolean more = true;
    while (more) {
      Optional<HttpMessage> request = HttpMessage.readRequest(fromClient);
      if (request.isEmpty()) {
        client.close();
        return;
      }
      requests.incrementAndGet();
      more = forward(request.get(), client, fromClient, upstream, fromTarget, draw(random));
    }
  }

  /** Which faults a request gets; LATENCY is drawn for itself. */
  private Optional<Fault> draw(SplittableRandom random) throws IOException {
    Fault scripted = script.poll();
    FaultPlan current = plan;
    int forLatency = random.nextInt(1000);
    int forFault = random.nextInt(1000);
    if (scripted == Fault.LATENCY
        || (scripted == null && forLatency < current.chance(Fault.LATENCY))) {
      delay(current.latencyMillis());
    }
    if (scripted != null) {
      return Optional.of(scripted).filter(Fault::spoilsRequests);
    }
    for (Fault fault : Fault.values()) {
      forFault -= fault.spoilsRequests() ? current.chance(fault) : 0;
      if (forFault < 0) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private void delay(long millis) throws IOException {
    counted(Fault.LATENCY);
    try {
      if (closed.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IOException("closed");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** Whether the connection can take another request. */
  private boolean forward(
      HttpMessage request,
      Socket client,
      InputStream fromClient,
      Socket upstream,
      InputStream fromTarget,
      Optional<Fault> drawn)
      throws IOException {
    drawn.ifPresent(this::counted);
    if (drawn.isPresent() && drawn.get() == Fault.RESET_BEFORE_FORWARD) {
      return false;
    }
    if (drawn.isPresent() && drawn.get() == Fault.STALL_BEFORE_FORWARD) {
      return hold(client, fromClient);
    }
    Intercept current = intercept;
    boolean intercepted = current.concerns(request);
    if (intercepted && !current.forwards()) {
      client.getOutputStream().write(current.response().getBytes(StandardCharsets.ISO_8859_1));
      return true;
    }
    OutputStream toTarget = upstream.getOutputStream();
    toTarget.write(request.bytes());
    HttpMessage response = HttpMessage.readResponse(fromTarget);
    if (intercepted) {
      client.getOutputStream().write(current.response().getBytes(StandardCharsets.ISO_8859_1));
      return true;
    }
    if (drawn.isPresent()) {
      return spoil(response, client, fromClient, drawn.get());
    }
    client.getOutputStream().write(response.bytes());
    if (response.last() || request.last()) {
      client.close();
      return false;
    }
    return true;
  }

  private static boolean spoil(
      HttpMessage response, Socket client, InputStream fromClient, Fault fault) throws IOException {
    return switch (fault) {
      case RESET_AFTER_FORWARD -> false;
      case CUT_RESPONSE -> {
        client.getOutputStream().write(response.bytes(), 0, response.middle());
        client.close();
        yield false;
      }
      case HALF_CLOSE -> {
        client.shutdownOutput();
        yield hold(client, fromClient);
      }
      case STALL_AFTER_FORWARD -> hold(client, fromClient);
      case LATENCY, RESET_BEFORE_FORWARD, STALL_BEFORE_FORWARD, RESET_ON_ACCEPT ->
          throw new IllegalStateException(fault + " strikes before the answer");
    };
  }

  /** Keeps the connection, silently, until the client gives it up. */
  private static boolean hold(Socket client, InputStream fromClient) throws IOException {
    fromClient.transferTo(OutputStream.nullOutputStream());
    client.close();
    return false;
  }

  private void counted(Fault fault) {
    counts.incrementAndGet(fault.ordinal());
  }

  /** Closes with RST instead of FIN; nothing if it is closed already. */
  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    } catch (IOException e) {
      close(socket);
    }
  }

  private static void close(Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
