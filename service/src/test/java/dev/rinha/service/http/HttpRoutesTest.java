package dev.rinha.service.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rinha.service.config.Profile;
import dev.rinha.service.config.ServiceConfig;
import dev.rinha.service.config.Tokens;
import dev.rinha.service.metrics.Measurements;
import dev.rinha.service.metrics.RequestTimes;
import io.helidon.http.Method;
import io.helidon.webserver.WebServer;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class HttpRoutesTest {

  private final RequestTimes times = new RequestTimes("seconds");

  /** How long somebody reads says nothing of how fast is answered; it once was one long request. */
  @Test
  @Timeout(20)
  void streamIsNoRequestThatTakesLongButItsRefusalIsOne() throws Exception {
    HttpRoutes routes =
        new HttpRoutes(
                times,
                new Guard(
                    new ServiceConfig.Access(
                        Profile.CHALLENGE, Set.of(), Tokens.NONE, ServiceConfig.ClientLimits.NONE)),
                new RequestPermits(2, Duration.ofSeconds(1)))
                .endpoint(
                    Permission.PUBLIC,
                    Method.GET,
                    "/request",
                    List.of(),
                    (_, response) -> response.send("all"))
                .stream(
                    Permission.PUBLIC,
                    Method.GET,
                    "/stream",
                    List.of(),
                    (_, response) -> response.send("all"));
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .routing(routes.complete())
            .build()
            .start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/stream", "/stream?other=1", "/request")) {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
      }
      Set<String> expected = Set.of("/request 200", "/stream 400");
      Set<String> measured = measured();
      while (measured.size() < expected.size()) {
        Thread.onSpinWait(); // A request is measured once its answer is sent.
        measured = measured();
      }
      assertEquals(expected, measured);
    } finally {
      server.stop();
    }
  }

  private Set<String> measured() {
    Measurements now = new Measurements();
    times.describe(now);
    Set<String> measured = new TreeSet<>();
    for (MetricSnapshot metric : now.complete()) {
      metric
          .getDataPoints()
          .forEach(
              point ->
                  measured.add(
                      point.getLabels().get("route") + " " + point.getLabels().get("status")));
    }
    return measured;
  }
}
