package dev.rinha.simulator;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code GET /payments/service-health}: the settings as they are at the moment of the answer,
 * through the window.
 */
final class HealthService implements HttpService {

  private final HealthWindow window;
  private final Conditions conditions;
  private final Clock clock;
  private final RunningCounts tally;

  HealthService(HealthWindow window, Conditions conditions, Clock clock, RunningCounts tally) {
    this.window = window;
    this.conditions = conditions;
    this.clock = clock;
    this.tally = tally;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", this::health);
  }

  private void health(ServerRequest request, ServerResponse response) {
    Optional<Instant> turn = window.reserve(clock.instant());
    if (turn.isEmpty()) {
      tally.healthRejected.increment();
      Replies.calmDown(
          response, window.length(), JsonObjects.message("too many health calls; try again later"));
      return;
    }
    Stopped.orSleptUntil(turn.get(), clock);
    tally.healthServed.increment();
    Replies.json(
        response,
        Status.OK_200,
        JsonObjects.object(
            fields -> {
              fields.writeBooleanField("failing", conditions.failing());
              fields.writeNumberField("minResponseTime", conditions.delay().toMillis());
            }));
  }
}
