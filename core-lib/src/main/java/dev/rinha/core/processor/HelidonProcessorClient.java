package dev.rinha.core.processor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.rinha.core.payment.Money;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A processor that speaks the HTTP API of the challenge, over Helidon's WebClient with a connection
 * pool of its own. Thread safe; calls block, so make them from virtual threads.
 *
 * <p>What an answer means is decided here, and where it is not certain that nothing was executed
 * the outcome is {@link Outcome.Unknown}. Certain are: the connection was never made, a 429, a
 * complete 4xx, and a complete 5xx that the processor itself gave. A 502 or 504 is another
 * machine's word that it does not know.
 */
public final class HelidonProcessorClient implements ProcessorClient {

  /** How long making a connection may take unless set otherwise: 1 s. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

  /** The health endpoint may hold a caller for up to ten seconds. */
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(12);

  /** Idle connections kept; each one costs a thread that wakes about ten times a second. */
  private static final int IDLE_CONNECTIONS = 32;

  private static final int MAX_BODY_BYTES = 8 * 1024;
  private static final int MAX_DETAIL_CHARS = 200;
  private static final Header JSON = HeaderValues.CONTENT_TYPE_JSON;
  private static final JsonFactory JSON_FACTORY = new JsonFactory();

  private final WebClient http;

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
            .shareConnectionCache(false)
            .connectionCacheSize(IDLE_CONNECTIONS)
            .build();
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
    try (HttpClientResponse response =
        http.post("/payments")
            .header(JSON)
            .readTimeout(Duration.ofMillis(timeoutMillis))
            .submit(body.getBytes(StandardCharsets.UTF_8))) {
      return outcome(response);
    } catch (RuntimeException e) {
      return neverConnected(e)
          ? new Outcome.NotSent(describe(e))
          : new Outcome.Unknown(describe(e));
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
      default ->
          status >= 500
              ? new Outcome.Failed(status)
              : new Outcome.Rejected(
                  status, body.substring(0, Math.min(body.length(), MAX_DETAIL_CHARS)));
    };
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
    try (HttpClientResponse response =
        http.get("/payments/" + correlationId).readTimeout(LOOKUP_TIMEOUT).request()) {
      String body = body(response);
      return switch (response.status().code()) {
        case 200 -> found(body);
        case 404 -> new Lookup.Absent();
        default -> new Lookup.Unavailable("status " + response.status().code());
      };
    } catch (RuntimeException e) {
      return new Lookup.Unavailable(describe(e));
    }
  }

  private static Lookup found(String body) {
    Map<String, String> fields = fields(body);
    String amount = fields.get("amount");
    String requestedAt = fields.get("requestedAt");
    if (amount == null || requestedAt == null) {
      return new Lookup.Unavailable("an answer without amount or requestedAt");
    }
    try {
      return new Lookup.Found(
          Money.parse(amount).cents(), Instant.parse(requestedAt).toEpochMilli());
    } catch (IllegalArgumentException | DateTimeException e) {
      return new Lookup.Unavailable("an answer that cannot be read: " + e.getMessage());
    }
  }

  @Override
  public HealthReport health() {
    try (HttpClientResponse response =
        http.get("/payments/service-health").readTimeout(HEALTH_TIMEOUT).request()) {
      String body = body(response);
      return switch (response.status().code()) {
        case 200 -> reported(body);
        case 429 -> new HealthReport.Refused();
        default -> new HealthReport.Unreachable("status " + response.status().code());
      };
    } catch (RuntimeException e) {
      return new HealthReport.Unreachable(describe(e));
    }
  }

  private static HealthReport reported(String body) {
    Map<String, String> fields = fields(body);
    String failing = fields.get("failing");
    String minResponseMillis = fields.get("minResponseTime");
    if (failing == null || minResponseMillis == null) {
      return new HealthReport.Unreachable("an answer without failing or minResponseTime");
    }
    try {
      return new HealthReport.Reported(
          Boolean.parseBoolean(failing), Long.parseLong(minResponseMillis));
    } catch (NumberFormatException e) {
      return new HealthReport.Unreachable("minResponseTime is no number: " + minResponseMillis);
    }
  }

  @Override
  public void close() {
    http.closeResource();
  }

  /** The top-level scalar fields of a JSON object, as they are written. */
  private static Map<String, String> fields(String json) {
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

  /** Whether the failure happened before there was a connection to write to. */
  private static boolean neverConnected(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnknownHostException
          || (cause instanceof SocketTimeoutException && connecting(cause))
          || (cause instanceof IllegalArgumentException && resolving(cause))) {
        return true;
      }
    }
    return false;
  }

  private static boolean connecting(Throwable timeout) {
    return "Connect timed out".equalsIgnoreCase(timeout.getMessage());
  }

  /** How Helidon reports a host name that has no address. */
  private static boolean resolving(Throwable failure) {
    return String.valueOf(failure.getMessage()).startsWith("Failed to get address for host");
  }

  private static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
