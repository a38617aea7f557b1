package dev.rinha.service.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.rinha.core.event.EventReceiver;
import dev.rinha.core.processor.Fee;
import dev.rinha.core.store.OutboxEvent;
import dev.rinha.service.config.BuildInfo;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.http.EventJson;
import dev.rinha.service.metrics.WebhookTimes;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.faulttolerance.CircuitBreaker;
import io.helidon.faulttolerance.CircuitBreakerOpenException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.WebClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * Posts events to one address, signed as the Standard Webhooks specification says, with each
 * secret. Any 2xx means that it has the event. Where nearly nothing succeeds a circuit opens and
 * one event at a time is tried. Thread safe.
 */
public final class WebhookSender implements EventReceiver, AutoCloseable {

  private static final HeaderName ID = HeaderNames.create("webhook-id");
  private static final HeaderName TIMESTAMP = HeaderNames.create("webhook-timestamp");
  private static final HeaderName SIGNATURE = HeaderNames.create("webhook-signature");

  /** Of the last so many deliveries that many percent failed: nothing is sent for a while. */
  private static final int CIRCUIT_VOLUME = 20;

  private static final int CIRCUIT_ERROR_PERCENT = 90;
  private static final Duration CIRCUIT_DELAY = Duration.ofSeconds(2);
  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final int MOST_QUOTED_BYTES = 512;

  private final ServiceConfig.Webhook webhook;
  private final Map<String, Fee> fees;
  private final InstantSource clock;
  private final WebhookTimes times;
  private final List<Webhook> signers;
  private final WebClient client;
  private final CircuitBreaker circuit =
      CircuitBreaker.create(
          breaker ->
              breaker
                  .volume(CIRCUIT_VOLUME)
                  .errorRatio(CIRCUIT_ERROR_PERCENT)
                  .successThreshold(1)
                  .delay(CIRCUIT_DELAY));

  /** It answered, but not that it has the event. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Refused(int status, String said) {
      super("it answered " + status + said);
    }
  }

  /**
   * @param fees by processor
   * @param times is told how long deliveries take
   */
  WebhookSender(
      ServiceConfig.Webhook webhook,
      Map<String, Fee> fees,
      InstantSource clock,
      WebhookTimes times) {
    this.webhook = webhook;
    this.fees = Map.copyOf(fees);
    this.clock = clock;
    this.times = times;
    this.signers = webhook.secrets().values().stream().map(Webhook::new).toList();
    this.client =
        WebClient.builder()
            .connectTimeout(webhook.connectTimeout())
            .readTimeout(webhook.responseTimeout())
            .shareConnectionCache(false)
            .connectionCacheSize(webhook.maxInFlight())
            .followRedirects(false)
            .build();
  }

  /** One that nobody measures, to try it. */
  public static WebhookSender alone(ServiceConfig.Webhook webhook, InstantSource clock) {
    return new WebhookSender(webhook, Map.of(), clock, new WebhookTimes());
  }

  @Override
  public Result receive(OutboxEvent event) {
    return webhook.events().contains(event.kind())
        ? send(event.id(), EventJson.of(event, fees), _ -> "")
        : new Result.Delivered();
  }

  @Override
  public Result lost(String id, long events) {
    return send(id, EventJson.lost(events, clock.millis()), _ -> "");
  }

  /** Sends a message that says that it is a test; quotes what it is refused with. */
  public Result test() {
    long now = clock.millis();
    return send("test-" + now, EventJson.message("webhook.test", now, "{}"), WebhookSender::quoted);
  }

  /** The beginning of an answer, on one line. */
  private static String quoted(HttpClientResponse response) {
    if (!response.entity().hasEntity()) {
      return "";
    }
    try (InputStream answer = response.inputStream()) {
      String said = new String(answer.readNBytes(MOST_QUOTED_BYTES), StandardCharsets.UTF_8);
      String line = said.replaceAll("[\\p{IsControl}\\s]+", " ").strip();
      return line.isEmpty() ? "" : ", and said: " + line;
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private Result send(String id, String body, Function<HttpClientResponse, String> said) {
    long begun = System.nanoTime();
    Result result;
    try {
      circuit.invoke(
          () -> {
            post(id, body, said);
            return true;
          });
      result = new Result.Delivered();
    } catch (CircuitBreakerOpenException e) {
      return new Result.NotNow("circuit open, tried again in a moment", LOOK_AGAIN_MILLIS);
    } catch (RuntimeException e) {
      result = new Result.Failed(reason(e));
    }
    times.delivered(webhook.name(), result instanceof Result.Delivered, System.nanoTime() - begun);
    return result;
  }

  private void post(String id, String body, Function<HttpClientResponse, String> said) {
    long seconds = Math.floorDiv(clock.millis(), 1_000L);
    try (HttpClientResponse response =
        client
            .post()
            .uri(webhook.url())
            .contentType(MediaTypes.APPLICATION_JSON)
            .header(HeaderNames.USER_AGENT, "rinha-payments/" + BuildInfo.read().version())
            .header(ID, id)
            .header(TIMESTAMP, Long.toString(seconds))
            .header(SIGNATURE, signatures(id, seconds, body))
            .submit(body.getBytes(StandardCharsets.UTF_8))) {
      if (response.status().family() != Status.Family.SUCCESSFUL) {
        throw new Refused(response.status().code(), said.apply(response));
      }
    }
  }

  private String signatures(String id, long seconds, String body) {
    StringJoiner signatures = new StringJoiner(" ");
    try {
      for (Webhook signer : signers) {
        signatures.add(signer.sign(id, seconds, body));
      }
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
    return signatures.toString();
  }

  /** The innermost one says what happened. */
  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof Refused || cause.getMessage() == null
        ? String.valueOf(cause.getMessage() == null ? cause : cause.getMessage())
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  @Override
  public void close() {
    client.closeResource();
  }
}
