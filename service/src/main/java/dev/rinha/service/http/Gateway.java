package dev.rinha.service.http;

import dev.rinha.core.PaymentClient;
import dev.rinha.core.history.History;
import dev.rinha.core.idempotency.Acceptance;
import dev.rinha.core.payment.ClientName;
import dev.rinha.core.payment.PaymentStatus;
import dev.rinha.core.payment.TraceParent;
import dev.rinha.core.store.StoreException;
import dev.rinha.service.metrics.IntakeMetrics;
import dev.rinha.service.metrics.IntakeMetrics.Answer;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code POST /payments}: validates, has the store accept, answers. Knows no processor. Thread
 * safe.
 *
 * <p>202 without a body once the store has the payment, with the {@code Location} that tells what
 * becomes of it, and again, with {@code Idempotent-Replayed: true}, each time the same payment is
 * offered. The trace of a {@code traceparent} is kept with the payment, and the client's name where
 * clients have tokens. 422 if its id belongs to another amount or client, 429 if the client has too
 * many waiting, 503 with {@code Retry-After} if it could not be taken, or if it is not known
 * whether it was: the type of the problem says which, and it may be offered again.
 */
final class Gateway implements Handler {

  static final String PATH = "/payments";

  static final Header REPLAYED = HeaderValues.createCached("Idempotent-Replayed", "true");

  private static final HeaderName STATUS = HeaderNames.create("Payment-Status");

  private static final HeaderName TRACEPARENT = HeaderNames.create("traceparent");

  private static final Logger LOG = Logger.getLogger(Gateway.class.getName());

  private final PaymentClient payments;
  private final Function<ServerRequest, Optional<ClientName>> clients;
  private final IntakeMetrics metrics;
  private final RequestBody bodies;
  private final RequestPermits permits;
  private final Duration retryAfter;

  /**
   * @param clients who offers it
   * @param permits of which a payment holds one once its body has arrived
   */
  Gateway(
      PaymentClient payments,
      Function<ServerRequest, Optional<ClientName>> clients,
      IntakeMetrics metrics,
      RequestBody bodies,
      RequestPermits permits,
      Duration retryAfter) {
    this.payments = payments;
    this.clients = clients;
    this.metrics = metrics;
    this.bodies = bodies;
    this.permits = permits;
    this.retryAfter = retryAfter;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws IOException {
    PaymentRequest payment = read(request, response);
    permits.take();
    try {
      offer(payment, trace(request), clients.apply(request), response);
    } finally {
      permits.giveBack();
    }
  }

  private void offer(
      PaymentRequest payment,
      Optional<TraceParent> trace,
      Optional<ClientName> client,
      ServerResponse response) {
    Acceptance acceptance = accept(payment, trace, client);
    metrics.count(answer(acceptance));
    switch (acceptance) {
      case Acceptance.Accepted _ -> accepted(payment, response).send();
      case Acceptance.Replayed(PaymentStatus status) ->
          accepted(payment, response).header(REPLAYED).header(STATUS, status.text()).send();
      case Acceptance.ReplayedOfNobody _ ->
          response.status(Status.ACCEPTED_202).header(REPLAYED).send();
      case Acceptance.Conflict conflict -> conflict(payment, conflict).send(response);
      case Acceptance.NotOfClient _ -> idTaken(payment).send(response);
      case Acceptance.QueueFull full -> queueFull(full).send(response);
      case Acceptance.ShareFull _ -> shareFull().send(response);
    }
  }

  /** The trace that a request belongs to. */
  static Optional<TraceParent> trace(ServerRequest request) {
    return request.headers().first(TRACEPARENT).flatMap(TraceParent::parse);
  }

  private static ServerResponse accepted(PaymentRequest payment, ServerResponse response) {
    return response
        .status(Status.ACCEPTED_202)
        .header(HeaderNames.LOCATION, PATH + '/' + payment.correlationId());
  }

  private static Answer answer(Acceptance acceptance) {
    return switch (acceptance) {
      case Acceptance.Accepted _ -> Answer.ACCEPTED;
      case Acceptance.Replayed _, Acceptance.ReplayedOfNobody _ -> Answer.REPLAYED;
      case Acceptance.Conflict _, Acceptance.NotOfClient _ -> Answer.CONFLICT;
      case Acceptance.QueueFull _ -> Answer.QUEUE_FULL;
      case Acceptance.ShareFull _ -> Answer.SHARE_FULL;
    };
  }

  private PaymentRequest read(ServerRequest request, ServerResponse response) throws IOException {
    try {
      requireJson(request);
      return PaymentRequest.parse(body(request, response));
    } catch (ProblemException | CloseConnectionException e) {
      metrics.count(Answer.INVALID);
      throw e;
    }
  }

  /**
   * Answers and hangs up in one go if the body cannot be read: Helidon would otherwise wait for the
   * rest of a broken or endless body, whatever the answer says about the connection.
   */
  private byte[] body(ServerRequest request, ServerResponse response) throws IOException {
    try {
      return bodies.read(request);
    } catch (ProblemException e) {
      e.problem().with(HeaderValues.CONNECTION_CLOSE).send(response);
      throw new CloseConnectionException(e.problem().detail());
    }
  }

  private Acceptance accept(
      PaymentRequest payment, Optional<TraceParent> trace, Optional<ClientName> client) {
    try {
      return trace.isEmpty() && client.isEmpty()
          ? payments.accept(payment.correlationId(), payment.amount())
          : payments.accept(
              payment.correlationId(), payment.amount(), History.offered(trace, client));
    } catch (StoreException e) {
      metrics.count(e.refused() ? Answer.STORE_UNAVAILABLE : Answer.UNKNOWN);
      // The store tells operators itself.
      LOG.log(
          Level.FINE,
          "payment {0} is answered 503: {1}{2}",
          new Object[] {payment.correlationId(), e.getMessage(), TraceParent.words(trace)});
      throw (e.refused() ? notStored() : unknown(payment)).retryAfter(retryAfter).toException();
    }
  }

  private static Problem notStored() {
    return Problem.of(
        ProblemType.STORE_UNAVAILABLE,
        "the payment could not be stored and was not accepted; send it again later");
  }

  private static Problem unknown(PaymentRequest payment) {
    return Problem.of(
        ProblemType.ACCEPTANCE_UNKNOWN,
        "the store did not answer in time, so it is not known whether the payment was accepted;"
            + " send it again with the same correlationId "
            + payment.correlationId()
            + ": it is executed once");
  }

  private static Problem conflict(PaymentRequest payment, Acceptance.Conflict conflict) {
    return Problem.of(
            ProblemType.AMOUNT_CONFLICT,
            "payment "
                + payment.correlationId()
                + " was accepted with amount "
                + conflict.acceptedAmount()
                + ", not "
                + payment.amount())
        .about("amount");
  }

  /** The same whatever became of that payment. */
  private static Problem idTaken(PaymentRequest payment) {
    return Problem.of(
            ProblemType.ID_TAKEN,
            "correlationId "
                + payment.correlationId()
                + " belongs to a payment that is not known to be this client's; nothing was"
                + " accepted or changed")
        .about("correlationId");
  }

  private Problem shareFull() {
    return Problem.of(
            ProblemType.SHARE_FULL,
            "as many payments of this client wait as there is room left for all; the payment was"
                + " not accepted")
        .retryAfter(retryAfter);
  }

  private Problem queueFull(Acceptance.QueueFull full) {
    return Problem.of(
            ProblemType.QUEUE_FULL,
            "no more than " + full.limit() + " payments may wait; the payment was not accepted")
        .retryAfter(retryAfter);
  }

  /**
   * Refuses bodies that say they are something else. Lenient where a type says little: none at all,
   * plain text, bytes, and the form type that {@code curl -d} adds unasked; the parser decides
   * about those.
   */
  private static void requireJson(ServerRequest request) {
    if (!request.headers().contains(HeaderNames.CONTENT_TYPE)) {
      return;
    }
    String contentType = request.headers().get(HeaderNames.CONTENT_TYPE).get();
    if (!contentType.equals("application/json") && !mayBeJson(contentType)) {
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "the body must be application/json, was " + JsonText.excerpt(contentType))
          .toException();
    }
  }

  private static boolean mayBeJson(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String essence = type.strip().toLowerCase(Locale.ROOT);
    return switch (essence) {
      case "application/json",
          "text/json",
          "text/plain",
          "application/octet-stream",
          "application/x-www-form-urlencoded" ->
          true;
      default -> essence.endsWith("+json");
    };
  }
}
