package dev.rinha.service.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * {@code GET /healthz}: 200 when the process can serve, 503 with the reasons when it cannot. Thread
 * safe.
 *
 * <p>A handler of our own instead of Helidon's observe feature: one endpoint does not pay for three
 * more modules in a process that counts megabytes.
 */
final class HealthEndpoint implements Handler {

  static final String PATH = "/healthz";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Readiness readiness;
  private final byte[] up;

  /**
   * @param environment what the installation is called, for those who ask before they destroy
   *     something
   */
  HealthEndpoint(Readiness readiness, String mode, String environment) {
    this.readiness = readiness;
    this.up =
        ("{\"status\":\"UP\",\"mode\":"
                + JsonText.quote(mode)
                + ",\"environment\":"
                + JsonText.quote(environment)
                + "}")
            .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) {
    response.header(HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
    List<String> complaints = readiness.complaints();
    if (complaints.isEmpty()) {
      response.header(HeaderValues.CONTENT_TYPE_JSON).send(up);
    } else {
      Problem.of(ProblemType.NOT_READY, String.join("; ", complaints))
          .retryAfter(RETRY_AFTER)
          .send(response);
    }
  }

  /** Passes requests on only while the process is neither warming up nor stopping. */
  Handler whenWarm(Handler handler) {
    return (request, response) -> {
      var complaint = readiness.phaseComplaint();
      if (complaint.isPresent()) {
        Problem.of(ProblemType.NOT_READY, complaint.get()).retryAfter(RETRY_AFTER).send(response);
      } else {
        handler.handle(request, response);
      }
    };
  }
}
