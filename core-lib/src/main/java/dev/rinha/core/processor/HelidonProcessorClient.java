package dev.rinha.core.processor;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rinha.core.internal.OptionalDependency;
import dev.rinha.core.payment.Money;
import dev.rinha.core.payment.RequestedAt;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.tls.TlsFiles;
import dev.rinha.core.tls.VerifiedHost;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsConfig;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientRequest;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import io.helidon.webclient.api.WebClientConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * the outcome is {@link Outcome.Unknown}. Certain is that a connection was never made; what
 * complete answers mean is said by {@link StatusMeanings}. Helidon never repeats a request by
 * itself.
 *
 * <p>With {@code https}, a handshake that fails is a connection that was never made. A certificate
 * of this side that the processor does not accept may show only after the request was written, with
 * TLS 1.3 as it is; then the outcome is unknown.
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

  /** Of a read: the lease of the connection has the bound. */
  private static final Duration UNBOUNDED = Duration.ZERO;

  private static final int MAX_BODY_BYTES = 8 * 1024;
  private static final JsonFactory JSON_FACTORY = new JsonFactory();

  private final WebClient http;
  private final Connections connections;
  private final String path;
  private final List<Header> headers;
  private final StatusMeanings meanings;

  private HelidonProcessorClient(Builder builder) {
    URI url = builder.url;
    this.path = builder.path;
    this.headers = List.copyOf(builder.headers);
    this.meanings = builder.meanings;
    WebClientConfig.Builder client =
        WebClient.builder()
            .baseUri(url.getScheme() + "://" + url.getRawAuthority())
            .connectTimeout(builder.connectTimeout)
            .proxy(Proxy.noProxy())
            .followRedirects(false)
            .tls(tls(builder))
            .shareConnectionCache(false)
            .connectionCacheSize(1);
    if (builder.isSecure()) {
      client.dnsResolver((host, _) -> VerifiedHost.address(host));
    }
    this.http = client.build();
    this.connections = new Connections(http, url, builder.connectTimeout, System::nanoTime);
  }

  private static Tls tls(Builder builder) {
    TlsConfig.Builder tls = Tls.builder();
    if (!builder.isSecure()) {
      // On by default: it would read all certificates of the platform, for nothing.
      return tls.enabled(false).build();
    }
    TlsFiles files = builder.tls;
    tls.trust(files.authorities());
    files.privateKey().ifPresent(key -> tls.privateKey(key).privateKeyCertChain(files.chain()));
    return tls.build();
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
    private StatusMeanings meanings = StatusMeanings.DEFAULTS;
    private TlsFiles tls = TlsFiles.NONE;

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

    private boolean isSecure() {
      return "https".equals(url.getScheme());
    }

    /**
     * Whom to believe, and which certificate to show; the files are read by {@link #build}.
     * Default: the JDK's authorities, and no certificate. The name of the host is always verified.
     *
     * @throws IllegalArgumentException if there are files and the URL is not {@code https}
     */
    public Builder tls(TlsFiles newTls) {
      this.tls = requireNonNull(newTls, "newTls");
      if (!isSecure() && !newTls.equals(TlsFiles.NONE)) {
        throw new IllegalArgumentException(
            "certificates have no effect without TLS: begin the URL with https://, was " + url);
      }
      return this;
    }

    /** What the processor promises about its answers. Default: nothing but that 429 is early. */
    public Builder meanings(StatusMeanings newMeanings) {
      this.meanings = requireNonNull(newMeanings, "newMeanings");
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

    /**
     * Creates the client; it connects when it is first used.
     *
     * @throws IllegalArgumentException if a file of certificates cannot be read; names it
     */
    public HelidonProcessorClient build() {
      return new HelidonProcessorClient(this);
    }
  }

  @Override
  public Outcome send(
      UUID correlationId, Money amount, long requestedAtMillis, long timeoutMillis) {
    return send(correlationId, amount, requestedAtMillis, timeoutMillis, Optional.empty());
  }

  /** {@inheritDoc} Here: by the header {@code traceparent}. */
  @Override
  public Outcome send(
      UUID correlationId,
      Money amount,
      long requestedAtMillis,
      long timeoutMillis,
      Optional<TraceParent> trace) {
    String body =
        "{\"correlationId\":\""
            + correlationId
            + "\",\"amount\":"
            + amount
            + ",\"requestedAt\":\""
            + RequestedAt.text(requestedAtMillis)
            + "\"}";
    Connections.Lease lease;
    try {
      lease = connections.lend(timeoutMillis);
    } catch (RuntimeException e) {
      return new Outcome.NotSent(describe(e));
    }
    try (lease;
        HttpClientResponse response =
            traced(withHeaders(http.post(path + "/payments")), trace)
                .connection(lease.connection())
                .header(HeaderValues.CONTENT_TYPE_JSON)
                .readTimeout(UNBOUNDED)
                .submit(body.getBytes(StandardCharsets.UTF_8))) {
      return meanings.outcome(answer(response, true));
    } catch (RuntimeException e) {
      return new Outcome.Unknown(describe(explained(e, lease, timeoutMillis)));
    }
  }

  /** A connection that was closed at the end of its time fails with words about the socket. */
  private static RuntimeException explained(
      RuntimeException failure, Connections.Lease lease, long timeoutMillis) {
    return lease.late()
        ? new IllegalStateException("no answer within " + timeoutMillis + " ms")
        : failure;
  }

  private static HttpClientRequest traced(HttpClientRequest request, Optional<TraceParent> trace) {
    trace.ifPresent(from -> request.header(HeaderValues.create("traceparent", from.text())));
    return request;
  }

  private HttpClientRequest withHeaders(HttpClientRequest request) {
    headers.forEach(request::header);
    return request;
  }

  /** Of a success that breaks off its beginning says enough; nothing is sent twice for it. */
  private static ProcessorAnswer answer(HttpClientResponse response, boolean cutOffIsFine) {
    int status = response.status().code();
    String contentType = response.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    return new ProcessorAnswer(
        status,
        contentType,
        body(response, cutOffIsFine && status / 100 == 2),
        retryAfterMillis(response));
  }

  @Override
  public Lookup find(UUID correlationId) {
    try {
      Function<HttpClientResponse, Lookup> read = response -> lookup(correlationId, response);
      return get("/payments/" + correlationId, LOOKUP_TIMEOUT, read);
    } catch (RuntimeException e) {
      return new Lookup.Unavailable(describe(e));
    }
  }

  private static Lookup lookup(UUID correlationId, HttpClientResponse response) {
    ProcessorAnswer answer = answer(response, false);
    if (answer.status() == 200 && answer.emptyOrJson()) {
      return found(correlationId, answer.body());
    }
    return StatusMeanings.absent(answer)
        ? new Lookup.Absent()
        : new Lookup.Unavailable(answer.words());
  }

  private static Lookup found(UUID correlationId, String body) {
    Map<String, String> fields = fields(body);
    String amount = fields.get("amount");
    String requestedAt = fields.get("requestedAt");
    if (amount == null || requestedAt == null) {
      return new Lookup.Unavailable("an answer without amount or requestedAt");
    }
    String id = fields.getOrDefault("correlationId", correlationId.toString());
    if (!id.equalsIgnoreCase(correlationId.toString())) {
      return new Lookup.Unavailable("an answer about another payment");
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
    String body = body(response, false);
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
        what,
        timeout,
        prepare,
        response -> new Answer(response.status().code(), body(response, false)));
  }

  private <T> T get(String what, Duration timeout, Function<HttpClientResponse, T> read) {
    return get(what, timeout, request -> request, read);
  }

  private <T> T get(
      String what,
      Duration timeout,
      UnaryOperator<HttpClientRequest> prepare,
      Function<HttpClientResponse, T> read) {
    Connections.Lease lease = connections.lend(timeout.toMillis());
    try (lease;
        HttpClientResponse response =
            prepare
                .apply(withHeaders(http.get(path + what)))
                .connection(lease.connection())
                .readTimeout(UNBOUNDED)
                .request()) {
      return read.apply(response);
    } catch (RuntimeException e) {
      throw explained(e, lease, timeout.toMillis());
    }
  }

  /** Its connections as they are now. */
  public ConnectionCounts connections() {
    return connections.counts();
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

  private static String body(HttpClientResponse response, boolean cutOffIsFine) {
    if (!response.entity().hasEntity()) {
      return "";
    }
    // One more than there is said to be: the end is read, too.
    long expected = response.headers().contentLength().orElse(MAX_BODY_BYTES) + 1;
    byte[] bytes = new byte[(int) Math.min(MAX_BODY_BYTES, expected)];
    int length = 0;
    try (InputStream in = response.entity().inputStream()) {
      for (int read = 0; read >= 0 && length < bytes.length; ) {
        length += read;
        read = in.read(bytes, length, bytes.length - length);
      }
    } catch (IOException | RuntimeException e) {
      if (!cutOffIsFine || length == 0) {
        throw e instanceof IOException io ? new UncheckedIOException(io) : (RuntimeException) e;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
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
