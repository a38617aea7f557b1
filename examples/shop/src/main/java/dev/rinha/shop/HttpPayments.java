package dev.rinha.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rinha.shop.Order.State;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Rinha Payments over HTTP. */
final class HttpPayments implements Payments, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HttpPayments.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI gateway;

  /**
   * @param gateway such as {@code http://localhost:9999}
   */
  HttpPayments(URI gateway) {
    this.gateway = gateway;
  }

  @Override
  public Offer offer(Order order) {
    String payment =
        "{\"correlationId\":\"" + order.payment() + "\",\"amount\":" + order.amount() + "}";
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/payments"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(payment))
            .timeout(TIMEOUT)
            .build();
    Optional<HttpResponse<String>> answer = send(request);
    if (answer.isEmpty()) {
      return Offer.NOT_NOW; // Perhaps it was accepted: under the same id that does not matter.
    }
    return switch (answer.get().statusCode()) {
      case 202 -> Offer.ACCEPTED;
      case 400, 413, 415, 422 -> {
        LOG.log(
            Level.SEVERE,
            "order {0} was refused: {1}",
            new Object[] {order.number(), answer.get().body()});
        yield Offer.REFUSED;
      }
      default -> Offer.NOT_NOW; // 503, or the page of a machine in between.
    };
  }

  @Override
  public Optional<State> ask(Order order) {
    return ask(order, Duration.ZERO);
  }

  /**
   * The same, and the answer comes when the payment is finished, or when this time is over.
   *
   * @param wait 10 s at most
   */
  Optional<State> ask(Order order, Duration wait) {
    URI url = gateway.resolve("/payments/" + order.payment() + "?wait=" + wait.toMillis() + "ms");
    return send(HttpRequest.newBuilder(url).timeout(TIMEOUT.plus(wait)).build())
        .flatMap(HttpPayments::state);
  }

  private static Optional<State> state(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 ->
          Optional.of(
              switch (text(answer.body(), "status")) {
                case "settled" -> State.PAID;
                case "dead" -> State.FAILED;
                case "discarded" -> State.CANCELLED;
                default -> State.OPEN; // queued, sending, in_doubt
              });
      // It was accepted, so it was forgotten: were it offered again, it might be paid twice.
      case 404 -> Optional.of(State.CHECK);
      default -> Optional.empty();
    };
  }

  private static String text(String json, String field) {
    try {
      return JSON.readTree(json).path(field).asText();
    } catch (IOException e) {
      return "";
    }
  }

  private Optional<HttpResponse<String>> send(HttpRequest request) {
    try {
      return Optional.of(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      LOG.log(Level.INFO, "no answer from {0}: {1}", new Object[] {request.uri(), e.toString()});
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
