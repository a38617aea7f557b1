package dev.rinha.service.http;

import dev.rinha.core.history.Remark;
import dev.rinha.core.history.Verdict;
import dev.rinha.core.store.OperatorAct;
import dev.rinha.core.store.OperatorLog;
import dev.rinha.core.store.PauseScope;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * What an operator does by hand over HTTP: pauses and resumes, puts back, discards, resolves. Each
 * wants {@code application/json} with a reason, which no form of a stranger's page can send. Who
 * did what is written down before it is done. Thread safe.
 */
final class ActEndpoints {

  private static final Logger LOG = Logger.getLogger(ActEndpoints.class.getName());

  private static final String JSON = "application/json";

  private final OperatorActs acts;
  private final OperatorLog log;
  private final RequestBody bodies;
  private final InstantSource clock;
  private final Duration retryAfter;

  ActEndpoints(
      OperatorActs acts,
      OperatorLog log,
      RequestBody bodies,
      InstantSource clock,
      Duration retryAfter) {
    this.acts = acts;
    this.log = log;
    this.bodies = bodies;
    this.clock = clock;
    this.retryAfter = retryAfter;
  }

  /** An act that is ready to be carried out, and why. */
  private record Act(String what, String subject, Remark reason, Supplier<String> carryOut) {}

  /** Reads what is to be done; refuses what makes no sense before anything is written down. */
  @FunctionalInterface
  private interface Reading {
    Act read(ServerRequest request, byte[] body);
  }

  void addTo(HttpRoutes routes) {
    route(routes, "/queue/pause", (_, body) -> pause(new PauseScope.Queue(), body));
    route(routes, "/queue/resume", (_, body) -> resume(new PauseScope.Queue(), body));
    route(
        routes,
        "/processors/{processor}/pause",
        (request, body) -> pause(processor(request), body));
    route(
        routes,
        "/processors/{processor}/resume",
        (request, body) -> resume(processor(request), body));
    route(routes, PaymentEndpoint.PATH + "/put-back", this::putBack);
    route(routes, PaymentEndpoint.PATH + "/discard", this::discard);
    route(routes, PaymentEndpoint.PATH + "/resolve", this::resolve);
  }

  private void route(HttpRoutes routes, String path, Reading reading) {
    routes.endpoint(
        Permission.ACT,
        Method.POST,
        path,
        List.of(),
        (request, response) -> carryOut(reading.read(request, json(request)), request, response));
  }

  private PauseScope processor(ServerRequest request) {
    return acts.processor(request.path().pathParameters().get("processor"));
  }

  private Act pause(PauseScope scope, byte[] body) {
    Remark reason = ActRequest.parse(body).reason();
    return new Act("pause", OperatorActs.words(scope), reason, () -> acts.pause(scope, reason));
  }

  private Act resume(PauseScope scope, byte[] body) {
    Remark reason = ActRequest.parse(body).reason();
    return new Act("resume", OperatorActs.words(scope), reason, () -> acts.resume(scope));
  }

  private Act putBack(ServerRequest request, byte[] body) {
    UUID id = PaymentEndpoint.correlationId(request);
    Remark reason = ActRequest.parse(body).reason();
    return onPayment("put back", id, reason, () -> acts.putBack(id, reason));
  }

  private Act discard(ServerRequest request, byte[] body) {
    UUID id = PaymentEndpoint.correlationId(request);
    Remark reason = ActRequest.parse(body).reason();
    return onPayment("discard", id, reason, () -> acts.discard(id, reason));
  }

  private Act resolve(ServerRequest request, byte[] body) {
    UUID id = PaymentEndpoint.correlationId(request);
    ActRequest said = ActRequest.parse(body, ActRequest.AS);
    Verdict verdict = said.verdict();
    Remark reason = said.reason();
    return onPayment(
        "resolve as " + said.as(), id, reason, () -> acts.resolve(id, verdict, reason));
  }

  private static Act onPayment(String what, UUID id, Remark reason, Supplier<String> carryOut) {
    return new Act(what, "payment " + id, reason, carryOut);
  }

  private void carryOut(Act act, ServerRequest request, ServerResponse response) {
    OperatorAct written =
        Caller.of(request).act(clock.millis(), act.what(), act.subject(), act.reason().text());
    String done =
        StoreCalls.answered(
            () -> {
              log.append(written);
              return act.carryOut().get();
            },
            retryAfter);
    LOG.info(done + ", by " + written.who() + " from " + written.from());
    response
        .header(HeaderValues.CONTENT_TYPE_JSON)
        .send("{\"message\":%s}".formatted(JsonText.quote(done)).getBytes(StandardCharsets.UTF_8));
  }

  private byte[] json(ServerRequest request) throws IOException {
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("nothing");
    if (!type.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "the body must be " + JSON + ", was " + JsonText.excerpt(type))
          .toException();
    }
    return bodies.read(request);
  }
}
