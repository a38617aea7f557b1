package dev.rinha.service.wiring;

import dev.rinha.service.config.ServiceConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where other processes reach this one, once it listens: the host of the settings, or else the one
 * on which it listens, or else, where that is every address of the machine, the one that belongs to
 * the machine's name. Thread safe.
 */
final class OwnAddress implements Supplier<String> {

  private static final Logger LOG = Logger.getLogger(OwnAddress.class.getName());

  private final ServiceConfig.Server server;
  private volatile String known = "";

  OwnAddress(ServiceConfig.Server server) {
    this.server = server;
  }

  void listensOn(int port) {
    try {
      String host = host();
      known = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    } catch (UnknownHostException e) {
      LOG.log(
          Level.WARNING,
          "other processes cannot ask this worker for what it has not written yet; set"
              + " server.advertised-host: {0}",
          e.getMessage());
    }
  }

  private String host() throws UnknownHostException {
    if (!server.advertisedHost().isEmpty()) {
      return server.advertisedHost();
    }
    return InetAddress.getByName(server.host()).isAnyLocalAddress()
        ? InetAddress.getLocalHost().getHostAddress()
        : server.host();
  }

  /** Empty as long as nobody can reach it. */
  @Override
  public String get() {
    return known;
  }
}
