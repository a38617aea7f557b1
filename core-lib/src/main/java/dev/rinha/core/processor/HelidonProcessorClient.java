package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rinha.core.internal.OptionalDependency;
import dev.rinha.core.payment.Money;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A processor that speaks the HTTP API of the challenge, over Helidon's WebClient with connections
 * of its own. Thread safe; calls block, so make them from virtual threads.
 *
 * <p>What an answer means is decided here, and where it is not certain that nothing was executed
 * the outcome is {@link Outcome.Unknown}. Certain are: the connection was never made, a 429, a
 * complete 4xx, and a complete 5xx that the processor itself gave. A 502 or 504 is another
 * machine's word that it does not know. Helidon never repeats a request by itself.
 *
 * <p>Every timeout bounds the whole exchange after connecting, however slowly the answer trickles
 * in; connecting has its own timeout and comes on top, and so does the look-up of the host's name.
 */
public final class HelidonProcessorClient implements ProcessorClient {

  /** How long making a connection may take unless set otherwise: 1 s. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

  /** The health endpoint may hold a caller for up to ten seconds. */
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(12);

  private static final int MAX_BODY_BYTES = 8 * 1024;
  private static final int MAX_DETAIL_CHARS = 200;
  private static final JsonFactory JSON_FACTORY = new JsonFactory();

  private final WebClient http;
  private final Connections connections;
  private final String path;
  private final List<Header> headers;

  private HelidonProcessorClient(Builder builder) {
    URI url = builder.url;
    this.path = builder.path;
    this.headers = List.copyOf(builder.headers);
    this.http =
        WebClient.builder()
            .baseUri(url.getScheme() + "://" + url.getRawAuthority())
            .connectTimeout(builder.connectTimeout)
            .proxy(Proxy.noProxy())
            .followRedirects(false)
            // On by default: it would read all certificates of the platform, for nothing.
            .tls(tls -> tls.enabled("https".equals(url.getScheme())))
            .shareConnectionCache(false)
            .connectionCacheSize(1)
            .build();
    this.connections = new Connections(http, url);
  }

  /**
   * A client without headers and with the default connect timeout.
   *
   * @param url see {@link #builder}
   * @throws IllegalArgumentException if the URL is another
   */
  public HelidonProcessorClient(URI url) {
    this(builder(url));
  }

  /**
   * Begins a client.
   *
   * @param url where the processor is, such as {@code http://localhost:8001} or {@code
   *     https://example.org/processor-a}; what is called stands below its path
   * @throws IllegalArgumentException if the URL is another
   * @throws IllegalStateException if Helidon's WebClient is not on the class path
   */
  public static Builder builder(URI url) {
    OptionalDependency.WEBCLIENT.require();
    return new Builder(requireNonNull(url, "url"));
  }

  /** Collects what a client needs. Not thread safe. */
  public static final class Builder {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*/?");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** RFC 9110 has more characters; what else is sent is read differently by different servers. */
    private static final Pattern VALUE = Pattern.compile("[!-~]([\\t -~]*[!-~])?");

    private static final Set<String> OURS =
        Set.of(
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "transfer-encoding",
            "upgrade");

    private final URI url;
    private final String path;
    private final List<Header> headers = new ArrayList<>();
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;

    private Builder(URI url) {
      this.url = url;
      this.path = path(url);
    }

    private static String path(URI url) {
      String path = url.getRawPath() == null ? "" : url.getRawPath();
      if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          || url.getHost() == null
          || url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || !PATH.matcher(path).matches()) {
        // A user's part would be a password, so it is not shown.
        throw new IllegalArgumentException(
            "a processor's URL is http or https, a host, and perhaps a port and a path of letters,"
                + " digits and . _ ~ -, such as http://localhost:8001/a, was "
                + (url.getRawUserInfo() == null ? "'" + url + "'" : "one with a user in it"));
      }
      return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** How long making a connection may take. Default: 1 s. */
    public Builder connectTimeout(Duration newConnectTimeout) {
      this.connectTimeout = requireNonNull(newConnectTimeout, "newConnectTimeout");
      return this;
    }

    /**
     * Adds a header to every request, look-ups and health included, such as {@code Authorization}.
     * The value is not logged and stands in no message.
     *
     * @throws IllegalArgumentException if it is no header's name, one of this client's own or named
     *     before, or the value is empty or has other characters than visible ASCII and spaces
     *     inside
     */
    public Builder header(String name, String value) {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
      if (!TOKEN.matcher(name).matches()) {
        throw new IllegalArgumentException("'" + name + "' is not the name of a header");
      }
      HeaderName headerName = HeaderNames.create(name);
      if (OURS.contains(headerName.lowerCase())) {
        throw new IllegalArgumentException("the header " + name + " is set by the client itself");
      }
      if (headers.stream().anyMatch(header -> header.headerName().equals(headerName))) {
        throw new IllegalArgumentException("the header " + name + " is there already");
      }
      if (!VALUE.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "the value of the header "
                + name
                + " (not shown) must be visible ASCII characters, with spaces only inside, without"
                + " a line break");
      }
      headers.add(HeaderValues.create(headerName, false, true, value));
      return this;
    }

    /** Creates the client; it connects when it is first used. */
    public HelidonProcessorClient build() {
      return new HelidonProcessorClient(this);
    }
  }

  @Override
  public Outcome send(
      UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
    String body =
        "{\"correlationId\":\""
            + correlationId
            + "\",\"amount\":"
            + amount
            + ",\"requestedAt\":\""
            + Instant.ofEpochMilli(requestedAtMillis)
            + "\"}";
    Connections.Lease lease;
    try {
      lease = connections.lend(timeoutMillis);
    } catch (RuntimeException e) {
      return new Outcome.NotSent(describe(e));
    }
    try (lease;
        HttpClientResponse response =
            withHeaders(http.post(path + "/payments"))
                .connection(lease.connection())
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .readTimeout(Duration.ofMillis(timeoutMillis))
                .submit(body.getBytes(StandardCharsets.UTF_8))) {
      return outcome(response);
    } catch (RuntimeException e) {
      return new Outcome.Unknown(describe(e));
    }
  }

  private HttpClientRequest withHeaders(HttpClientRequest request) {
    headers.forEach(request::header);
    return request;
  }

  private static Outcome outcome(HttpClientResponse response) {
    int status = response.status().code();
    if (status / 100 == 2) {
      return executed(response);
    }
    String body = body(response);
    return switch (status) {
      case 422 -> new Outcome.Duplicate();
      case 429 -> new Outcome.Throttled(retryAfterMillis(response));
      case 408, 502, 504 -> new Outcome.Unknown("status " + status);
      default -> other(status, body);
    };
  }

  private static Outcome other(int status, String body) {
    if (status >= 500 && status < 600) {
      return new Outcome.Failed(status);
    }
    if (status >= 300 && status < 500) {
      return new Outcome.Rejected(
          status, body.substring(0, Math.min(body.length(), MAX_DETAIL_CHARS)));
    }
    return new Outcome.Unknown("status " + status);
  }

  /** The status says it all; an answer that breaks off after it changes nothing. */
  private static Outcome executed(HttpClientResponse response) {
    try {
      body(response);
    } catch (RuntimeException e) {
      // Executed all the same; the connection is not used again.
    }
    return new Outcome.Executed();
  }

  @Override
  public Lookup find(UUID correlationId) {
    try {
      return get("/payments/" + correlationId, LOOKUP_TIMEOUT, HelidonProcessorClient::lookup);
    } catch (RuntimeException e) {
      return new Lookup.Unavailable(describe(e));
    }
  }

  private static Lookup lookup(HttpClientResponse response) {
    String body = body(response);
    return switch (response.status().code()) {
      case 200 -> found(body);
      case 404 -> new Lookup.Absent();
      default -> new Lookup.Unavailable("status " + response.status().code());
    };
  }

  private static Lookup found(String body) {
    Map<String, String> fields = fields(body);
    String amount = fields.get("amount");
    String requestedAt = fields.get("requestedAt");
    if (amount == null || requestedAt == null) {
      return new Lookup.Unavailable("an answer without amount or requestedAt");
    }
    try {
      return new Lookup.Found(Money.parse(amount).cents(), epochMillis(requestedAt));
    } catch (IllegalArgumentException | DateTimeException e) {
      return new Lookup.Unavailable("an answer that cannot be read: " + e.getMessage());
    }
  }

  @Override
  public HealthReport health() {
    try {
      return get("/payments/service-health", HEALTH_TIMEOUT, HelidonProcessorClient::report);
    } catch (RuntimeException e) {
      return new HealthReport.Unreachable(describe(e));
    }
  }

  /** Any fraction of a second, any offset; a time without an offset is UTC. */
  private static long epochMillis(String time) {
    TemporalAccessor parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(time, OffsetDateTime::from, LocalDateTime::from);
    return parsed instanceof OffsetDateTime withOffset
        ? withOffset.toInstant().toEpochMilli()
        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static HealthReport report(HttpClientResponse response) {
    String body = body(response);
    return switch (response.status().code()) {
      // Some processors say with the status as well that they are failing.
      case 200, 503 -> reported(body);
      case 429 -> new HealthReport.Refused();
      default -> new HealthReport.Unreachable("status " + response.status().code());
    };
  }

  private static HealthReport reported(String body) {
    Map<String, String> fields = fields(body);
    String failing = fields.get("failing");
    String minResponseMillis = fields.get("minResponseTime");
    if (failing == null || !failing.matches("true|false")) {
      return new HealthReport.Unreachable("an answer without a usable failing");
    }
    if (minResponseMillis == null || !minResponseMillis.matches("\\d{1,9}")) {
      return new HealthReport.Unreachable("an answer without a usable minResponseTime");
    }
    return new HealthReport.Reported(
        Boolean.parseBoolean(failing), Long.parseLong(minResponseMillis));
  }

  /** A complete answer to a question. */
  record Answer(int status, String body) {}

  /** Asks for anything else, with headers and parameters of its own. */
  Answer get(String what, Duration timeout, UnaryOperator<HttpClientRequest> prepare) {
    return get(
        what, timeout, prepare, response -> new Answer(response.status().code(), body(response)));
  }

  private <T> T get(String what, Duration timeout, Function<HttpClientResponse, T> read) {
    return get(what, timeout, request -> request, read);
  }

  private <T> T get(
      String what,
      Duration timeout,
      UnaryOperator<HttpClientRequest> prepare,
      Function<HttpClientResponse, T> read) {
    try (Connections.Lease lease = connections.lend(timeout.toMillis());
        HttpClientResponse response =
            prepare
                .apply(withHeaders(http.get(path + what)))
                .connection(lease.connection())
                .readTimeout(timeout)
                .request()) {
      return read.apply(response);
    }
  }

  @Override
  public void close() {
    connections.close();
    http.closeResource();
  }

  /** The top-level scalar fields of a JSON object, as they are written. */
  static Map<String, String> fields(String json) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON_FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          fields.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fields;
  }

  private static String body(HttpClientResponse response) {
    if (!response.entity().hasEntity()) {
      return "";
    }
    try (InputStream in = response.entity().inputStream()) {
      return new String(in.readNBytes(MAX_BODY_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long retryAfterMillis(HttpClientResponse response) {
    return response
        .headers()
        .first(HeaderNames.RETRY_AFTER)
        .filter(text -> text.matches("\\d{1,5}"))
        .map(seconds -> Long.parseLong(seconds) * 1000)
        .orElse(0L);
  }

  static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
