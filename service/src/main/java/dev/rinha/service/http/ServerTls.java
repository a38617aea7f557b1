package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.common.tls.TlsConfig;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The certificate of a server that clients reach over TLS. Its files are looked at every two
 * seconds; when they have changed, new connections get the new certificate. Files that cannot be
 * used change nothing and are logged once. A client's certificate is wanted where there are
 * authorities to believe. Thread safe; loaded only where there is a certificate.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(ServerTls.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final TlsFiles files;
  private final WebServer server;
  private final Thread watch = Thread.ofVirtual().name("certificates").unstarted(this::watch);
  private String content;

  private ServerTls(TlsFiles files, WebServer server) {
    this.files = files;
    this.server = server;
    this.content = content();
  }

  /** Looks after the certificate of a server that listens. */
  public static ServerTls watch(TlsFiles files, WebServer server) {
    ServerTls watched = new ServerTls(files, server);
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
        Thread.sleep(INTERVAL);
        reloadIfChanged();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reloadIfChanged() {
    String now = content();
    if (now.equals(content)) {
      return;
    }
    content = now;
    try {
      server.reloadTls(read(files));
      LOG.info("new connections get the new certificate of " + files.certificate().orElseThrow());
    } catch (RuntimeException e) {
      LOG.warning(
          "the certificate stays as it was, because the new one cannot be used: " + e.getMessage());
    }
  }

  /** Of all files; one that cannot be read counts as empty. */
  private String content() {
    return Stream.of(files.trust(), files.certificate(), files.key())
        .flatMap(Optional::stream)
        .map(ServerTls::hash)
        .collect(Collectors.joining(","));
  }

  private static String hash(Path file) {
    try {
      return Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)));
    } catch (IOException e) {
      return "";
    }
  }

  /** Does not look any more; the certificate stays. */
  @Override
  public void close() {
    watch.interrupt();
  }
}
