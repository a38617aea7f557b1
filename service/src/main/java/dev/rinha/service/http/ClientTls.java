package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import java.util.Optional;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;

/**
 * What is believed of workers that are asked over TLS, and shown to them. Its files are looked at
 * when somebody asks, every two seconds at most; those that cannot be used change nothing and are
 * logged once. Confined to one thread at a time; loaded only where workers are asked so.
 */
public final class ClientTls {

  private static final Logger LOG = Logger.getLogger(ClientTls.class.getName());

  private final TlsFiles files;
  private final TlsContent content;
  private long lookedAtNanos = System.nanoTime();

  ClientTls(TlsFiles files) {
    this.files = files;
    this.content = new TlsContent(files);
  }

  /**
   * What the files say now, for whoever asks over HTTP by other means than ours.
   *
   * @throws IllegalArgumentException if they cannot be used; names the file
   */
  public static SSLContext context(TlsFiles files) {
    return read(files).sslContext();
  }

  /**
   * The same for ours; the host's name is verified.
   *
   * @throws IllegalArgumentException if they cannot be used; names the file
   */
  Tls read() {
    return read(files);
  }

  /** The same if the files have changed. */
  Optional<Tls> readChanged() {
    long nowNanos = System.nanoTime();
    if (nowNanos - lookedAtNanos < TlsContent.INTERVAL.toNanos()) {
      return Optional.empty();
    }
    lookedAtNanos = nowNanos;
    if (!content.changed()) {
      return Optional.empty();
    }
    try {
      Tls changed = read(files);
      LOG.info("workers are asked with the new certificates");
      return Optional.of(changed);
    } catch (RuntimeException e) {
      LOG.warning(
          "workers are asked as before, because the new certificates cannot be used: "
              + e.getMessage());
      return Optional.empty();
    }
  }

  private static Tls read(TlsFiles files) {
    files.requireReadable();
    TlsConfig.Builder tls = Tls.builder().trust(files.authorities());
    files.privateKey().ifPresent(key -> tls.privateKey(key).privateKeyCertChain(files.chain()));
    return tls.build();
  }
}
