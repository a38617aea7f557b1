package dev.rinha.bench.client;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Where somebody listens.
 *
 * @param prefix path in front of every call, without a trailing slash; may be empty
 * @param tls makes connections there; empty for plain HTTP
 */
public record Endpoint(String host, int port, String prefix, Optional<SSLSocketFactory> tls) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** With plain HTTP. */
  public Endpoint(String host, int port, String prefix) {
    this(host, port, prefix, Optional.empty());
  }

  /**
   * With plain HTTP.
   *
   * @throws IllegalArgumentException if the text is no {@code http://host[:port][/path]}
   */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url);
    require("http".equals(uri.getScheme()), url);
    return of(uri, HTTP_PORT, Optional.empty());
  }

  /**
   * With plain HTTP or TLS; the name of the host is verified.
   *
   * @param tls asked if it is TLS
   * @throws IllegalArgumentException if the text is no {@code http[s]://host[:port][/path]}
   */
  public static Endpoint parse(String url, Supplier<SSLSocketFactory> tls) {
    URI uri = URI.create(url);
    return "https".equals(uri.getScheme())
        ? of(uri, HTTPS_PORT, Optional.of(tls.get()))
        : parse(url);
  }

  private static Endpoint of(URI uri, int usualPort, Optional<SSLSocketFactory> tls) {
    require(uri.getHost() != null && uri.getQuery() == null, uri.toString());
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new Endpoint(
        uri.getHost(),
        uri.getPort() < 0 ? usualPort : uri.getPort(),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path,
        tls);
  }

  private static void require(boolean right, String url) {
    if (!right) {
      throw new IllegalArgumentException("must look like http://host:port, was '" + url + "'");
    }
  }

  @Override
  public String toString() {
    return (tls.isPresent() ? "https://" : "http://") + host + ":" + port + prefix;
  }
}
