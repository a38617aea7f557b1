package dev.rinha.core.store.redis;

import dev.rinha.core.tls.TlsFiles;
import io.lettuce.core.SslOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/** What is believed of a Redis that is connected to with TLS, and shown to it. */
final class TlsOptions {

  private TlsOptions() {}

  /**
   * Empty where the JDK's authorities do, and where there is no TLS.
   *
   * @throws IllegalArgumentException if a file cannot be read; names it
   */
  static Optional<SslOptions> of(RedisSettings settings) {
    TlsFiles tls = settings.access().tls();
    if (tls.equals(TlsFiles.NONE)) {
      return Optional.empty();
    }
    tls.requireReadable();
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    tls.trust().map(Path::toFile).ifPresent(options::trustManager);
    tls.certificate()
        .map(Path::toFile)
        .ifPresent(
            file -> {
              File key = tls.key().orElseThrow().toFile();
              options.keyManager(file, key, null);
            });
    return Optional.of(options.build());
  }
}
