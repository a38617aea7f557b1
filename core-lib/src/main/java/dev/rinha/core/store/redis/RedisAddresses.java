package dev.rinha.core.store.redis;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses as they were given, parted by commas, taken apart: a scheme holds for all of them, and
 * so does a user with password.
 *
 * @param text the same without user and password, to be shown
 * @param user what stood before the {@code @}; empty if nothing did
 * @param secure whether connections are encrypted
 * @param nodes where the servers are
 */
record RedisAddresses(String text, String user, boolean secure, List<Node> nodes) {

  private static final String SECURE = "rediss://";

  /** The port may be missing; an IPv6 address stands in brackets. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<scheme>rediss?://)?((?<user>[^@/?#\\s]*)@)?"
              + "(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:(?<port>\\d{1,5}))?"
              + "(/(?<database>\\d{0,5}))?");

  private static final String FORM =
      "a Redis address is host:port or a URI, redis://USER:PASSWORD@HOST:PORT or rediss:// with"
          + " TLS, in which @ / ? # and commas of a password are written as %40 %2F %3F %23 %2C";

  /** Where one server is. */
  record Node(String host, int port, int database) {

    private static Node of(Matcher address) {
      return new Node(
          address.group("host"),
          number(address.group("port"), RedisURI.DEFAULT_REDIS_PORT),
          number(address.group("database"), 0));
    }

    @SuppressWarnings("NullAway") // a group that is not there is null
    private static int number(String digits, int otherwise) {
      return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }
  }

  /**
   * @throws IllegalArgumentException if they cannot be read; the message has no password
   */
  static RedisAddresses parse(String addresses) {
    List<Node> nodes = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    Set<String> users = new TreeSet<>();
    Set<String> schemes = new TreeSet<>();
    for (String address : addresses.split(",", -1)) {
      Matcher matcher = ADDRESS.matcher(address);
      if (!matcher.matches()) {
        throw unreadable(addresses);
      }
      String scheme = matcher.group("scheme");
      String user = matcher.group("user");
      if (scheme == null && (user != null || matcher.group("database") != null)) {
        throw unreadable(addresses);
      }
      if (scheme != null) {
        schemes.add(scheme);
      }
      if (user != null) {
        users.add(user);
      }
      nodes.add(Node.of(matcher));
      texts.add(user == null ? address : scheme + address.substring(matcher.end("user") + 1));
    }
    if (users.size() > 1 || schemes.size() > 1) {
      throw new IllegalArgumentException(
          "all nodes of a Redis Cluster have the same user, password and scheme: give them once");
    }
    return new RedisAddresses(
        String.join(",", texts),
        users.isEmpty() ? "" : users.iterator().next(),
        schemes.contains(SECURE),
        List.copyOf(nodes));
  }

  private static IllegalArgumentException unreadable(String addresses) {
    boolean mayHaveAPassword = addresses.contains("@") || addresses.contains("://:");
    return new IllegalArgumentException(
        FORM + ", was " + (mayHaveAPassword ? "another (not shown)" : "'" + addresses + "'"));
  }

  /**
   * User and password of the addresses.
   *
   * @throws IllegalArgumentException if they cannot be read; the message has no password
   */
  RedisAccess access() {
    if (user.isEmpty()) {
      return RedisAccess.OPEN;
    }
    int colon = user.indexOf(':');
    return new RedisAccess(
        decoded(user.substring(0, Math.max(0, colon))),
        decoded(user.substring(colon + 1)),
        RedisAccess.OPEN.tls());
  }

  private static String decoded(String part) {
    try {
      return part.isEmpty() ? "" : URI.create("redis://" + part + "@host").getUserInfo();
    } catch (IllegalArgumentException e) {
      // Not the cause, which shows it.
      throw new IllegalArgumentException(FORM + ", was another (not shown)");
    }
  }

  @Override
  public String toString() {
    return text;
  }

  /** Where to connect to, and as whom. */
  List<RedisURI> uris(RedisAccess access) {
    return nodes.stream().map(node -> uri(node, access)).toList();
  }

  private RedisURI uri(Node node, RedisAccess access) {
    RedisURI uri = RedisURI.create(node.host(), node.port());
    uri.setDatabase(node.database());
    uri.setSsl(secure);
    if (access.hasPassword()) {
      uri.setAuthentication(
          access.username().isEmpty() ? null : access.username(), access.password().toCharArray());
    }
    return uri;
  }
}
