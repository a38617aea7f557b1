package dev.rinha.service.http;

import dev.rinha.core.tls.TlsFiles;
import dev.rinha.core.tls.VerifiedHost;
import io.helidon.common.tls.Tls;
import io.helidon.http.Method;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.WebClient;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks workers, over TLS or all over plain HTTP, each without a repetition. With TLS what is
 * believed and shown follows its files, see {@link ClientTls}. Thread safe.
 */
final class WorkerClient implements AutoCloseable {

  /** Few, because each idle connection of the pool wakes up ten times a second. */
  private static final int MAX_IDLE_CONNECTIONS = 4;

  private final Duration connectTimeout;
  private final Duration readTimeout;
  private final @Nullable ClientTls tls;
  private @Nullable WebClient client;

  /**
   * @param tls empty for plain HTTP
   * @param readTimeout holds for a handshake, too
   */
  WorkerClient(Optional<TlsFiles> tls, Duration connectTimeout, Duration readTimeout) {
    this.connectTimeout = connectTimeout;
    this.readTimeout = readTimeout;
    this.tls = tls.isPresent() ? new ClientTls(tls.get()) : null;
    if (tls.isEmpty()) {
      this.client = connecting(withoutTls());
    }
  }

  /**
   * Begins a request.
   *
   * @param address host and port
   */
  HttpClientRequest request(Method method, String address) {
    return current().method(method).uri((tls == null ? "http://" : "https://") + address);
  }

  /** With TLS it is made for the first who asks: many ask nobody, and what is read is much. */
  private synchronized WebClient current() {
    WebClient known = client;
    if (known == null) {
      known = connecting(tls == null ? withoutTls() : tls.read());
    } else if (tls != null) {
      WebClient before = known;
      known = tls.readChanged().map(changed -> replaced(before, changed)).orElse(before);
    }
    client = known;
    return known;
  }

  private WebClient replaced(WebClient before, Tls changed) {
    before.closeResource();
    return connecting(changed);
  }

  private WebClient connecting(Tls with) {
    var builder =
        WebClient.builder()
            .connectTimeout(connectTimeout)
            .readTimeout(readTimeout)
            .shareConnectionCache(false)
            .connectionCacheSize(MAX_IDLE_CONNECTIONS)
            .followRedirects(false)
            .tls(with);
    if (with.enabled()) {
      builder.connectionListener(new HandshakeTimeout(readTimeout));
      builder.dnsResolver((host, _) -> VerifiedHost.address(host));
    }
    return builder.build();
  }

  /** On by default: it would read all certificates of the platform, for nothing. */
  private static Tls withoutTls() {
    return Tls.builder().enabled(false).build();
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.closeResource();
    }
  }
}
