package dev.rinha.core.processor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rinha.core.payment.Money;
import io.helidon.http.Header;
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
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

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
  private static final Header JSON = HeaderValues.CONTENT_TYPE_JSON;
  private static final JsonFactory JSON_FACTORY = new JsonFactory();

  private final WebClient http;
  private final Connections connections;

  /**
   * @param url where the processor is, such as {@code http://localhost:8001}
   * @param connectTimeout how long making a connection may take
   */
  public HelidonProcessorClient(URI url, Duration connectTimeout) {
    this.http =
        WebClient.builder()
            .baseUri(url)
            .connectTimeout(connectTimeout)
            .proxy(Proxy.noProxy())
            .followRedirects(false)
            // On by default: it would read all certificates of the platform, for nothing.
            .tls(tls -> tls.enabled("https".equals(url.getScheme())))
            .shareConnectionCache(false)
            .connectionCacheSize(1)
            .build();
    this.connections = new Connections(http, url);
  }

  /** A client with the default connect timeout. */
  public HelidonProcessorClient(URI url) {
    this(url, DEFAULT_CONNECT_TIMEOUT);
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
            http.post("/payments")
                .connection(lease.connection())
                .header(JSON)
                .readTimeout(Duration.ofMillis(timeoutMillis))
                .submit(body.getBytes(StandardCharsets.UTF_8))) {
      return outcome(response);
    } catch (RuntimeException e) {
      return new Outcome.Unknown(describe(e));
    }
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
  Answer get(String path, Duration timeout, UnaryOperator<HttpClientRequest> prepare) {
    return get(
        path, timeout, prepare, response -> new Answer(response.status().code(), body(response)));
  }

  private <T> T get(String path, Duration timeout, Function<HttpClientResponse, T> read) {
    return get(path, timeout, request -> request, read);
  }

  private <T> T get(
      String path,
      Duration timeout,
      UnaryOperator<HttpClientRequest> prepare,
      Function<HttpClientResponse, T> read) {
    try (Connections.Lease lease = connections.lend(timeout.toMillis());
        HttpClientResponse response =
            prepare
                .apply(http.get(path))
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
