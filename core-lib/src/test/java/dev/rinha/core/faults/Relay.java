package dev.rinha.core.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * Carries bytes between loopback and a target, whatever they mean, and can fall silent as a network
 * does: nobody is told, and what was on its way may arrive much later. Thread safe.
 */
public final class Relay implements AutoCloseable {

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private volatile boolean newOnesSilent;

  /** Listens on a free port of loopback. */
  public Relay(InetSocketAddress target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
  }

  /** Where it listens, {@code host:port}. */
  public String address() {
    return listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort();
  }

  /** From now on nothing comes through on the connections there are; new ones work. */
  public void silence() {
    links.forEach(link -> link.silent = true);
  }

  /** Whether connections that are made from now on carry nothing either. */
  public void silenceNew(boolean silent) {
    newOnesSilent = silent;
  }

  /** Resets all connections there are. */
  public void reset() {
    links.forEach(Link::reset);
  }

  /** Delivers what has been held back since the silence began, as far as anybody takes it. */
  public void deliverLate() throws InterruptedException {
    for (Link link : links) {
      if (link.silent) {
        link.speak.countDown();
        if (link.holdsRequest) {
          link.delivered.await();
        }
      }
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
        link.start();
      } catch (IOException e) {
        // The listener or the target was closed; the loop ends or the next one is tried.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    reset();
  }

  private final class Link {
    private final Socket client;
    private final Socket upstream = new Socket();
    private final CountDownLatch speak = new CountDownLatch(1);
    private final CountDownLatch delivered = new CountDownLatch(1);
    private volatile boolean holdsRequest;
    private volatile boolean gone;
    private volatile boolean silent = newOnesSilent;

    Link(Socket client) throws IOException {
      this.client = client;
      upstream.connect(target);
    }

    void start() {
      Thread.ofVirtual().start(() -> pump(client, upstream));
      Thread.ofVirtual().start(() -> pump(upstream, client));
    }

    private void pump(Socket from, Socket to) {
      byte[] buffer = new byte[64 * 1024];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (silent) {
            holdsRequest |= from == client;
            speak.await();
          }
          if (gone) {
            return;
          }
          out.write(buffer, 0, read);
          if (from == client && speak.getCount() == 0) {
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

    /** What is held back is lost. */
    void reset() {
      gone = true;
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
