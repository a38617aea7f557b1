package dev.rinha.bench.client;

import java.net.URI;

/**
 * Where somebody listens. Plain HTTP only.
 *
 * @param prefix path in front of every call, without a trailing slash; may be empty
 */
public record Endpoint(String host, int port, String prefix) {

  private static final int HTTP_PORT = 80;

  /**
   * @throws IllegalArgumentException if the text is no {@code http://host[:port][/path]}
   */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getQuery() != null) {
      throw new IllegalArgumentException("must look like http://host:port, was '" + url + "'");
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    return new Endpoint(
        uri.getHost(),
        uri.getPort() < 0 ? HTTP_PORT : uri.getPort(),
        path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
  }

  @Override
  public String toString() {
    return "http://" + host + ":" + port + prefix;
  }
}
