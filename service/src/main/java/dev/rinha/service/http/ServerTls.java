package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.common.tls.TlsConfig;
import io.helidon.webserver.WebServer;
import java.util.logging.Logger;

/**
 * The certificate of a server that clients reach over TLS. Its files are looked at every two
 * seconds; when they have changed, new connections get the new certificate. Files that cannot be
 * used change nothing and are logged once. A client's certificate is wanted where there are
 * authorities to believe. Thread safe; loaded only where there is a certificate.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ServerTls.class.getName());

  private final TlsFiles files;
  private final WebServer server;
  private final String socket;
  private final Thread watch = Thread.ofVirtual().name("certificates").unstarted(this::watch);
  private final TlsContent content;

  private ServerTls(TlsFiles files, WebServer server, String socket) {
    this.files = files;
    this.server = server;
    this.socket = socket;
    this.content = new TlsContent(files);
  }

  /** Looks after the certificate for clients; the server listens. */
  public static ServerTls watch(TlsFiles files, WebServer server) {
    return watch(files, server, WebServer.DEFAULT_SOCKET_NAME);
  }

  /** Looks after the one for operators. */
  public static ServerTls watchManagement(TlsFiles files, WebServer server) {
    return watch(files, server, ServiceServer.MANAGEMENT);
  }

  private static ServerTls watch(TlsFiles files, WebServer server, String socket) {
    ServerTls watched = new ServerTls(files, server, socket);
    watched.watch.start();
    return watched;
  }

  /**
   * What the files say now.
   *
   * @throws IllegalArgumentException if they cannot be used; names the file
   */
  static Tls read(TlsFiles files) {
    files.requireReadable();
    TlsConfig.Builder tls =
        Tls.builder()
            .privateKey(files.privateKey().orElseThrow())
            .privateKeyCertChain(files.chain())
            .endpointIdentificationAlgorithm(Tls.ENDPOINT_IDENTIFICATION_NONE);
    if (files.trust().isPresent()) {
      tls.trust(files.authorities()).clientAuth(TlsClientAuth.REQUIRED);
    }
    return tls.build();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(TlsContent.INTERVAL);
        reloadIfChanged();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reloadIfChanged() {
    if (!content.changed()) {
      return;
    }
    try {
      server.reloadTls(socket, read(files));
      LOG.info("new connections get the new certificate of " + files.certificate().orElseThrow());
    } catch (RuntimeException e) {
      LOG.warning(
          "the certificate stays as it was, because the new one cannot be used: " + e.getMessage());
    }
  }

  /** Does not look any more; the certificate stays. */
  @Override
  public void close() {
    watch.interrupt();
  }
}
