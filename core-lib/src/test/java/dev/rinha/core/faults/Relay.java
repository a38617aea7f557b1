package dev.rinha.core.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Carries bytes between loopback and a target, whatever they mean, and can be slow, or fall silent
 * as a network does: nobody is told, and what was on its way may arrive much later. Where the
 * target takes no connection, the client's is reset. Thread safe.
 */
public final class Relay implements AutoCloseable {

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile boolean newOnesSilent;
  private volatile long delayMillis;

  /** Listens on a free port of loopback. */
  public Relay(InetSocketAddress target) throws IOException {
    this(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  /** Listens there, such as with TLS, which the target knows nothing of. */
  public Relay(InetSocketAddress target, ServerSocket listener) {
    this.target = target;
    this.listener = listener;
    Thread.ofVirtual().start(this::acceptAll);
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
  }

  /** From now on nothing comes through on the connections there are; new ones work. */
  public void silence() {
    links.forEach(Link::fallSilent);
  }

  /** Whether connections that are made from now on carry nothing either. */
  public void silenceNew(boolean silent) {
    newOnesSilent = silent;
  }

  /** Holds up for so long whatever comes from now on, in each direction. */
  public void delay(Duration delay) {
    delayMillis = delay.toMillis();
  }

  /** Resets all connections there are. */
  public void reset() {
    links.forEach(Link::reset);
  }

  /** Delivers what has been held back since the silence began, as far as anybody takes it. */
  public void deliverLate() throws InterruptedException {
    for (Link link : links) {
      link.deliverLate();
    }
  }

  /** How many connections were made so far. */
  public int connections() {
    return links.size();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Link link = new Link(listener.accept());
        links.add(link);
        Thread.ofVirtual().start(link::start);
      } catch (IOException e) {
        // The listener was closed; the loop ends.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reset();
  }

  private final class Link {
    private final Socket client;
    private final Socket upstream = new Socket();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile CountDownLatch speak = new CountDownLatch(newOnesSilent ? 1 : 0);
    private volatile CountDownLatch delivered = new CountDownLatch(1);
    private volatile boolean holdsRequest;

    Link(Socket client) {
      this.client = client;
    }

    void start() {
      try {
        upstream.connect(target);
      } catch (IOException e) {
        reset();
        return;
      }
      Thread.ofVirtual().start(() -> pump(client, upstream));
      Thread.ofVirtual().start(() -> pump(upstream, client));
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[64 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          boolean held = from == client && speak.getCount() > 0;
          if (held) {
            holdsRequest = true;
          }
          speak.await();
          if (gone.await(delayMillis, TimeUnit.MILLISECONDS)) {
            return;
          }
          out.write(buffer, 0, read);
          if (held) {
            delivered.countDown();
          }
        }
        to.shutdownOutput();
      } catch (IOException e) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void fallSilent() {
      if (speak.getCount() == 0 && gone.getCount() > 0) {
        holdsRequest = false;
        delivered = new CountDownLatch(1);
        speak = new CountDownLatch(1);
      }
    }

    void deliverLate() throws InterruptedException {
      if (speak.getCount() > 0) {
        speak.countDown();
        if (holdsRequest) {
          delivered.await();
        }
      }
    }

    /** What is held back is lost. */
    void reset() {
      gone.countDown();
      speak.countDown();
      delivered.countDown();
      for (Socket socket : List.of(client, upstream)) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException e) {
          // It is closed already.
        }
      }
    }
  }
}
