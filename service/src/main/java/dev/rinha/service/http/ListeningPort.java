package dev.rinha.service.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/** Whether one can listen, asked beforehand: the web server only logs that it could not. */
public final class ListeningPort {

  private ListeningPort() {}

  /** Why one cannot listen there now, empty if one can. A port of 0 is a free one. */
  public static Optional<String> complaint(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("cannot listen on %s:%s: %s".formatted(host, port, e.getMessage()));
    }
  }
}
